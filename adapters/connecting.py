"""Which platforms this process speaks with, as its settings say."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from starlette.routing import BaseRoute

from adapters.platform import Platform
from adapters.settings import Settings
from adapters.wiring import House


def connect(house: House) -> None:
    """Mount every platform whose variables are set. Raises `Incomplete`, naming what is missing."""
    for platform in [mount(house) for mount in EACH]:
        if platform is not None:
            house.platforms[platform.name] = platform


def _slack(house: House) -> Platform | None:
    given = house.settings.slack
    if not given:
        return None
    from adapters import slack

    return slack.connect(house.vault("slack"), given, url=house.settings.url)


def _teams(house: House) -> Platform | None:
    given = {name.removeprefix("TEAMS_").lower(): value for name, value in house.settings.teams.items()}
    if not given:
        return None
    from adapters import teams

    return teams.connect(house.vault("teams"), **given)


Mount = Callable[[House], Platform | None]
EACH: tuple[Mount, ...] = (_slack, _teams)


@contextmanager
def playground(settings: Settings) -> Iterator[Sequence[BaseRoute]]:
    """With PLAYGROUND=1 the routes of a playground of its own, on a database that goes with the process."""
    if not settings.playground:
        yield ()
        return
    from adapters.demo import playing

    with tempfile.TemporaryDirectory(prefix="kundenpuls-") as folder:
        yield playing.Play(folder, seed=10, language="en").routes()
