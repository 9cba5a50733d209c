"""The page in a real browser: what somebody sees, taps, types and hears."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from adapters.playground.rooms import Rooms
from bot.events import Undone
from bot.messages import Button, Line, Message
from tests import optional
from tests.adapters.playground import company as companies
from tests.adapters.playground.conftest import House

pytestmark = pytest.mark.chromium
playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
expect = playwright.expect

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
Open = Callable[..., Any]
DE, EN = companies.TEXTS["de"], companies.TEXTS["en"]


def found() -> str:
    """The browser to drive. Skips when there is none."""
    names = ("chromium", "chromium-browser", "google-chrome")
    paths = [os.environ.get("PULSE_TEST_CHROMIUM"), *map(shutil.which, names)]
    path = next((path for path in paths if path and Path(path).exists()), None)
    if path is None:
        optional.missing("chromium", "no Chromium browser found: set PULSE_TEST_CHROMIUM to one")
    return path or ""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One window for all tests; `open_page` empties its memory."""
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found(), args=FLAGS)
        yield browser.new_context(locale="en-GB", reduced_motion="reduce", color_scheme="light")
        browser.close()


@pytest.fixture
def open_page(browser: Any, house: House) -> Iterator[Open]:
    """Open the playground; whatever the browser complains about fails the test."""
    pages: list[Any] = []
    complaints: list[str] = []

    def opened(width: int = 1440, height: int = 900, user: str = "") -> Any:
        page = browser.new_page()
        pages.append(page)
        page.set_viewport_size({"width": width, "height": height})
        page.set_default_timeout(5000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.extend([said.text] if said.type == "error" else []))
        page.goto(f"{house.url}/play{user and '#' + user}", wait_until="commit")
        page.wait_for_selector("#chat-log > *", state="attached")
        return page

    yield opened
    for page in pages:
        page.evaluate("localStorage.clear()")
        page.close()
    assert [one for one in complaints if "400 (Bad Request)" not in one] == []


def button(page: Any, name: str) -> Any:
    return page.get_by_role("button", name=name, exact=True)


def overflow(page: Any) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


