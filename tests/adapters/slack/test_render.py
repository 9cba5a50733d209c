"""What messages look like in Slack: within its limits, inert, the same tomorrow as today."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import slackblocks
from slackblocks import objects

from adapters.slack import chart, parse, render
from bot import events
from bot.messages import Button, Chart, Line, Link, Message, Series, Table
from tests.adapters.slack import samples
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_lint import problems
from tests.screens import slack as slack_screen
from tests.screens.slack import drawn

SNAPSHOTS = Path(__file__).parent / "snapshots"
Sample = Callable[[str], Message]
every = pytest.mark.parametrize("sample", samples.EVERY, ids=lambda sample: sample.__name__)
language = pytest.mark.parametrize("language", ["de", "en"])


@every
@language
def test_every_message_passes_slacks_limits_and_an_independent_library(
    sample: Sample, language: str, slack: FakeSlack
) -> None:
    assert slack_screen.Screen(slack).faults(sample(language)) == []


@every
@language
def test_every_message_looks_as_it_did(sample: Sample, language: str) -> None:
    if sample is samples.endless:
        pytest.skip("a megabyte of nothing to look at")
    path = SNAPSHOTS / f"{sample.__name__}.{language}.json"
    now = json.dumps(drawn(sample(language)), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    if os.environ.get("SNAPSHOTS") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(now)
    assert path.read_text() == now


def strings(it: object) -> Iterator[str]:
    if isinstance(it, str):
        yield it
    elif isinstance(it, dict):
        for key, value in it.items():
            if key != "initial_value":  # the person's own words, in the field they edit
                yield from strings(value)
    elif isinstance(it, list):
        for value in it:
            yield from strings(value)


@every
@language
def test_nothing_anybody_wrote_can_act(sample: Sample, language: str) -> None:
    for text in strings(drawn(sample(language))):
        assert text != "mrkdwn"
        for sequence in ("<!", "<@", "<#", "<http", "@here", "@Everyone", "@channel"):
            assert sequence not in text


@language
def test_the_fallback_text_is_no_markup(language: str) -> None:
    payload = render.posted(Message(samples.EVIL, language=language))
    assert not set("<>") & set(payload["text"])
    assert (payload["mrkdwn"], payload["unfurl_links"], payload["unfurl_media"]) == (False, False, False)
    assert (payload["link_names"], payload["parse"]) == (False, "none")


@every
@language
def test_every_button_means_its_event_again(sample: Sample, language: str) -> None:
    message = sample(language)
    who = events.Who("slack", "T1", "U1")
    read = [
        parse.received(tap(element))
        for block in render.posted(message)["blocks"]
        if block["type"] == "actions"
        for element in block["elements"]
        if element["type"] == "button" and element["action_id"] != parse.FORM
    ]
    loud = [each for each in message.buttons if each.style != "quiet"][:25]
    quiet = [each for each in message.buttons if each.style == "quiet"]
    assert [each and each.event for each in read] == [events.by(each.event, who) for each in loud + quiet]


def tap(element: dict[str, Any]) -> dict[str, Any]:
    return {"type": "block_actions", "team": {"id": "T1"}, "user": {"id": "U1"}, "actions": [element]}


def test_a_dialogs_metadata_holds_nothing_anybody_wrote() -> None:
    assert render.modal(samples.dialog("de"))["private_metadata"] == "r"


@pytest.mark.parametrize("length", [1, 2999, 3000])
def test_umlauts_emoji_and_three_thousand_characters_survive(length: int) -> None:
    text = ("Grüße 👩‍👩‍👧 " * 300)[:length]
    for kind in ("plain", "strong", "quote"):
        [block] = render.posted(Message("x", (Line(text, kind),)))["blocks"]  # type: ignore[arg-type]
        assert block["elements"][0]["elements"][0]["text"] == text


def test_an_address_of_ours_is_a_link_and_one_in_a_quote_is_not() -> None:
    message = Message("x", (Line("https://pulse.example/o/1"), Line("https://evil.example", "quote")))
    ours, theirs = (b["elements"][0]["elements"][0] for b in render.posted(message)["blocks"])
    assert ours == {"type": "link", "url": "https://pulse.example/o/1"}
    assert theirs["type"] == "text"


def test_an_address_to_open_is_a_button_that_means_nothing_to_us() -> None:
    url = "https://pulse.example/digest/x"
    message = Message("Your link", (Line("Your link"),), link=Link("Open the page", url))
    surfaces = drawn(message)
    assert problems(surfaces["posted"]["blocks"], "message") == []
    (row,) = (block for block in surfaces["posted"]["blocks"] if block["type"] == "actions")
    (button,) = row["elements"]
    assert (button["url"], button["text"]["text"], "value" in button) == (url, "Open the page", False)
    assert url not in surfaces["posted"]["text"]
    tap = {"type": "block_actions", "team": {"id": "T1"}, "user": {"id": "U1"}, "actions": [button]}
    assert parse.received(tap) is None


def test_a_chart_leaves_out_the_weeks_that_are_hidden() -> None:
    block = chart.block(Chart("Index", ("W1", "W2", "W3"), (Series("Trust", (70.0, None, 72.0)),)))
    assert block is not None
    assert block["chart"]["axis_config"] == {"categories": ["W1", "W3"]}
    assert block["chart"]["series"] == [
        {"name": "Trust", "data": [{"label": "W1", "value": 70.0}, {"label": "W3", "value": 72.0}]}
    ]


@pytest.mark.parametrize("values", [(), (70.0,), (None, 70.0), (None, None)])
def test_a_chart_of_nothing_is_none(values: tuple[float | None, ...]) -> None:
    assert chart.block(Chart("Index", ("W1", "W2"), (Series("Trust", values),))) is None


def test_two_lines_have_their_bands() -> None:
    found = render.thread(samples.digest("de"))
    assert found is not None
    [block] = [each for each in found["blocks"] if each["type"] == "data_visualization"]
    names = [each["name"] for each in block["chart"]["series"]]
    assert names == [
        "Vertrauen",
        "Zufriedenheit",
        "Vertrauen ↓",
        "Vertrauen ↑",
        "Zufriedenheit ↓",
        "Zufriedenheit ↑",
    ]


def test_an_independent_library_accepts_the_same_chart() -> None:
    found = render.thread(samples.digest("en"))
    assert found is not None
    [block] = [each for each in found["blocks"] if each["type"] == "data_visualization"]
    lines = [
        objects.DataSeries(each["name"], [objects.DataPoint(**point) for point in each["data"]])
        for each in block["chart"]["series"]
    ]
    theirs = slackblocks.DataVisualizationBlock(
        block["title"], objects.LineChart(lines, objects.AxisConfig(**block["chart"]["axis_config"]))
    )
    resolved = theirs._resolve()
    assert {key: resolved[key] for key in block} == block


def test_a_second_table_is_text() -> None:
    table = Table((("a", "b"), ("1",)))
    kinds = [b["type"] for b in render.posted(Message("x", (table, table)))["blocks"]]
    assert kinds == ["table", "rich_text"]


def test_the_linter_finds_faults() -> None:
    assert problems([{"type": "alert"}], "message")
    assert problems([{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}], "message")
    button = render.posted(Message("x", (), (Button("x", events.Commanded()),)))["blocks"][-1]
    assert problems([button], "message") == []
    button["elements"] *= 2
    assert problems([button], "message") == ["0 (actions): action_id twice"]
