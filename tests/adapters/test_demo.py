"""`pulse demo` as a newcomer meets it: a real process, a real browser, the real core."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from tests.adapters.playground.test_page import FLAGS, found

pytestmark = pytest.mark.chromium
playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
expect = playwright.expect


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Where `pulse demo` says it stands."""
    command = [sys.executable, "-c", "from adapters.cli import main; main()", "demo", "--no-open"]
    env = os.environ | {"PORT": "0"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env) as process:
        assert process.stdout is not None
        stands = re.search(r"http://\S+", process.stdout.readline())
        assert stands
        yield stands.group()
        process.terminate()


@pytest.fixture
def page(address: str) -> Iterator[Any]:
    """The playground, freshly opened."""
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found(), args=FLAGS)
        opened = browser.new_page(viewport={"width": 1360, "height": 900}, locale="en-GB")
        opened.set_default_timeout(30_000)
        opened.goto(address)
        yield opened
        browser.close()


def test_a_newcomer_taps_takes_it_back_adds_words_and_reads_the_digest(page: Any) -> None:
    chat = page.get_by_role("region", name="An employee’s chat")
    question = chat.locator(
        "article", has=page.get_by_role("button", name=re.compile("No customer lately|Zuletzt kein Kunde"))
    )
    question.last.get_by_role("button").first.click()
    undo = chat.get_by_role("button", name=re.compile("Undo|Rückgängig"))
    undo.last.click()
    question.last.get_by_role("button").first.click()
    chat.get_by_role("button", name=re.compile("Add what they said|Ergänzen")).last.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox").fill("Herr Müller sagt, niemand hat unter 0170-1234567 zurückgerufen.")
    dialog.get_by_role("button", name=re.compile("Show me|Zeigen")).click()
    expect(chat).not_to_contain_text("0170")
    chat.get_by_role("button", name=re.compile("Keep it|So behalten")).last.click()
    page.get_by_role("button", name="Next week").click()
    channel = page.get_by_role("region", name="The leadership channel")
    expect(channel).to_contain_text("Customer pulse · week 37", timeout=60_000)
    channel.locator(".chip").first.click()  # a leader
    channel.get_by_role("button", name="Open", exact=True).last.click()
    with page.expect_popup() as opened:
        chat.get_by_role("link", name=re.compile("Open the page|Seite öffnen")).click()
    expect(opened.value.get_by_role("heading", level=1)).to_be_visible()
    assert opened.value.url.endswith("/play/digest/week/2026-W37")
