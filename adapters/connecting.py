"""Which platforms this process speaks with, as its settings say."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from starlette.routing import BaseRoute

from adapters.settings import Settings
from adapters.wiring import House


def connect(house: House) -> None:
    """Mount every platform whose variables are set. Raises `Incomplete` naming what is missing."""


@contextmanager
def playground(settings: Settings) -> Iterator[Sequence[BaseRoute]]:
    """With PLAYGROUND=1 the routes of a playground of its own, on a database that goes with the process."""
    if not settings.playground:
        yield ()
        return
    from adapters.demo import playing

    with tempfile.TemporaryDirectory(prefix="kundenpuls-") as folder:
        stage = playing.Play(folder, seed=1, language="en")
        yield stage.routes()
