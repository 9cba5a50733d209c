"""[Open] on a digest: a link for the leader who pressed it, to a page that shows what was released and no more."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from dataclasses import replace
from html import unescape

import httpx
import pytest
from sqlalchemy import select

from adapters import web
from adapters.settings import Settings
from bot.events import Opened
from bot.model import Week
from storage import models
from tests.doorstep import Doorstep
from tests.screens import Screen
from tests.world import Someone, World

URL = "https://pulse.example"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Of a house with an address."""
    return replace(settings, url=URL)


def week(world: World, **answers: int) -> None:
    """A week passes in which so many of a touchpoint answer, the first option."""
    world.asks_everybody()
    left = dict(answers)
    for someone in world.people:
        segment = world._people[someone.user].segment
        if someone.is_asked and left.get(segment, 0):
            left[segment] -= 1
            someone.answers(someone.question.buttons[0])
    assert not any(left.values()), left
    world.next_week()


def opened(world: World, leader: Someone, at: int = -1) -> str:
    """Press [Open] on a digest; the address in the answer."""
    leader.taps(world.digests[at], "Open")
    return leader.last.post.link


def read(world: World, address: str) -> str:
    """What a browser shows that follows the link."""

    async def visit() -> str:
        transport = httpx.ASGITransport(web.app(world.house, playground=False))
        async with httpx.AsyncClient(transport=transport, base_url=URL, follow_redirects=True) as client:
            return (await client.get(address)).text

    return asyncio.run(visit())


def test_a_leader_opens_the_digest_and_nobody_else_sees_the_link(world: World) -> None:
    lea, mia = world.colleague("Lea", role="leader"), world.colleague("Mia")
    world.colleagues(20)
    week(world, support=12)
    (digest,) = world.digests
    assert digest.buttons[0] == "Open"
    address = opened(world, lea)
    assert lea.last.text.startswith("Your own link to the digest as a page:\nIt lives 15 minutes")
    secret = address.removeprefix(f"{URL}/digest/")
    assert len(secret) > 60
    assert secret not in str([*world.screen.posted(), *world.screen.chat("mia")])
    assert mia.chat
    page = read(world, address)
    assert "The first figures" in page
    assert secret not in page


def test_who_does_not_lead_gets_no_link(world: World) -> None:
    mia = world.colleague("Mia")
    world.colleagues(20)
    week(world, support=10)
    world.does("mia", Opened(week="2026-W47"))  # as on a platform whose buttons anybody can press
    assert mia.last.post.link == ""
    assert "leadership" in mia.last.text
    with world.house.store.engine.connect() as db:
        assert db.execute(select(models.Audit.act)).scalars().all() == ["refused opened"]


def test_a_former_leader_gets_no_link(world: World) -> None:
    lea = world.colleague("Lea", role="leader")
    world.colleagues(20)
    week(world, support=10)
    world.screen.joins(replace(world._people["lea"], leader=False))
    world.does("lea", Opened(week="2026-W47"))
    assert lea.last.post.link == ""


def test_without_an_address_the_answer_names_what_an_admin_sets(
    settings: Settings, doorstep: Doorstep, screen: Screen
) -> None:
    world = World(replace(settings, url=""), doorstep, screen)
    lea = world.colleague("Lea", role="leader", language="de")
    world.colleagues(20)
    week(world, support=10)
    lea.taps(world.digests[0], "Open")
    assert (lea.last.post.link, "PULSE_URL" in lea.last.text) == ("", True)
    world.end()


def test_every_digest_has_a_link_of_its_own_until_it_is_forgotten(world: World) -> None:
    lea = world.colleague("Lea", role="leader")
    world.colleagues(40)
    week(world, support=6)
    week(world)
    assert "week/2026-W47" in read(world, opened(world, lea, 0))
    assert '<p class="kicker">Customer pulse · week 47' in read(world, opened(world, lea, 0))
    assert '<p class="kicker">Customer pulse · week 48' in read(world, opened(world, lea, 1))
    for missing in ("2026-W40", "2026-W49", "x"):
        world.does("lea", Opened(week=missing))
        assert (lea.last.post.link, "no such digest" in lea.last.text) == ("", True)


def test_too_few_voices_are_on_no_page_and_look_like_none_at_all(world: World) -> None:
    """Four voices in the store that would be shown as 100, none on the website: nothing tells them apart."""
    lea = world.colleague("Lea", role="leader", touchpoint="website")
    world.colleagues(20)
    world.colleagues(8, touchpoint="store")
    world.colleagues(3, touchpoint="website")
    week(world, support=12, store=4)
    with world.house.store.look(world.id) as work:
        heard = Counter[str]()
        for tally in work.responses.tallies(Week("2026-W47")):
            heard[tally.segment] += sum(tally.counts.values())
    assert heard == {"support": 12, "store": 4}
    page = read(world, opened(world, lea))
    rows = {
        name: re.search(rf'<th scope="row">{name}</th>(.*?)</tr>', page, re.DOTALL)
        for name in ("Store", "Website")
    }
    assert all(rows.values())
    store, website = (unescape(found.group(1)) for found in rows.values() if found)
    assert store == website
    assert "too few to say" in store
    pictures = {
        name: re.search(rf"<figcaption[^>]*>{name}</figcaption>(.*?)</figure>", page, re.DOTALL)
        for name in ("Store", "Website")
    }
    drawn = [re.sub(r"segment-\d|Store|Website", "", found.group(1)) for found in pictures.values() if found]
    assert len(drawn) == 2
    assert drawn[0] == drawn[1]
