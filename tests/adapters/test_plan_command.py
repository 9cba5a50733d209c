"""`pulse plan --explain` from outside: who is asked what, and why, without a trace of having looked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from adapters import wiring
from adapters.settings import Settings
from bot import asking, cards, importing, schedule
from bot.model import Home, Week, Workspace, WorkspaceId
from tests.adapters.test_cli import env, pulse, refused

__all__ = ["env"]

TUESDAY = datetime(2026, 11, 17, 8, tzinfo=UTC)
ID = WorkspaceId("w")


@pytest.fixture
def house(settings: Settings) -> Iterator[wiring.House]:
    """Forty colleagues on a Tuesday morning before the pulse is planned."""
    with time_machine.travel(TUESDAY, tick=False), wiring.house(settings) as made:
        made.settle_in(Home("slack", "T1", "C1"), Workspace(ID, language="en", country=""))
        rows = [
            {"platform": "slack", "id": f"U{n}", "touchpoint": ("app", "support")[n % 2], "tz": "UTC"}
            for n in range(40)
        ]
        with made.store.work(ID) as work:
            importing.people(work, enumerate(rows))
        yield made


def explained(env: dict[str, str], *words: str) -> dict[str, Any]:
    """The one JSON object."""
    found: dict[str, Any] = json.loads(pulse(env, "plan", "--explain", "--json", *words).stdout)
    return found


def plan(house: wiring.House) -> None:
    """The pulse is planned."""
    (job,) = (job for job in schedule.tick(TUESDAY, house.store) if job.kind == "plan")
    schedule.run(job, house.store, TUESDAY, seed=3)


def stored(house: wiring.House) -> dict[str, str]:
    """The reason behind each person's ask, as "Why me?" tells it."""
    with house.store.look(ID) as work:
        return {ask.person: cards.why(ask.why, "en") for ask in work.asks.of_week(Week("2026-W47"))}


def test_before_the_plan_it_says_who_would_be_asked_and_changes_nothing(
    env: dict[str, str], house: wiring.House
) -> None:
    found = explained(env)
    assert (found["workspace"], found["week"], found["planned"]) == ("w", "2026-W47", False)
    assert len(found["asks"]) == 4  # a tenth
    assert {ask["why"]["key"] for ask in found["asks"]} <= {
        "segment_needed_voices_first",
        "whole_needed_voices_first",
    }
    assert stored(house) == {}
    plan(house)
    assert len(stored(house)) == 4


def test_afterwards_it_tells_each_person_s_own_reason(env: dict[str, str], house: wiring.House) -> None:
    plan(house)
    found = explained(env, "--workspace", "w", "--week", "2026-W47")
    assert found["planned"] is True
    assert {ask["person"]: ask["said"] for ask in found["asks"]} == stored(house)


def test_a_line_names_an_id_and_nobody(env: dict[str, str], house: wiring.House) -> None:
    plan(house)
    head, *lines = pulse(env, "plan", "--explain").stdout.splitlines()
    assert head == "2026-W47: 4 people."
    assert {line.split()[0] for line in lines} == set(stored(house))
    assert all("needed more voices and you had never been asked." in line for line in lines)
    assert not any(f"U{n}" in line.split() for line in lines for n in range(40))


def test_what_can_not_be_known_is_said(env: dict[str, str], house: wiring.House) -> None:
    refused(pulse(env, "plan", "--explain", "--week", "2026-W48"), 1, "only the running week, 2026-W47, .*")
    kept = pulse(env, "plan", "--explain", "--week", "2026-W40").stdout
    assert kept == "2026-W40: no asks (asks go 14 days after their pulse has closed).\n"
    assert pulse(env, "plan", "--explain", "--week", "2026-W60").exit_code == 2
    assert pulse(env, "plan").exit_code == 2


def test_a_seed_makes_the_same_plan(house: wiring.House) -> None:
    with house.store.look(ID) as work:
        first, again, other = (
            {
                (ask.person, ask.question)
                for ask, _, _ in asking._choose(work, Week("2026-W47"), TUESDAY, seed)
            }
            for seed in (1, 1, 2)
        )
    assert first == again != other
