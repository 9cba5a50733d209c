"""`pulse demo`: the company on the playground, in the browser or in the terminal."""

from __future__ import annotations

import asyncio
import sys
import tempfile
import webbrowser
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import time, timedelta

from rich.console import Console
from starlette.routing import BaseRoute

from adapters import page, playground, serving, settings, web, wiring
from adapters.demo import terminal
from adapters.demo.company import FIRST_DAY, ZONE, Company
from bot import cadence, digesting
from bot.model import Language, Week

OPENING = cadence.instant(FIRST_DAY + timedelta(days=1), time(14), ZONE)  # the first questions stand


class Play:
    """A company, its house in a folder, and the playground it lives on."""

    def __init__(self, folder: str, seed: int, language: Language) -> None:
        self.company = Company(seed, language)
        own = settings.Settings(
            f"sqlite:///{folder}/demo.db",
            f"sqlite:///{folder}/keys.db",
            "nothing here outlives the demo",
            url="/play",  # the page of the digests lies beside the playground, wherever that is
            durable=False,
        )
        self.house = wiring.House(wiring.open_store(own, migrate=True), own, self.company.now)
        self.platform = playground.connect(self.company)
        self.house.platforms[self.platform.name] = self.platform
        self.company.settle(self.house, self.platform)

    def routes(self) -> Sequence[BaseRoute]:
        """`/play` and below."""
        return [*self.page(), *self.platform.routes(self.house)]

    def page(self) -> Sequence[BaseRoute]:
        """The digests of the company as pages."""
        return page.routes(self.house, "/play/digest")

    @asynccontextmanager
    async def life(self) -> AsyncIterator[None]:
        """Time begins when the process does, with the first questions waiting for whoever opens the page."""
        await self.company.until(OPENING, answering=False)
        try:
            yield
        finally:
            await self.company.run(False)
            await self.house.close()


def in_browser(seed: int, language: Language, *, browser: bool) -> None:
    """Serve the playground until interrupted."""
    given = settings.read()
    listening = serving.bound(given)
    address = f"http://127.0.0.1:{listening.getsockname()[1]}/play"
    with tempfile.TemporaryDirectory(prefix="kundenpuls-") as folder:
        play = Play(folder, seed, language)
        app = web.app(play.house, playground=True, extra=play.page(), life=play.life())
        print(f"The playground stands at {address} (Ctrl-C ends it; nothing is kept)", flush=True)  # noqa: T201
        if browser and sys.stdout.isatty():
            webbrowser.open(address)
        serving.listen(app, replace(given, log_level="warning"), listening)


def once(weeks: int, seed: int, language: Language) -> None:
    """Let weeks pass and print each digest."""
    console = Console(width=None if sys.stdout.isatty() else 110, highlight=False)
    with tempfile.TemporaryDirectory(prefix="kundenpuls-") as folder:
        asyncio.run(_pass(Play(folder, seed, language), weeks, language, console))


async def _pass(play: Play, weeks: int, language: Language, console: Console) -> None:
    company = play.company
    for _ in range(weeks):
        ending = Week(company.week())
        # Monday 10:00 after it: the digest stands at nine.
        await company.until(cadence.instant(cadence.monday(cadence.later(ending, 1)), time(10), ZONE))
        with play.house.store.look(company.id) as work:
            digest = digesting.read(work, ending)
        if digest is not None:
            terminal.show(digesting.compose(digest, language), console)
    await play.house.close()
