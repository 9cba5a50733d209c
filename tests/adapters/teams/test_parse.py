"""What Teams sends, read."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.teams import parse
from bot import events
from bot.events import wishes
from tests.adapters.teams.conftest import payload

MIA = events.Who("teams", "t1", "11111111-1111-4111-8111-111111111111", locale="de-DE", zone="Europe/Berlin")
MESSAGE, INVOKE = "1700000000001", ""  # a tap is the same by what it means

READ: dict[str, events.Event | None] = {
    "message_asking_for_help": events.Commanded(who=MIA, id=MESSAGE, text="Hilfe"),
    "message_with_slash_and_words": events.Commanded(
        who=MIA, id=MESSAGE, text="relay Die Rechnung kam im Spam an"
    ),
    "message_without_words": events.Commanded(who=MIA, id=MESSAGE),
    "tap_executed": events.Answered(who=MIA, id=INVOKE, ask="ask-1", option="kept"),
    "tap_executed_in_a_channel": events.Commanded(who=MIA, id=INVOKE, text="open"),
    "tap_from_an_older_version": events.Commanded(who=MIA, id=INVOKE),
    "tap_submitted": events.Answered(who=MIA, id=MESSAGE, ask="ask-1", option="kept"),
    "form_executed_in_place": events.Chose(who=MIA, id=INVOKE, setting="weekday", value="3"),
    "dialog_opened_from_a_card": events.CommentBegun(who=MIA, id=INVOKE, ask="ask-1"),
    "dialog_sent_from_a_card": events.Relayed(
        who=MIA,
        id=INVOKE,
        ask="ask-1",
        text="Grüße & Küsse 🎉",
        touchpoint="app",
        evidence="said",
        follow_up="yes",
    ),
    "relay_begun_on_a_message": events.RelayBegun(
        who=MIA, id=INVOKE, text="The invoice mail lands in spam & nobody tells us.\nThird time!"
    ),
    "relay_sent_on_a_message": events.Relayed(
        who=MIA,
        id=INVOKE,
        text="The invoice mail lands in spam",
        touchpoint="support",
        evidence="said",
        follow_up="no",
    ),
    "installed_by_a_person": wishes.Installed(who=MIA, id=MESSAGE, scope="person"),
    "installed_in_a_team": wishes.Installed(who=MIA, id=MESSAGE, scope="team"),
    "added_to_a_team": events.Arrived(who=MIA, id=MESSAGE),
    "removed_by_a_person": events.Departed(who=MIA, id=MESSAGE),
    "removed_from_a_team": None,
    "colleague_joined_a_team": wishes.MembersChanged(
        who=events.Who("teams", "t1", ""), id=MESSAGE, channel="19:general@thread.tacv2"
    ),
    "app_upgraded": None,
    "reaction_on_a_message": None,
    "query_of_a_search_extension": None,
}


@pytest.mark.parametrize("name", READ)
def test_an_activity_reads_as_what_happened(name: str) -> None:
    assert parse.turn(payload(name)).event == READ[name]


@pytest.mark.parametrize(
    ("name", "outsider"),
    [
        ("message_asking_for_help", False),
        ("message_from_a_guest", True),
        ("message_from_a_foreign_tenant", True),
        ("message_from_another_bot", True),
    ],
)
def test_guests_bots_and_foreign_people_are_outsiders(name: str, outsider: bool) -> None:
    assert parse.author(payload(name)).outsider is outsider


def test_language_and_zone_come_from_the_client() -> None:
    who = parse.author(payload("message_mentioning_the_bot_in_a_channel"))
    assert (who.locale, who.zone) == ("en-GB", "Europe/London")


def test_a_mention_of_the_bot_is_no_word() -> None:
    turn = parse.turn(payload("message_mentioning_the_bot_in_a_channel"))
    assert isinstance(turn.event, events.Commanded)
    assert (turn.event.text, turn.personal) == ("help", False)


def test_a_team_is_known_where_the_app_came_or_went() -> None:
    came, went = (parse.turn(payload(name)) for name in ("installed_in_a_team", "removed_from_a_team"))
    assert (came.added, came.team) == (True, "19:general@thread.tacv2")
    assert (went.removed, went.team) == (True, "19:general@thread.tacv2")


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"type": "message"},
        {"type": "invoke", "name": 7, "value": []},
        {"type": "invoke", "name": "adaptiveCard/action", "value": {"action": {"data": {"pulse": ["a"]}}}},
        {"type": "conversationUpdate", "membersAdded": "everybody", "recipient": 1},
        {"type": "message", "entities": [None, 3], "channelData": "x", "from": []},
    ],
)
def test_whatever_comes_is_read_without_failing(broken: dict[str, Any]) -> None:
    assert parse.turn(broken).home == ""


def test_a_nul_in_a_text_is_dropped() -> None:
    turn = parse.turn({**payload("message_asking_for_help"), "text": "Hil\0fe"})
    assert isinstance(turn.event, events.Commanded)
    assert turn.event.text == "Hilfe"
