"""Cases from the command line: ids, states and hours, and never a word or a name."""

from __future__ import annotations

import json

import pytest
import time_machine

from bot import events
from tests.adapters.conftest import Pulse
from tests.world import Someone, World

SAID = "The refund took three weeks and nobody called back"


@pytest.fixture
def mia(world: World) -> Someone:
    """Somebody whose relay stands as a case."""
    mia = world.colleague("Mia")
    world.colleague("Lea", role="leader")
    handed = world.does("mia", events.RelayBegun())
    preview = mia.sends(handed, text=SAID, touchpoint="support", follow_up="yes")
    mia.taps(preview, "Keep it")
    world.passes(hours=4)
    return mia


def test_cases_are_listed_by_id_state_and_hours(pulse: Pulse, world: World, mia: Someone) -> None:
    with time_machine.travel(world.now, tick=False):
        told = pulse("cases", "--json")
        text = pulse("cases")
        late = pulse("cases", "--state", "late")
        closed = pulse("cases", "--state", "closed", "--json")
    (row,) = json.loads(told.out)
    assert row == {
        "case": row["case"], "state": "open", "week": "2026-W47", "touchpoint": "support", "taken": False,
        "hours": row["hours"], "late": False, "became": "opened",
    }  # fmt: skip
    assert row["hours"] in (1, 2, 3)
    assert text.out.split() == [row["case"], "2026-W47", "support", "open", "free", str(row["hours"]), *["of", "72", "h"]]  # fmt: skip
    assert (text.err, late.out, late.err, closed.out) == ("1 case\n", "", "0 cases\n", "[]\n")


def test_no_command_says_a_word_of_a_case_or_who_relayed_it(pulse: Pulse, world: World, mia: Someone) -> None:
    world.next_week()
    secrets = {SAID, "refund", "mia", world.person("mia").id}
    with world.house.store.look(world.id) as work:
        for case in work.cases.of_state(["open"]):
            reporter = work.cases.reporter(case.ref)
            assert reporter is not None
            secrets |= {reporter.thread, reporter.relay}
    with time_machine.travel(world.now, tick=False):
        for words in (
            ("cases", "--json"), ("cases",), ("status", "--json"), ("policy",), ("export", "digests", "--format", "json"),
            ("export", "answers"), ("export", "audit", "--format", "json"), ("workspace", "list"),
        ):  # fmt: skip
            told = pulse(*words)
            assert told.code == 0, told.err
            assert not any(secret in told.out + told.err for secret in secrets), words


def test_how_long_a_case_may_take_is_set_and_bounded(pulse: Pulse, world: World, mia: Someone) -> None:
    told = pulse("workspace", "cases", "--hours", 8, "--ask-back", 3)
    assert told.out == (
        "A case is late after 8 working hours; 3 days after it was resolved its reporter is asked whether it held.\n"
    )
    assert pulse("workspace", "cases", "--hours", 1).code == 2
    assert pulse("workspace", "cases", "--ask-back", 30).code == 2
    world.passes(days=2)
    with time_machine.travel(world.now, tick=False):
        (row,) = json.loads(pulse("cases", "--state", "late", "--json").out)
    assert row["late"] is True
