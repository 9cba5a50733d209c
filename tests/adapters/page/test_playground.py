"""In the playground the page lies beside the playground, at whatever address that has."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from adapters import web
from adapters.demo.playing import Play
from bot.model import Pass, PersonId
from tests.adapters.page import releases

LIFE = timedelta(minutes=15)


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Play]:
    """A company that has told two digests."""
    made = Play(str(tmp_path), 10, "en")
    with made.house.store.work(made.company.id) as work:
        for week, release in releases.years(2):
            work.releases.put(week, release)
        work.advance(digested=releases.LAST)
    yield made
    asyncio.run(made.house.close())


def follow(app: Any, link: str) -> tuple[httpx.Response, list[int]]:
    """The page behind the link, and what its parts are answered with."""

    async def visit() -> tuple[httpx.Response, list[int]]:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://play", follow_redirects=True
        ) as client:
            page = await client.get(link)
            parts = re.findall(r'(?:href|src)="(/[^"]+\.(?:css|js|svg))"', page.text)
            assert len(parts) >= 4
            return page, [(await client.get(part)).status_code for part in parts]

    return asyncio.run(visit())


@pytest.mark.parametrize("way", ["pulse demo", "PLAYGROUND=1"])
def test_a_leader_of_the_company_reads_the_page(play: Play, way: str) -> None:
    now = play.company.now()
    link = play.house.store.links.address(
        Pass(play.company.id, PersonId("demo-u05"), releases.LAST, now + LIFE)
    )
    assert link is not None
    assert link.startswith("/play/digest/")
    if way == "pulse demo":
        app = web.app(play.house, playground=True, extra=play.page())
    else:  # beside a house of its own, which knows nothing of the company
        app = web.app(play.house, playground=True, extra=play.routes())
    page, parts = follow(app, link)
    assert (page.status_code, set(parts)) == (200, {200})
    assert page.url.path == f"/play/digest/week/{releases.LAST}"
    assert f'href="/play/digest/week/{releases.years(2)[0][0]}"' in page.text
