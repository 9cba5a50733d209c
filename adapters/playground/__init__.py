"""The playground: a chat platform that is a web page of our own, for trying the product without any account.

    stage.py    the port to the simulated company that lives on it
    rooms.py    the chats, in memory
    parse.py    what the page sends     -> bot.events
    render.py   bot.messages            -> what the page draws
    client.py   the other side: makes messages stand, applies replies
    routes.py   the web side: the page, its taps; live.py its stream, guard.py who may call
    page/       what the browser gets, unbuilt

A browser never keeps anything: it says who it plays and gets everything that stands in front of
that colleague, then every change. Losing the connection therefore costs nothing but a snapshot.
"""

from __future__ import annotations

from collections.abc import Sequence

from starlette.routing import BaseRoute

from adapters.platform import Door
from adapters.playground import routes
from adapters.playground.client import CHANNEL, HOME, Client
from adapters.playground.stage import Colleague, Stage

__all__ = ["CHANNEL", "HOME", "Colleague", "Playground", "Stage", "connect"]


class Playground(Client):
    """Implements `adapters.platform.Platform`."""

    def routes(self, door: Door) -> Sequence[BaseRoute]:
        """`/play` and everything below it."""
        return routes.of(self, door)


def connect(stage: Stage) -> Playground:
    """The playground on which the people of `stage` live."""
    return Playground(stage)
