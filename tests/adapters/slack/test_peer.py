"""The same product against a Slack somebody else wrote: OAuth, a week of pulses, a relay, a digest, the end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from adapters.settings import Settings
from adapters.slack.manifest import SCOPES
from bot.model import Home
from tests import optional
from tests.adapters.slack.conftest import SECRET, until
from tests.adapters.slack.test_journeys import MONDAY, RealBot, first_answer
from tests.fakes import slack_peer
from tests.fakes.slack_peer import Peer
from tests.fakes.slack_people import People
from tests.fakes.web import WEB

pytestmark = pytest.mark.node
STAFF = ("ada", *(f"m{n:02}" for n in range(11)))
ADDRESS = "http://127.0.0.1:1"


@pytest.fixture
def peer(tmp_path: Path) -> Iterator[Peer]:
    if slack_peer.missing():
        optional.missing("node", slack_peer.missing())
    running = Peer(tmp_path, STAFF, SCOPES, ADDRESS + "/slack/oauth_redirect")
    yield running
    running.close()


@pytest.fixture
def company(peer: Peer, settings: Settings) -> Iterator[RealBot]:
    running = RealBot(
        peer, settings, url=ADDRESS, bot_token="", client_id=peer.client[0], client_secret=peer.client[1]
    )
    yield running
    running.close()


def install(company: RealBot, peer: Peer) -> None:
    """As an admin's browser does."""
    begun = WEB.get(company.url + "/slack/install")
    back = peer.grant(begun.headers["location"], "ada")
    cookie = begun.headers["set-cookie"].split(";")[0]
    query = {k: v[0] for k, v in parse_qs(urlsplit(back).query).items()}
    done = WEB.get(company.url + "/slack/oauth_redirect", params=query, headers={"Cookie": cookie})
    assert done.status_code == 200


def lead(company: RealBot, peer: Peer) -> None:
    """The leadership channel, with the bot invited."""
    peer.api("conversations.invite", channel=peer.channels["leads"], users=peer.bots()[0])
    workspace = company.house.store.at_home("slack", peer.team)
    assert workspace is not None
    with company.house.store.work(workspace) as work:
        work.homes.save(Home("slack", peer.team, channel=peer.channels["leads"]))
        work.configure(replace(work.workspace, weekly_cap=1.0))


def buttons(message: dict[str, Any], letter: str) -> list[str]:
    """The labels of the buttons that mean an event of this letter."""
    elements = [e for b in message.get("blocks") or [] if b["type"] == "actions" for e in b["elements"]]
    return [e["text"]["text"] for e in elements if e.get("value", "").startswith(letter)]


def test_from_installing_to_uninstalling(company: RealBot, peer: Peer) -> None:
    install(company, peer)
    people = People(peer, company.url, SECRET, peer.team)  # type: ignore[arg-type]
    lead(company, peer)
    company.employ(tuple(peer.users[name] for name in STAFF), touchpoint="support")

    answered = 0
    for week in range(2):
        company.live(MONDAY + timedelta(days=7 * week + 4))
        for name, message in questions(peer):
            answered += 1
            people.tap(peer.users[name], message, first_answer(message))
            until(lambda n=name, m=message: not buttons(newest(peer, n, m), "a|"))  # type: ignore[misc]
    assert answered >= 5  # chance decides whom the first week asks and whom the second
    company.live(MONDAY + timedelta(days=15))
    digests = peer.messages(peer.channels["leads"])
    assert len([each for each in digests if each.get("blocks")]) == 2

    relay(peer, people)
    shortcut(peer, people)

    people.event({"type": "app_uninstalled"})
    before = [len(peer.said(name)) for name in STAFF]
    company.live(MONDAY + timedelta(days=19))
    assert [len(peer.said(name)) for name in STAFF] == before


def questions(peer: Peer) -> list[tuple[str, dict[str, Any]]]:
    """Every open question and whom it was put to."""
    return [(name, message) for name in STAFF for message in peer.said(name) if buttons(message, "a|")]


def newest(peer: Peer, name: str, message: dict[str, Any]) -> dict[str, Any]:
    return next(each for each in peer.said(name) if each["ts"] == message["ts"])


def relay(peer: Peer, people: People) -> None:
    """Written to the bot, previewed, kept."""

    def previews() -> list[dict[str, Any]]:
        return [message for message in peer.said("m01") if buttons(message, "k|")]

    people.says(peer.users["m01"], "Der Kunde sagt, die Rechnung kam wieder nicht an")
    until(previews, 30)
    [preview] = previews()
    people.tap(peer.users["m01"], preview, buttons(preview, "k|")[0])
    until(lambda: not previews())


def shortcut(peer: Peer, people: People) -> None:
    """A dialog opens by a trigger id of the peer's own making."""
    people.shortcut(peer.users["m02"], "Die Kundin war begeistert")
    until(lambda: "used" in re.sub("<[^>]*>", " ", peer.views()).split())
