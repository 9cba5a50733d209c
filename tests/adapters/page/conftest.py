"""A house with two years of digests behind real HTTP, and a clock that can be moved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from adapters import web, wiring
from adapters.settings import Settings
from bot.model import Account, Home, Language, Pass, Person, PersonId, Week, Workspace, WorkspaceId
from tests.adapters.page import releases
from tests.adapters.playground.conftest import Current, elsewhere, served

__all__ = ["served"]

MONDAY = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)  # the digest of week 48 stands
LIFE = timedelta(minutes=15)


@dataclass
class Leading:
    """A workspace whose leaders read the page, and the address they read it at."""

    house: wiring.House
    url: str
    clock: list[datetime]
    id: WorkspaceId
    opened: list[httpx.Client] = field(default_factory=list)

    def told(self, weeks: Sequence[tuple[Week, Any]]) -> None:
        """These are the releases there are, and every digest of them stands."""
        with self.house.store.work(self.id) as work:
            work.releases.forget(Week("9999-W01"))
            for week, figures in weeks:
                work.releases.put(week, figures)
            work.advance(planned=weeks[-1][0], closed=weeks[-1][0], digested=weeks[-1][0])

    def leader(self, name: str, language: Language = "en") -> PersonId:
        """Somebody who may read."""
        person = Person(PersonId(f"{self.id}-{name}"), locale=language, role="leader", zone="Europe/Berlin")
        with self.house.store.work(self.id) as work:
            work.people.add(person, Account(person.id, "playground", f"home-{self.id}", name))
        return person.id

    def passes(self, **span: float) -> None:
        """Time passes."""
        self.clock[0] += timedelta(**span)

    def link(self, person: PersonId, week: Week = releases.LAST) -> str:
        """A personal link, as [Open] makes it."""
        address = self.house.store.links.address(Pass(self.id, person, week, self.clock[0] + LIFE))
        assert address is not None
        return address

    def browser(self, **how: Any) -> httpx.Client:
        """A browser that knows nothing yet."""
        self.opened.append(httpx.Client(base_url=self.url, timeout=60, **how))
        return self.opened[-1]

    def reader(self, person: PersonId, week: Week = releases.LAST) -> httpx.Client:
        """A browser in which the link was opened."""
        client = self.browser(follow_redirects=True)
        assert client.get(self.link(person, week)).status_code == 200
        return client

    def end(self) -> None:
        """Let go."""
        for client in self.opened:
            client.close()
        elsewhere(self.house.close())


def settled(house: wiring.House, url: str, clock: list[datetime], id: str) -> Leading:
    """A workspace with two years of digests."""
    found = Leading(house, url, clock, WorkspaceId(id))
    house.settle_in(Home("playground", f"home-{id}", "leaders"), Workspace(found.id, country=""))
    found.told(releases.years())
    return found


@pytest.fixture
def leading(settings: Settings, served: tuple[Current, str]) -> Iterator[Leading]:
    """The page of a workspace on SQLite."""
    current, url = served
    clock = [MONDAY]
    own = replace(settings, url=url)
    house = wiring.House(wiring.open_store(own), own, lambda: clock[0])
    current.app = web.app(house, playground=False)
    found = settled(house, url, clock, "w")
    yield found
    found.end()
