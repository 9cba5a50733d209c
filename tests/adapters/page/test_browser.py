"""The page in a real browser: seen, pointed at, walked through by keyboard, printed, and checked by axe."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from bot import words
from bot.model import Language
from tests.adapters.page import releases
from tests.adapters.page.conftest import Leading
from tests.adapters.playground.test_page import FLAGS, found, overflow

pytestmark = pytest.mark.chromium
playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
expect = playwright.expect
Open = Callable[..., Any]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """One browser for all tests."""
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=found(), args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def open_page(chromium: Any, leading: Leading) -> Iterator[Open]:
    """Open the page by a personal link; whatever the browser complains about fails the test."""
    contexts: list[Any] = []
    complaints: list[str] = []

    def opened(width: int = 1280, height: int = 900, language: Language = "en", **how: Any) -> Any:
        context = chromium.new_context(viewport={"width": width, "height": height}, **how)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.extend([said.text] if said.type == "error" else []))
        page.goto(leading.link(leading.leader(f"lea{len(contexts)}", language)))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def wrong(page: Any) -> list[tuple[str, str]]:
    """Everything axe finds, with the first place it finds it."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    violations = axe.Axe().run(page).response["violations"]
    return [(one["id"], one["nodes"][0]["html"]) for one in violations]


def test_a_pointer_reads_a_week_and_the_tip_stays_in_the_window(open_page: Open) -> None:
    page = open_page()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Trust has fallen")
    plot = page.locator(".plot").first
    tip = plot.locator(".tip")
    expect(tip).to_be_hidden()
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    for share, week in ((0.01, "Week 37"), (0.55, "Week 43"), (0.99, "Week 48")):
        page.mouse.move(box["x"] + box["width"] * share, box["y"] + 50)
        expect(tip).to_contain_text(week)
        shown = tip.bounding_box()
        assert shown["x"] >= 0
        assert shown["x"] + shown["width"] <= 1280
    page.mouse.move(5, 5)
    expect(tip).to_be_hidden()


def test_a_chart_is_walked_through_by_keyboard(open_page: Open) -> None:
    page = open_page()
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.className") == "walk":
            break
    walk = page.get_by_role("slider", name="Trust", exact=True)
    expect(walk).to_be_focused()
    tip = page.locator(".plot").first.locator(".tip")
    expect(tip).to_contain_text("Week 48 (23–29 Nov)")
    page.keyboard.press("ArrowLeft")
    expect(tip).to_contain_text("Week 47 (16–22 Nov)")
    assert walk.get_attribute("aria-valuetext") == tip.text_content()
    page.keyboard.press("Home")
    expect(tip).to_contain_text("Week 37")
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("group", name="Trust", exact=True).get_by_role("table").first).to_be_visible()


def test_the_skip_link_leads_past_the_head(open_page: Open) -> None:
    page = open_page()
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_one_finds_the_way_through_weeks_spans_and_languages(open_page: Open, leading: Leading) -> None:
    page = open_page()
    assert page.url.endswith(f"/digest/week/{releases.LAST}")
    page.get_by_role("link", name="52 weeks").click()
    page.get_by_role("link", name="Deutsch").click()
    page.get_by_role("link", name="Woche 47", exact=True).click()
    assert page.url.endswith("/digest/week/2026-W47?span=52&lang=de")
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.get_by_role("link", name="52 Wochen")).to_have_attribute("aria-current", "true")
    page.get_by_role("link", name="Woche 48", exact=True).click()
    page.get_by_role("link", name="English").click()
    page.locator(".history summary").click()
    page.locator(".past a", has_text="Week 52 (").first.click()
    assert page.url.endswith("/digest/week/2025-W52?span=52")


def test_without_scripts_everything_can_be_read(open_page: Open) -> None:
    page = open_page(java_script_enabled=False)
    page.locator(".numbers summary").first.click()
    expect(page.locator(".numbers table").first).to_be_visible()
    assert page.locator(".hit title").count() == 12 * 7
    expect(page.locator(".print")).to_be_hidden()


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(open_page: Open, scheme: str, language: Language) -> None:
    page = open_page(language=language, color_scheme=scheme)
    assert wrong(page) == []
    for summary in page.locator("summary").all():
        summary.click()
    page.locator(".walk").first.focus()
    assert wrong(page) == []


@pytest.mark.parametrize("width", [320, 390, 768, 1024, 1920])
def test_it_fits_every_window(open_page: Open, width: int) -> None:
    page = open_page(width, 800, "de")
    assert overflow(page) == 0
    for summary in page.locator("summary").all():
        summary.click()
    page.locator(".walk").first.focus()
    assert overflow(page) == 0
    assert wrong(page) == []


def test_two_years_fit_a_phone(open_page: Open) -> None:
    page = open_page(390, 844)
    page.get_by_role("link", name="104 weeks").click()
    assert overflow(page) == 0
    page.locator(".walk").first.focus()
    expect(page.locator(".tip").first).to_contain_text("Week 48")


def test_forced_colours_keep_lines_apart_from_the_ground(open_page: Open) -> None:
    page = open_page(forced_colors="active")
    ground, line = page.evaluate(
        "['body', '.canvas .stroke'].map((one, at) => getComputedStyle(document.querySelector(one))[at ? 'stroke' : 'backgroundColor'])"
    )
    assert ground != line


def test_on_paper_stands_what_one_reads_and_nothing_to_press(open_page: Open) -> None:
    page = open_page(color_scheme="dark")
    page.emulate_media(media="print")
    for part in (".switch >> nth=0", ".print", ".history", ".walk >> nth=0", ".posted", ".weeks"):
        expect(page.locator(part)).to_be_hidden()
    for part in ("h1", ".figures", ".picture >> nth=0", ".cut", "#how"):
        expect(page.locator(part)).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert len(page.pdf(format="A4")) > 10_000


class Chat(BaseHTTPRequestHandler):
    """A chat in the browser, on another site than the page."""

    link = ""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(f'<a href="{self.link}">Open the page</a>'.encode())

    def log_message(self, *_: object) -> None:
        """Nothing."""


def test_from_a_chat_on_another_site_one_gets_in_and_the_link_stays_out_of_the_history(
    chromium: Any, leading: Leading
) -> None:
    Chat.link = leading.link(leading.leader("lea"))
    with ThreadingHTTPServer(("127.0.0.1", 0), Chat) as chat:
        threading.Thread(target=chat.serve_forever).start()
        context = chromium.new_context()
        page = context.new_page()
        page.goto(f"http://localhost:{chat.server_port}/")  # another site than 127.0.0.1
        page.get_by_role("link").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Trust has fallen")
        assert page.url == f"{leading.url}/digest/week/{releases.LAST}"
        assert page.evaluate("document.referrer") == ""
        page.go_back()
        assert page.url == f"http://localhost:{chat.server_port}/"
        context.close()
        chat.shutdown()


def test_an_expired_link_says_what_to_do_next(chromium: Any, leading: Leading) -> None:
    link = leading.link(leading.leader("lea"))
    leading.passes(minutes=16)
    page = chromium.new_page(viewport={"width": 390, "height": 844})
    assert page.goto(link).status == 410
    expect(page.get_by_role("heading", name="This link has expired")).to_be_visible()
    expect(page.get_by_role("heading", name="Dieser Link ist abgelaufen")).to_be_visible()
    assert (wrong(page), overflow(page)) == ([], 0)
    page.close()
