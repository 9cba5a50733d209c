"""Set up in Slack itself: pickers, modals and the App Home, against a Slack that refuses what Slack refuses."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from adapters import settling, wiring
from adapters.settings import Settings
from bot import words
from bot.events import Who
from bot.model import Home, Person, Workspace
from tests.adapters.slack.conftest import SECRET, until
from tests.adapters.slack.test_journeys import MONDAY, RealBot
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_people import WEB, People

STAFF = tuple(f"UM{n:02}" for n in range(9))


@pytest.fixture
def town(slack: FakeSlack) -> FakeSlack:
    """A team with nine colleagues, a guest, a bot, somebody of another organisation, channels and groups."""
    for user in STAFF:
        slack.user("T1", user, locale="de-DE")
    slack.user("T1", "UGUEST", is_restricted=True)
    slack.user("T1", "UBOT", is_bot=True)
    slack.user("T1", "UFAR", team_id="T9", is_stranger=True)
    slack.channel("T1", "CLEAD", ("UADMIN", *STAFF[:2], "UBOT"))
    slack.channel("T1", "CALL", (*STAFF, "UGUEST", "UBOT", "UFAR"))
    slack.channel("T1", "CSHARED", STAFF[:2], is_ext_shared=True)
    slack.channel("T1", "CINVITED", STAFF[:2], is_pending_ext_shared=True)
    slack.channel("T1", "CAWAY", STAFF[:2], bot=False)
    slack.channel("T1", "CSECRET", STAFF[:2], bot=False, is_private=True)
    slack.channel("T1", "COLD", STAFF[:2], is_archived=True)
    slack.workspaces["T1"].groups |= {"S1": list(STAFF[:4]), "S2": list(STAFF[4:])}
    return slack


@pytest.fixture
def installed(town: FakeSlack, settings: Settings) -> Iterator[RealBot]:
    """Installed by OAuth by UADMIN, as Slack's pages do it."""
    town.workspaces["T1"].tokens.clear()
    url = "https://p.example"
    bot = RealBot(town, settings, url, bot_token="", client_id=town.client[0], client_secret=town.client[1])
    begun = WEB.get(bot.url + "/slack/install")
    state = parse_qs(urlsplit(begun.headers["location"]).query)["state"][0]
    cookie = begun.headers["set-cookie"].split(";")[0]
    town.codes["code"] = "T1"
    query = {"state": state, "code": "code"}
    done = WEB.get(bot.url + "/slack/oauth_redirect", params=query, headers={"Cookie": cookie})
    assert (done.status_code, "/pulse setup" in done.text) == (200, True)
    yield bot
    bot.close()


@pytest.fixture
def hands(town: FakeSlack, installed: RealBot) -> People:
    return People(town, installed.url, SECRET)


def stored(bot: RealBot) -> tuple[Workspace, Home]:
    [id] = bot.house.store.workspaces()
    with bot.house.store.look(id) as work:
        return work.workspace, work.homes.all()[0]


def person(bot: RealBot, user: str) -> Person | None:
    [id] = bot.house.store.workspaces()
    with bot.house.store.look(id) as work:
        met = work.people.met(Who("slack", "T1", user))
    return met and met[0]


def opened(slack: FakeSlack, hands: People, text: str = "setup") -> dict[str, Any]:
    """The dialog that the command opens, within its three seconds."""
    before = len(slack.views)
    hands.command("UADMIN", text, "CLEAD")
    until(lambda: len(slack.views) > before)
    return list(slack.views.values())[-1]


