"""Whole stories on Slack: the real doors and a real database behind the platform, a fake Slack opposite."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from adapters import wiring
from adapters.settings import Settings
from bot import importing
from bot.model import Home, Workspace, WorkspaceId
from tests.adapters.slack.conftest import SECRET, Bot, until
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_lint import problems
from tests.fakes.slack_peer import Peer
from tests.fakes.slack_people import People

STAFF = tuple(f"UM{n:02}" for n in range(12))
MONDAY = datetime(2026, 11, 16, 0, 10, tzinfo=UTC)


class RealBot(Bot):
    """The platform with the house behind it, and a clock that moves when told."""

    def __init__(self, slack: FakeSlack | Peer, given: Settings, url: str = "", **variables: str) -> None:
        self.now = MONDAY
        self.house = wiring.House(wiring.open_store(given), given, lambda: self.now)
        self.house.seed = 7
        self.platform = self._connected(slack, url, self.house.vault("slack"), **variables)
        self.house.platforms["slack"] = self.platform
        self._start(self.house)

    def live(self, until_: datetime) -> None:
        """Let time pass, three hours at a time."""
        while self.now < until_:
            self.now += timedelta(hours=3)
            self.do(self.house.catch_up())

    def employ(self, users: tuple[str, ...], **row: str) -> None:
        """The admin's file."""
        rows = [(n, {"platform": "slack", "id": user, "locale": "de", **row}) for n, user in enumerate(users)]
        [workspace] = self.house.store.workspaces()
        with self.house.store.work(workspace) as work:
            importing.people(work, rows)

    def close(self) -> None:
        super().close()
        asyncio.run(self.house.close())


@pytest.fixture
def company(slack: FakeSlack, settings: Settings) -> Iterator[RealBot]:
    for n, user in enumerate(STAFF):
        slack.user("T1", user, locale="de-DE" if n % 2 else "en-US")
    slack.channel("T1", "CLEAD", STAFF[:3])
    running = RealBot(slack, settings)
    home = Home("slack", "T1", channel="CLEAD")
    running.house.settle_in(home, Workspace(WorkspaceId("w1"), weekly_cap=1.0))
    yield running
    running.close()


@pytest.fixture
def staff(slack: FakeSlack, company: RealBot) -> People:
    return People(slack, company.url, SECRET)


def asked(slack: FakeSlack) -> dict[str, dict[str, Any]]:
    """Whose last message is an open question, and that message."""
    last = {user: slack.said(user)[-1] for user in STAFF if slack.said(user)}
    return {user: message for user, message in last.items() if "a|" in str(message["blocks"])}


def first_question(company: RealBot, slack: FakeSlack) -> tuple[str, dict[str, Any]]:
    """The first one there is: whom chance picks is different every time."""
    while not asked(slack):
        company.live(company.now + timedelta(hours=12))
        assert company.now < MONDAY + timedelta(days=30)
    return next(iter(asked(slack).items()))


def first_answer(message: dict[str, Any]) -> str:
    elements = [e for b in message["blocks"] if b["type"] == "actions" for e in b["elements"]]
    return next(str(e["text"]["text"]) for e in elements if e["value"].startswith("a|"))


def test_weeks_of_pulses_and_their_digests(company: RealBot, slack: FakeSlack, staff: People) -> None:
    company.employ(STAFF, touchpoint="support")
    answered = 0
    for week in range(2):
        company.live(MONDAY + timedelta(days=7 * week + 4))
        for user, message in asked(slack).items():
            assert staff.tap(user, message, first_answer(message)).status_code == 200
            until(lambda m=message: "a|" not in str(m["blocks"]))  # type: ignore[misc]
            answered += 1
    company.live(MONDAY + timedelta(days=15))
    digests = slack.said("CLEAD")
    assert answered
    assert len(digests) == 2
    assert [each["unfurl_links"] for each in digests] == [False] * 2
    assert {call.method for call in slack.calls} <= {
        "users.list",
        "users.info",
        "chat.postMessage",
        "chat.update",
        "conversations.info",  # whether others read the leadership channel, before each digest
    }
    for message in slack.messages.values():
        assert problems(message["blocks"], "message") == []


