"""A lived-in database of each kind: people, answers, texts, a closed pulse, tokens, audit."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from adapters.settings import Settings
from bot import listening
from bot.model import Relay
from storage import workspaces
from tests.screens import playground
from tests.world import World


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def lived(request: pytest.FixtureRequest) -> Iterator[World]:
    """A world on each database in which a week has passed and the next is being asked."""
    found: Settings = request.getfixturevalue(
        "settings" if request.param == "sqlite" else "postgres_settings"
    )
    made = World(found, request.getfixturevalue("doorstep"), playground.Screen())
    people = made.colleagues(12)
    made.asks_everybody()
    for someone in people:
        if someone.is_asked:
            someone.answers(someone.question.buttons[2])
    made.next_week()
    made.colleagues(8)
    made.asks_everybody()
    with made.house.store.work(made.id) as work:
        pseudonym = work.responses.pseudonym(made.week, made.person("c0").id, make=True) or ""
        text = listening.read("They liked the new desk.", "en").text
        work.relays.add(
            Relay(
                "r1", made.week, pseudonym, text, True, False, "store", "said", "en", "positive", 0.9, (), "m"
            )
        )
        work.audit(made.now.date(), "command line", "test")
    with made.house.store.engine.begin() as connection:
        workspaces.keep_secrets(
            connection, made.house.store.ring, "playground", "playground", '{"token": "t"}'
        )
    yield made
    made.end()
