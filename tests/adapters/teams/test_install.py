"""Homes come, move and go."""

from __future__ import annotations

import pytest

from adapters.teams.connector import Reach
from bot import events, messages
from bot.events import wishes
from tests.adapters.teams import cards
from tests.adapters.teams.conftest import Bot, payload, until

WELCOME = messages.tell(messages.Message("Willkommen", messages.lines("Ich frage selten.")))


@pytest.mark.parametrize(
    ("name", "scope", "again"),
    [
        ("installed_by_a_person", "person", wishes.Installed),
        ("installed_in_a_team", "team", wishes.Installed),
        ("added_to_a_team", "home", events.Arrived),
    ],
)
def test_who_brings_the_app_first_administers_it(
    bot: Bot, name: str, scope: str, again: type[events.Event]
) -> None:
    bot.hears(payload(name))
    bot.hears(payload(name))
    first, second = bot.door.events
    assert isinstance(first, wishes.Installed)
    assert (first.scope, first.who.admin) == (scope, True)
    assert (type(second), second.who.admin) == (again, False)


def test_a_person_is_welcomed_in_their_chat_and_a_team_where_the_app_was_added(bot: Bot) -> None:
    bot.door.replies[wishes.Installed] = WELCOME
    alone, team = payload("installed_by_a_person"), payload("installed_in_a_team")
    mia = alone["from"]["aadObjectId"]
    alone["conversation"]["id"] = bot.run(bot.platform._connector.open(Reach("t1", bot.fake.url), mia))
    for came in (alone, team):
        bot.hears(came)
    assert until(lambda: len(bot.fake.messages()) == 2)
    assert [each["chat"] for each in bot.fake.messages()] == [
        alone["conversation"]["id"],
        team["conversation"]["id"],
    ]
    assert cards.texts(bot.fake.messages()[0]["activity"]["attachments"][0]["content"]) == [
        "Ich frage selten."
    ]


def test_a_home_is_kept_with_its_address_and_its_teams(bot: Bot) -> None:
    bot.hears(payload("installed_in_a_team"))
    assert bot.vault.homes == {"t1": {"service": bot.fake.url, "teams": "19:general@thread.tacv2"}}
    bot.vault.homes["t1"] = {"service": "https://smba.trafficmanager.net/emea", "teams": "x"}
    bot.platform._homes._known.clear()
    bot.hears(payload("tap_executed"))
    assert bot.vault.homes == {"t1": {"service": bot.fake.url, "teams": "x"}}


def test_a_known_home_costs_nothing_a_turn(bot: Bot) -> None:
    bot.hears(payload("installed_by_a_person"))
    reads = bot.vault.reads
    for _ in range(3):
        bot.hears(payload("tap_executed"))
    assert bot.vault.reads == reads


def test_a_word_makes_an_unknown_home_known_and_a_tap_on_an_old_card_does_not(bot: Bot) -> None:
    bot.hears(payload("tap_executed"))
    assert bot.vault.homes == {}
    bot.hears(payload("message_asking_for_help"))
    assert bot.vault.homes == {"t1": {"service": bot.fake.url, "teams": ""}}
    assert [event.who.admin for event in bot.door.events] == [False, False]


def test_a_person_may_leave_and_the_home_stays(bot: Bot) -> None:
    bot.hears(payload("installed_in_a_team"))
    bot.hears(payload("removed_by_a_person"))
    assert [type(event) for event in bot.door.events] == [wishes.Installed, events.Departed]
    assert "t1" in bot.vault.homes


def test_the_last_team_takes_the_home_with_it(bot: Bot) -> None:
    other = payload("installed_in_a_team")
    other["channelData"]["team"]["id"] = "19:other@thread.tacv2"
    for came in (payload("installed_in_a_team"), other):
        bot.hears(came)
    gone = payload("removed_from_a_team")
    bot.hears(gone)
    assert bot.vault.homes == {"t1": {"service": bot.fake.url, "teams": "19:other@thread.tacv2"}}
    gone["channelData"]["team"]["id"] = "19:other@thread.tacv2"
    bot.hears(gone)
    bot.hears(gone)
    assert bot.vault.homes == {}
    kinds = [type(event) for event in bot.door.events]
    assert kinds == [wishes.Installed, wishes.Installed, events.Uninstalled]
    assert bot.door.events[-1].who.home == "t1"


def test_an_update_of_the_app_is_no_arrival(bot: Bot) -> None:
    bot.hears(payload("app_upgraded"))
    assert (bot.door.events, bot.vault.homes) == ([], {})