def test_a_question_is_answered_undone_and_answered_again(
    company: RealBot, slack: FakeSlack, staff: People
) -> None:
    company.employ(STAFF, touchpoint="app")
    user, message = first_question(company, slack)
    answer = first_answer(message)
    for label in (answer, None, answer):
        elements = [e for b in message["blocks"] if b["type"] == "actions" for e in b["elements"]]
        undo = next((e["text"]["text"] for e in elements if e["value"].startswith("u|")), "")
        before = str(message["blocks"])
        staff.tap(user, message, label or undo)
        until(lambda b=before: str(message["blocks"]) != b)  # type: ignore[misc]
    assert len([m for m in slack.said(user) if m is message]) == 1


def test_somebody_elses_question_cannot_be_answered(
    company: RealBot, slack: FakeSlack, staff: People
) -> None:
    company.employ(STAFF, touchpoint="app")
    user, message = first_question(company, slack)
    other = next(each for each in STAFF if each != user)
    before = str(message)
    staff.tap(other, message, first_answer(message))
    until(lambda: slack.ephemerals)
    assert slack.ephemerals[0]["user"] == other
    assert str(message) == before


def test_a_relay_by_shortcut_masked_kept_and_exported(
    company: RealBot, slack: FakeSlack, staff: People
) -> None:
    staff.shortcut("UM01", "Kunde <@U7> (max.muster@example.com): die Rechnung kam wieder nicht an")
    until(lambda: slack.views)
    [id] = slack.views
    staff.submit("UM01", slack.views[id])
    preview = slack.views[id]
    assert "max.muster" not in str(preview)
    keep = next(
        e["text"]["text"]
        for b in preview["blocks"]
        if b["type"] == "actions"
        for e in b["elements"]
        if e.get("value", "").startswith("k|")
    )
    staff.tap_view("UM01", preview, keep)
    until(lambda: slack.views[id]["hash"] != preview["hash"])
    staff.command("UM01", "meine daten")
    until(lambda: slack.files and slack.files[0]["channel"] == "DUM01")
    assert "Rechnung" in slack.files[0]["content"]
    assert "max.muster" not in slack.files[0]["content"]


def test_the_same_event_four_times_has_one_effect(company: RealBot, slack: FakeSlack, staff: People) -> None:
    for retry in range(4):
        headers = {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": "http_timeout"} if retry else {}
        said = {"type": "message", "channel_type": "im", "channel": "DUM01", "user": "UM01", "text": "hallo"}
        assert staff.event(said, "Ev1", **headers).status_code == 200
    until(lambda: slack.said("UM01"))
    assert len(slack.said("UM01")) == 1


def test_a_guest_is_refused_politely(company: RealBot, slack: FakeSlack, staff: People) -> None:
    slack.user("T1", "UGUEST", is_ultra_restricted=True)
    for text in ("", "relay Der Kunde war sehr unzufrieden"):
        slack.ephemerals.clear()
        staff.command("UGUEST", text)
        until(lambda: slack.ephemerals)
        [told] = slack.ephemerals
        assert not [b for b in told["blocks"] if b["type"] == "actions"]


def test_the_employee_who_left_is_not_asked(company: RealBot, slack: FakeSlack, staff: People) -> None:
    company.employ(("UM01",), touchpoint="app")
    staff.event({"type": "user_change", "user": {**slack.workspaces["T1"].users["UM01"], "deleted": True}})
    company.live(MONDAY + timedelta(days=6))
    assert slack.said("UM01") == []


def test_an_uninstalled_home_hears_nothing_more(company: RealBot, slack: FakeSlack, staff: People) -> None:
    company.employ(STAFF, touchpoint="app")
    staff.event({"type": "app_uninstalled"})
    company.live(MONDAY + timedelta(days=8))
    assert slack.called("chat.postMessage") == []
