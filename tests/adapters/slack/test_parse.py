"""Captured payload shapes, each named for its condition, and what the bot hears in them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from adapters.slack import markup, parse
from adapters.slack.parse import Place
from bot.events import (
    Answered,
    Arrived,
    Commanded,
    Departed,
    Event,
    RelayBegun,
    Relayed,
    Uninstalled,
    Unreadable,
    Who,
)
from bot.events.wishes import HomeOpened, MembersChanged

PAYLOADS = Path(__file__).parent / "payloads"
MIA = Who("slack", "T061EG9R6", "U061F7AUR")
URL = "https://hooks.slack.com/actions/T061EG9R6/1/x"
TRIGGER = "12321423423.333649436676.d8c1bb837935619ccad0f624c448ffb3"


def payload(name: str) -> dict[str, Any]:
    return json.loads((PAYLOADS / f"{name}.json").read_text())  # type: ignore[no-any-return]


def who(**more: Any) -> Who:
    return Who(**{**vars(MIA), **more})


HEARD: dict[str, Event | None] = {
    "tap_on_an_answer": Answered(who=MIA, ask="q7f", option="kept"),
    "tap_on_an_ephemeral_message": Answered(who=MIA, ask="q7f", option="kept"),
    "tap_in_the_app_home": Commanded(who=MIA, text="pause"),
    "tap_by_somebody_of_another_organisation": Answered(who=who(outsider=True), ask="q7f", option="kept"),
    "tap_inside_an_enterprise": Answered(who=MIA, ask="q7f", option="kept"),
    "tap_on_a_form_in_a_message": Relayed(who=MIA, text="Rechnung kam nie an", touchpoint="support"),
    "tick_in_a_dialog_before_it_is_sent": None,
    "dialog_sent": Relayed(
        who=MIA,
        id="VNM522E2U:1509503403.HMk9",
        ask="q7f",
        text="Rechnung kam nie an",
        touchpoint="support",
        evidence="said",
        follow_up="yes",
    ),
    "dialog_sent_with_nothing_in_it": Relayed(who=MIA, id="VNM522E2U:1509503403.HMk9", text=""),
    "dialog_closed": None,
    "shortcut_on_a_message": RelayBegun(
        who=MIA, text="@… meint: die Rechnung & der <Beleg> fehlen, siehe Ticket 12 #support"
    ),
    "shortcut_of_another_app": None,
    "command_with_words": Commanded(who=MIA, text="relay Der payload war kaputt & weg"),
    "command_alone": Commanded(who=MIA),
    "direct_message": Commanded(who=MIA, id="Ev0PV52K25", text="Hallo"),
    "direct_message_redelivered": Commanded(who=MIA, id="Ev0PV52K25", text="Hallo"),
    "direct_message_from_another_organisation": Commanded(who=who(outsider=True), id="Ev0PV52K25", text="Hi"),
    "direct_message_with_broken_characters": Commanded(who=MIA, id="Ev0PV52K25", text="a?b"),
    "direct_message_edited": None,
    "direct_message_by_a_bot": None,
    "message_in_a_channel": None,
    "home_opened": HomeOpened(who=MIA, id="Ev0PV52K25"),
    "somebody_left_a_channel": MembersChanged(who=who(user=""), id="Ev0PV52K25", channel="C024BE91L"),
    "a_user_group_changed": MembersChanged(who=who(user=""), id="Ev0PV52K25", channel="S0614TZR7"),
    "messages_tab_opened": Arrived(who=MIA, id="Ev0PV52K25"),
    "somebody_joined": Arrived(who=who(locale="de-DE", zone="Europe/Berlin"), id="Ev0PV52K25"),
    "guest_joined": Departed(who=who(locale="de-DE", zone="Europe/Berlin", outsider=True), id="Ev0PV52K25"),
    "bot_joined": None,
    "somebody_changed_language": Arrived(
        who=who(locale="en-GB", zone="Europe/London", admin=True), id="Ev0PV52K25"
    ),
    "somebody_deactivated": Departed(who=MIA, id="Ev0PV52K25"),
    "app_uninstalled": Uninstalled(who=Who("slack", "T061EG9R6", ""), id="Ev0PV52K25"),
    "bot_token_revoked": Uninstalled(who=Who("slack", "T061EG9R6", ""), id="Ev0PV52K25"),
    "persons_token_revoked": None,
    "organisation_wide_install": Uninstalled(who=Who("slack", "E0KN2JZ88", ""), id="Ev0PV52K25"),
    "event_nobody_asked_for": None,
}


@pytest.mark.parametrize("name", HEARD)
def test_what_is_heard(name: str) -> None:
    got = parse.received(payload(name))
    assert (got and got.event) == HEARD[name]


def test_every_captured_payload_is_heard() -> None:
    assert {path.stem for path in PAYLOADS.glob("*.json")} == set(HEARD)


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("tap_on_an_answer", Place("message", "D024BE91L", "1548261231.000200", URL, TRIGGER)),
        (
            "tap_on_an_ephemeral_message",
            Place("message", "C0LAN2Q65", "1548261231.000200", URL, TRIGGER, "", True),
        ),
        ("tap_in_the_app_home", Place("home", trigger=TRIGGER, view="VNM522E2U")),
        ("dialog_sent", Place("submission", view="VNM522E2U")),
        ("shortcut_on_a_message", Place("command", "C0LAN2Q65", "", URL, TRIGGER)),
        ("command_alone", Place("command", "C0LAN2Q65", "", URL, TRIGGER)),
        ("direct_message", Place("chat", "D024BE91L")),
        ("home_opened", Place("home", "D024BE91L")),
    ],
)
def test_where_an_answer_can_go(name: str, place: Place) -> None:
    got = parse.received(payload(name))
    assert got is not None
    assert got.place == place


def test_when_it_happened() -> None:
    got = parse.received(payload("app_uninstalled"))
    assert got is not None
    assert got.at == 1234567890


@pytest.mark.parametrize("value", ["", "?|x", "a|1|2|3", "a", "k"])
def test_a_button_of_another_version_cannot_be_read(value: str) -> None:
    body = payload("tap_on_an_answer")
    body["actions"][0]["value"] = value
    with pytest.raises(Unreadable):
        parse.received(body)


@pytest.mark.parametrize(
    "body",
    [{}, {"type": "block_actions"}, {"type": "block_actions", "actions": []}, {"type": "event_callback"}],
)
def test_half_a_payload_is_nothing(body: dict[str, Any]) -> None:
    assert parse.received(body) is None


@pytest.mark.parametrize(
    ("marked", "read"),
    [
        ("&lt;b&gt; &amp;amp;", "<b> &amp;"),
        ("<@U1|mia> <@U2>", "@… @…"),
        ("<#C1|general> <#C2>", "#general #C2"),
        ("<!here> <!channel|channel>", "@here @channel"),
        ("<!subteam^S1|@support>", "@…"),
        ("<https://x.example/a?b=1|die Seite>", "die Seite"),
        ("<https://x.example/a?b=1>", "https://x.example/a?b=1"),
        ("<mailto:a@b.example|a@b.example>", "a@b.example"),
        ("1 < 2 > 0", "1 < 2 > 0"),
        ("a\0b\ud800c", "ab?c"),
    ],
)
def test_markup_reads_as_words(marked: str, read: str) -> None:
    assert markup.plain(marked) == read
