"""What a form offers of a tenant: the teams that have the app, their channels, their rosters."""

from __future__ import annotations

from typing import Any

import pytest

from bot import messages, setup
from bot.events import wishes
from bot.model import Home, Person, PersonId, Workspace, WorkspaceId
from tests.adapters.teams import cards
from tests.adapters.teams.conftest import Bot, payload

TEAM, OTHER = "19:general@thread.tacv2", "19:other@thread.tacv2"
INSIDE = [
    {"id": TEAM, "name": None},
    {"id": "19:leads@thread.tacv2", "name": "Leitung", "type": "private"},
]


def form(language: Any = "de", **home: Any) -> messages.Message:
    place = Home("teams", "t1", **home)
    return setup.form(Workspace(WorkspaceId("w")), Person(PersonId("p"), locale=language), place, "people")


@pytest.fixture
def tenant(bot: Bot) -> Bot:
    """The app is in two teams."""
    bot.fake.tell("channels", team=TEAM, channels=INSIDE, name="Vertrieb")
    bot.fake.tell("channels", team=OTHER, channels=[{"id": OTHER, "name": None}], name="Support")
    for team in (TEAM, OTHER):
        came = payload("installed_in_a_team")
        came["channelData"]["team"]["id"] = team
        bot.hears(came)
    return bot


def dialog(bot: Bot, message: messages.Message) -> dict[str, Any]:
    """The page of the dialog that a button of the set-up opens."""
    bot.door.replies[wishes.SetupBegun] = messages.Reply("form", message)
    opened = {**payload("dialog_opened_from_a_card"), "value": {"data": {"pulse": "e|people"}}}
    page: dict[str, Any] = bot.hears(opened)["body"]["task"]["value"]["card"]["content"]
    cards.check(page)
    return {part["id"]: part for part in cards.parts(page) if part["type"].startswith("Input.")}


def test_channels_and_rosters_are_choices_by_name(tenant: Bot) -> None:
    fields = dialog(tenant, form())
    assert [(c["title"], c["value"]) for c in fields["channel"]["choices"]] == [
        ("Vertrieb › General", TEAM),
        ("Vertrieb › Leitung", "19:leads@thread.tacv2"),
        ("Support › General", OTHER),
    ]
    assert [(c["title"], c["value"]) for c in fields["audience"]["choices"]] == [
        ("–", "-"),
        ("Vertrieb", TEAM),
        ("Support", OTHER),
        ("Vertrieb › Leitung", "19:leads@thread.tacv2"),
    ]
    assert (fields["channel"]["isRequired"], fields["audience"]["value"]) == (True, "-")


def test_what_was_chosen_stays_chosen_also_when_it_is_not_listed_any_more(tenant: Bot) -> None:
    fields = dialog(tenant, form(channel="19:gone", audience=OTHER))
    assert (fields["channel"]["value"], fields["audience"]["value"]) == ("19:gone", OTHER)
    assert "19:gone" in [choice["value"] for choice in fields["channel"]["choices"]]


def test_what_was_listed_is_not_asked_for_again_at_once(tenant: Bot) -> None:
    dialog(tenant, form())
    calls = len(tenant.fake.tell("state")["calls"])
    dialog(tenant, form())
    assert len(tenant.fake.tell("state")["calls"]) == calls


def test_where_nothing_is_listed_the_id_can_be_typed(bot: Bot) -> None:
    fields = dialog(bot, form("en"))
    assert (fields["channel"]["type"], fields["audience"]["type"]) == ("Input.Text", "Input.Text")


def test_what_was_picked_comes_in_as_it_was_picked(tenant: Bot) -> None:
    sent = payload("dialog_sent_from_a_card")
    sent["value"] = {"data": {"pulse": "P", "channel": OTHER, "audience": TEAM, "seen": "no"}}
    tenant.hears(sent)
    event = tenant.door.events[-1]
    assert isinstance(event, wishes.PeopleSetUp)
    assert (event.channel, event.audience, event.seen) == (OTHER, TEAM, "")