def serious(page: Any) -> list[tuple[str, str]]:
    """What axe finds serious or worse, with the first place it finds it."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    violations = axe.Axe().run(page).response["violations"]
    return [
        (one["id"], one["nodes"][0]["html"]) for one in violations if one["impact"] in ("serious", "critical")
    ]


def test_a_tap_becomes_the_thank_you_and_undo_brings_the_question_back(open_page: Open) -> None:
    page = open_page()
    button(page, "Gehalten").click()
    expect(page.locator("#chat-log .post")).to_have_count(1)
    expect(page.locator("#chat-log")).to_contain_text(DE["thanks"])
    expect(page.locator("#waiting")).not_to_contain_text("Mia")
    button(page, DE["undo"]).click()
    expect(button(page, "Gehalten")).to_be_visible()
    expect(page.locator("#waiting")).to_contain_text("Mia")


def test_a_relay_goes_through_the_dialog_and_the_preview(open_page: Open, house: House) -> None:
    page = open_page(user="tom")
    button(page, "Relay as customer pulse").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label(EN["said"])).to_be_focused()
    dialog.get_by_role("button", name=EN["preview"]).click()
    expect(dialog).to_be_visible()  # an empty text is not sent
    dialog.get_by_label(EN["said"]).fill("Mr Schmidt | waited <b>twice</b>")
    dialog.get_by_label("App").check()
    dialog.get_by_label(EN["follow"]).check()
    dialog.get_by_role("button", name=EN["preview"]).click()
    expect(dialog).to_be_hidden()
    expect(page.locator("#chat-log blockquote")).to_have_text("Mr ▇▇▇ | waited <b>twice</b>")
    page.get_by_label(EN["mask"]).fill("twice")
    button(page, EN["keep"]).click()
    expect(page.locator("#chat-log")).to_contain_text(EN["kept"])
    _, relayed, kept = house.door.events
    assert (relayed.touchpoint, relayed.evidence, relayed.follow_up) == ("app", "said", "yes")  # type: ignore[attr-defined]
    assert (kept.draft, kept.words) == ("d1", "twice")  # type: ignore[attr-defined]


def test_what_one_wrote_can_be_relayed(open_page: Open) -> None:
    page = open_page(user="tom")
    page.locator("#words").fill("They waited | twice")
    page.keyboard.press("Enter")
    page.locator(".own").get_by_role("button", name="Relay as customer pulse").click()
    expect(page.get_by_role("dialog").get_by_label(EN["said"])).to_have_value("They waited | twice")


def test_the_dialog_can_be_left(open_page: Open, house: House) -> None:
    page = open_page()
    button(page, "Relay as customer pulse").click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert len(house.door.events) == 1


def test_the_page_and_the_colleague_have_languages_of_their_own(open_page: Open) -> None:
    page = open_page()
    page.locator("#page-language").get_by_text("DE").click()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.get_by_role("heading", name="Der Kanal der Leitung")).to_be_visible()
    page.locator("#colleague-language").get_by_text("EN").click()
    expect(page.locator("#colleague-language [aria-pressed=true]")).to_have_text("EN")
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    button(page, "Gehalten").click()
    expect(page.locator("#chat-log")).to_contain_text(EN["thanks"])


def test_everything_works_by_keyboard_alone(open_page: Open) -> None:
    page = open_page()
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#words")).to_be_focused()
    page.keyboard.type("/pulse help")
    page.keyboard.press("Enter")
    expect(page.locator("#chat-log")).to_contain_text(DE["menu"])
    _tab_to(page, "Gehalten", back=True)
    page.keyboard.press("Enter")
    expect(page.locator("#chat-log .post").first).to_be_focused()
    _tab_to(page, "", back=True, id="who")
    page.keyboard.type("okaf")
    page.keyboard.press("Enter")
    expect(button(page, "Kept")).to_be_visible()
    expect(page.locator("#who")).to_have_value("Tom Okafor")


def _tab_to(page: Any, text: str, *, back: bool = False, id: str = "") -> None:
    for _ in range(40):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        at, says = page.evaluate("[document.activeElement.id, document.activeElement.textContent]")
        if (id and at == id) or (text and says == text):
            return
    raise AssertionError(f"no tab leads to {text or id}")


def test_a_week_passes_before_everybodys_eyes(open_page: Open) -> None:
    page, other = open_page(), open_page(user="lea")
    button(page, "Next week").click()
    for seen in (page, other):
        expect(seen.locator("#date")).to_contain_text("23 November")
        expect(seen.locator("#leaders-log .post")).to_have_count(2)
        expect(seen.locator("#waiting .chip")).to_have_count(6)


def test_only_leaders_tap_in_the_channel(open_page: Open, house: House) -> None:
    page = open_page()
    expect(button(page, "Open")).to_have_attribute("aria-disabled", "true")
    button(page, "Lea Sommer").click()
    expect(button(page, "Open")).not_to_have_attribute("aria-disabled", "true")
    button(page, "Open").click()
    expect(page.locator("#chat-log")).to_contain_text(DE["menu"])
    assert [event.who.user for event in house.door.events] == ["lea"]


def test_a_chart_has_its_numbers_beside_it_and_the_truth_can_be_shown(open_page: Open) -> None:
    page = open_page()
    page.locator("#leaders-log .details > summary").click()
    expect(page.locator("#leaders-log svg[role=img]")).to_have_attribute(
        "aria-label", "Twelve weeks: Trust 71, Satisfaction 78"
    )
    page.locator("#leaders-log .numbers summary").click()
    row = page.locator("#leaders-log .numbers tr", has_text="W39")
    expect(row).to_have_text("W39–80 (74–86)")
    page.get_by_role("switch").check()
    expect(page.locator("#truths svg[role=img]")).to_have_count(2)
    expect(page.locator("#truths figcaption").first).to_have_text("Trust")
    page.get_by_role("switch").uncheck()
    expect(page.locator("#truths figure")).to_have_count(0)


def test_the_address_says_who_one_is(open_page: Open) -> None:
    page = open_page(user="tom")
    expect(page.locator("#who")).to_have_value("Tom Okafor")
    page.evaluate("location.hash = 'lea'")
    expect(page.locator("#who")).to_have_value("Lea Sommer")
    page.evaluate("location.hash = 'nobody'")
    expect(page.locator("#who")).to_have_value("Lea Sommer")


def test_a_file_is_handed_to_this_browser(open_page: Open) -> None:
    page = open_page(user="tom")
    page.get_by_label("Write to Kundenpuls, or /pulse").fill("/pulse data")
    button(page, "Send").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download my-data.json").click()
    assert json.loads(Path(download.value.path()).read_text()) == {
        "language": "en",
        "weeks_asked": ["2026-W42"],
    }


def test_the_words_of_others_are_inert(open_page: Open, house: House) -> None:
    page = open_page()
    evil = "<img src=x onerror=alert(1)><script>alert(2)</script> [a](javascript:alert(3))"
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    house.show(
        Message(evil, (Line(evil, "quote"), Line(evil)), (Button(evil, Undone(ask="r1")),), title=evil), "mia"
    )
    expect(page.locator("#chat-log blockquote")).to_have_text(evil)
    expect(page.locator("#chat-log .post:last-child :is(script, a, .card img)")).to_have_count(0)


def test_what_went_wrong_is_said(open_page: Open, house: House) -> None:
    page = open_page()
    house.playground.rooms = Rooms()  # nothing stands any more
    button(page, "Gehalten").click()
    expect(page.get_by_role("alert")).to_contain_text("That message stands no more")


def test_a_lost_connection_comes_back_by_itself(open_page: Open, house: House) -> None:
    page = open_page()
    house.playground.closed = True
    expect(page.locator("#passing")).to_contain_text("Connection lost")
    house.playground.closed = False
    house.show(companies.menu(EN, "en"), "mia")
    expect(page.locator("#chat-log")).to_contain_text(EN["menu"])
    expect(page.locator("#passing")).not_to_contain_text("Connection lost")


def test_a_phone_shows_one_pane_at_a_time(open_page: Open) -> None:
    page = open_page(390, 844)
    for name, pane in (("Leaders", "leaders"), ("Clock", "clock"), ("Chat", "chat")):
        page.locator("#tabs").get_by_text(name).click()
        shown = [id for id in ("chat", "leaders", "clock") if page.locator(f"#{id}").is_visible()]
        assert (shown, overflow(page)) == ([pane], 0)


def test_nothing_serious_stands_in_anybodys_way(open_page: Open) -> None:
    page = open_page()
    page.locator("#menu").click()
    expect(page.locator("#chat-log .private")).to_be_visible()
    page.locator("#leaders-log .details > summary").click()
    page.locator("#leaders-log .numbers summary").click()
    page.get_by_role("switch").check()
    expect(page.locator("#truths svg[role=img]").first).to_be_visible()
    page.locator("#who").click()
    assert serious(page) == []
    page.emulate_media(color_scheme="dark")
    assert serious(page) == []
    page.locator("#relay").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert serious(page) == []


def test_nothing_serious_stands_in_the_way_on_a_phone(open_page: Open) -> None:
    page = open_page(390, 844)
    for pane in ("chat", "leaders", "clock"):
        page.locator(f"#tabs [value={pane}]").click()
        assert (pane, serious(page)) == (pane, [])
