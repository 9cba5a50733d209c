from __future__ import annotations

import json
from typing import Any, get_args

import pytest

from adapters.playground import parse, render
from bot import events
from bot.events import Event, Who
from bot.messages import (
    Block,
    Button,
    Chart,
    Field,
    Form,
    Line,
    LineKind,
    Link,
    Message,
    Option,
    Series,
    Table,
)
from tests.adapters.playground import company

MIA = Who("playground", "playground", "mia")
EVENTS = [
    events.Answered(ask="r1", option="kept"),
    events.Undone(ask="r1"),
    events.Snoozed(ask="r1"),
    events.WhyAsked(ask="r1"),
    events.CommentBegun(ask="r1"),
    events.RelayBegun(),
    events.Relayed(text="", ask="r1"),
    events.DraftKept(draft="d1"),
    events.DraftDropped(draft="d1"),
    events.Commanded(text="privacy"),
    events.Commanded(),
    events.Chose(setting="language", value="de"),
    events.Confirmed(what="delete"),
]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: events.spell(event))
def test_a_button_comes_back_as_the_event_it_stands_for(event: Event) -> None:
    drawn = render.button(Button("Tap", event, "primary"))
    assert (drawn["label"], drawn["style"]) == ("Tap", "primary")
    assert parse.act({"spelt": drawn["spelt"]}, MIA).event == events.by(event, MIA)


def test_an_address_to_open_is_drawn_with_its_label() -> None:
    card = render.card(Message("Your link", link=Link("Open", "/play/digest/x")))
    assert card["link"] == {"label": "Open", "url": "/play/digest/x"}


def test_every_kind_of_block_is_drawn() -> None:
    body: tuple[Block, ...] = (
        *(Line("words", kind) for kind in get_args(LineKind)),
        Table((("Index", "Now"), ("Trust", "71 ±6"))),
        Chart("Weeks", ("W46", "W47"), (Series("Trust", (None, 71), (None, 65), (None, 77)),)),
    )
    card = render.card(Message("summary", body, details=body[:1], title="Title", language="de"))
    assert card == {
        "summary": "summary",
        "title": "Title",
        "language": "de",
        "asks": False,
        "body": [
            *({"is": "line", "kind": kind, "text": "words"} for kind in get_args(LineKind)),
            {"is": "table", "rows": [["Index", "Now"], ["Trust", "71 ±6"]]},
            {
                "is": "chart",
                "title": "Weeks",
                "labels": ["W46", "W47"],
                "series": [{"name": "Trust", "values": [None, 71], "low": [None, 65], "high": [None, 77]}],
            },
        ],
        "details": [{"is": "line", "kind": "plain", "text": "words"}],
        "buttons": [],
        "form": None,
        "link": None,
    }


def test_every_kind_of_field_is_drawn() -> None:
    fields = (
        Field("text", "What", value="so far", required=True, hint="no names", limit=90),
        Field("touchpoint", "Where", "choice", (Option("app", "App"),), "app"),
        Field("follow_up", "Follow", "tick"),
    )
    form = render.form(Form("Send", events.Relayed(text="", ask="r1"), fields, "Cancel"))
    assert form == {
        "submit": "Send",
        "cancel": "Cancel",
        "spelt": "r||r1",
        "fields": [
            _field("text", "What", value="so far", required=True, hint="no names", limit=90),
            _field(
                "touchpoint", "Where", kind="choice", options=[{"value": "app", "label": "App"}], value="app"
            ),
            _field("follow_up", "Follow", kind="tick"),
        ],
    }


def _field(name: str, label: str, **given: Any) -> dict[str, Any]:
    usual = {"kind": "text", "options": [], "value": "", "required": False, "hint": "", "limit": 3000}
    return {"name": name, "label": label, **usual, **given}


def test_a_filled_form_comes_back_as_its_event() -> None:
    fields = {"text": "a | b", "touchpoint": "app", "evidence": "said", "follow_up": "yes"}
    assert parse.act({"spelt": "r||r1", "fields": fields}, MIA).event == events.Relayed(
        who=MIA, ask="r1", **fields
    )


def test_only_a_question_waits_for_an_answer() -> None:
    assert render.card(company.ask(company.PEOPLE[0]))["asks"] is True
    assert render.card(company.digest())["asks"] is False


def test_what_is_no_number_is_a_gap() -> None:
    values = (float("nan"), float("inf"), None, 3)
    assert render.points(values) == [None, None, None, 3.0]
    truth = render.truth({"weeks": ["2026-W47"], "series": [{"name": "Trust", "truth": [float("nan")]}]})
    assert truth["series"] == [{"name": "Trust", "truth": [None], "estimate": [], "low": [], "high": []}]


def test_a_card_is_plain_json() -> None:
    for message in (
        company.digest(),
        company.menu(company.TEXTS["de"], "de"),
        company.ask(company.PEOPLE[1]),
    ):
        card = render.card(message)
        assert json.loads(json.dumps(card, allow_nan=False)) == card