def elements(view: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {b["element"]["action_id"]: b["element"] for b in view["blocks"] if b["type"] == "input"}


def told(view: dict[str, Any]) -> str:
    return str(view["blocks"])


def test_the_installer_sets_it_up_and_the_first_pulse_comes(
    town: FakeSlack, installed: RealBot, hands: People
) -> None:
    view = opened(town, hands)
    drawn = elements(view)
    assert drawn["channel"] == {
        "type": "conversations_select",
        "action_id": "channel",
        "default_to_current_conversation": True,
        "filter": {
            "include": ["public", "private"],
            "exclude_external_shared_channels": True,
            "exclude_bot_users": True,
        },
    }
    assert [o["value"] for o in drawn["audience+"]["options"]] == ["-", "S1", "S2"]
    hands.submit("UADMIN", view, channel="CLEAD", audience="CALL")
    assert "Gespeichert." in told(town.views[view["id"]])
    assert (stored(installed)[1].channel, stored(installed)[1].audience) == ("CLEAD", "CALL")
    [id] = installed.house.store.workspaces()
    with installed.house.store.work(id) as work:  # a tenth of nine is nobody in most weeks
        work.configure(replace(work.workspace, weekly_cap=1.0))
    installed.live(MONDAY + timedelta(days=4))
    with installed.house.store.look(id) as work:
        known = set(work.people.at_home(stored(installed)[1]))
    assert known == {*STAFF, "UADMIN"}
    assert any("a|" in str(message["blocks"]) for user in STAFF for message in town.said(user))
    for outsider in ("UGUEST", "UBOT", "UFAR", "UADMIN"):
        assert town.said(outsider) == []
    installed.live(MONDAY + timedelta(days=8))
    assert len(town.said("CLEAD")) == 1


@pytest.mark.parametrize(
    ("channel", "why"),
    [
        ("CSHARED", "shared"), ("CINVITED", "shared"), ("CAWAY", "absent"), ("CSECRET", "absent"),
        ("COLD", "absent"), ("C404", "absent"),
    ],
)  # fmt: skip
def test_a_channel_that_must_not_be_is_refused(
    town: FakeSlack, installed: RealBot, hands: People, channel: str, why: str
) -> None:
    view = opened(town, hands)
    hands.submit("UADMIN", view, channel=channel, audience="CALL")
    answer = town.views[view["id"]]
    assert words.say(f"unfit.channel_{why}", "de").split(".")[0][:60] in told(answer)
    assert (stored(installed)[1].channel, stored(installed)[1].audience) == (None, None)
    hands.tap_view("UADMIN", answer, "Noch einmal")
    until(lambda: "submit" in town.views[view["id"]])


@pytest.mark.parametrize("fault", ["429:30", "500", "lost", "garbled"])
def test_where_slack_does_not_say_it_is_refused_for_now(
    town: FakeSlack, installed: RealBot, hands: People, fault: str
) -> None:
    view = opened(town, hands)
    town.fail("conversations.info", fault)
    hands.submit("UADMIN", view, channel="CLEAD", audience="CALL")
    assert "in einer Minute noch einmal" in told(town.views[view["id"]])
    assert stored(installed)[1].channel is None


def test_a_user_group_is_an_audience_and_can_be_left_again(
    town: FakeSlack, installed: RealBot, hands: People
) -> None:
    hands.submit("UADMIN", opened(town, hands), channel="CLEAD", **{"audience+": "S1"})
    installed.do(installed.house.catch_up())
    assert stored(installed)[1].audience == "S1"
    assert [bool(found and found.audience) for found in (person(installed, u) for u in STAFF)] == [
        True
    ] * 4 + [False] * 5
    card = list(town.views.values())[-1]
    hands.tap_view("UADMIN", card, "Kanal und Leute")
    until(lambda: "submit" in town.views[card["id"]])
    form = town.views[card["id"]]
    assert elements(form)["audience+"]["initial_option"]["value"] == "S1"
    hands.submit("UADMIN", form, audience="CALL", **{"audience+": "-"})
    assert stored(installed)[1].audience == "CALL"


def test_without_groups_or_where_slack_keeps_silent_there_is_one_picker(
    town: FakeSlack, installed: RealBot, hands: People
) -> None:
    town.fail("usergroups.list", "500")
    assert list(elements(opened(town, hands))) == ["channel", "audience"]


def test_who_became_a_guest_while_the_dialog_stood_open_is_refused(
    town: FakeSlack, installed: RealBot, hands: People
) -> None:
    view = opened(town, hands)
    town.workspaces["T1"].users["UADMIN"]["is_restricted"] = True
    hands.submit("UADMIN", view, channel="CLEAD", audience="CALL")
    assert words.say("error.outsider", "de")[:40] in told(town.views[view["id"]])
    assert stored(installed)[1].channel is None


def test_a_member_is_refused_wherever_they_try(town: FakeSlack, installed: RealBot, hands: People) -> None:
    hands.submit("UADMIN", opened(town, hands), channel="CLEAD", audience="CALL")
    view = {
        "id": "VX",
        "hash": "1",
        "type": "modal",
        "blocks": [],
        "private_metadata": "M",
        "callback_id": "pulse",
    }
    town.views["VX"] = view
    hands.command("UM00", "setup", "CALL")
    until(lambda: town.ephemerals)
    assert hands.submit("UM00", view).json()["response_action"] == "update"
    sentence = "Das darf nur, wer diesen Puls verwaltet."
    assert sentence in str(town.ephemerals[-1])
    assert sentence in told(town.views["VX"])
    assert "CLEAD" not in str(town.ephemerals) + str(town.views["VX"])


def test_the_app_home_is_for_each_what_is_theirs(town: FakeSlack, installed: RealBot, hands: People) -> None:
    hands.submit("UADMIN", opened(town, hands), channel="CLEAD", audience="CALL")
    installed.live(MONDAY + timedelta(days=8))
    for user in ("UADMIN", "UM00", "UM08"):
        hands.opens(user)
        until(lambda u=user: u in town.homes)  # type: ignore[misc]
    texts = {user: str(view["blocks"]) for user, view in town.homes.items()}
    assert [
        ("Einrichten" in texts[u], "Die letzten Digests" in texts[u]) for u in ("UADMIN", "UM00", "UM08")
    ] == [
        (True, True),
        (False, True),
        (False, False),
    ]
    hands.tap_view("UADMIN", town.homes["UADMIN"], "Einrichten")
    until(lambda: "Gefragt werden die Mitglieder" in str(list(town.views.values())[-1]))


def test_whoever_joins_the_channel_is_known_within_minutes(
    town: FakeSlack, installed: RealBot, hands: People
) -> None:
    hands.submit("UADMIN", opened(town, hands), channel="CLEAD", audience="CALL")
    installed.do(installed.house.catch_up())
    town.user("T1", "UNEW")
    town.workspaces["T1"].channels["CALL"]["members"] = (*STAFF, "UNEW")
    hands.event({"type": "member_joined_channel", "user": "UNEW", "channel": "CALL", "team": "T1"})
    installed.now += timedelta(minutes=2)
    installed.do(installed.house.catch_up())
    found = person(installed, "UNEW")
    assert found is not None
    assert found.audience


# one workspace, one token


@pytest.fixture
def alone(town: FakeSlack, settings: Settings) -> Iterator[RealBot]:
    bot = RealBot(town, settings)
    yield bot
    bot.close()


def test_a_token_finds_its_home_at_the_start(town: FakeSlack, alone: RealBot) -> None:
    alone.do(settling.settle(alone.house))
    alone.do(settling.settle(alone.house))
    assert stored(alone)[1] == Home("slack", "T1")
    hands = People(town, alone.url, SECRET)
    hands.command("UM00", "setup")
    until(lambda: town.ephemerals)
    assert "Das darf nur, wer diesen Puls verwaltet." in str(town.ephemerals)
    view = opened(town, hands)  # nobody administers it yet: Slack's own admin begins
    hands.submit("UADMIN", view, channel="CLEAD", audience="CALL")
    assert stored(alone)[1].channel == "CLEAD"


def test_a_token_of_another_team_is_told_and_founds_nothing(
    town: FakeSlack, alone: RealBot, caplog: pytest.LogCaptureFixture
) -> None:
    alone.house.settle_in(Home("slack", "T2", "C2"), Workspace(wiring.new_id()))
    with caplog.at_level(logging.WARNING):
        alone.do(settling.settle(alone.house))
    assert "pulse workspace add --platform slack --id T1" in caplog.text
    assert alone.house.store.at_home("slack", "T1") is None


def test_a_slack_that_does_not_answer_is_no_reason_not_to_start(town: FakeSlack, alone: RealBot) -> None:
    town.fail("auth.test", "500", "lost")
    alone.do(settling.settle(alone.house))
    assert alone.house.store.workspaces() == []
