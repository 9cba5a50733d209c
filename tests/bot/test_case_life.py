"""Whatever people do with cases in whatever order: none is lost, nobody is named, nothing is said twice."""

from __future__ import annotations

import random
import secrets
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from adapters.settings import Settings
from bot import events, following
from bot.cases import Case, CaseRef
from storage.models import Base
from tests.conftest import MASTER
from tests.doorstep import Doorstep
from tests.screens import playground
from tests.world import Message, World

REPORTERS, LEADERS = ("rita", "rolf"), ("lea", "lars")
WORDS = "The refund took three weeks and nobody called back"
ANSWERS = ("It held", "It did not", "I don't know")


@pytest.fixture
def new_world(template: Path, tmp_path: Path, doorstep: Doorstep) -> Iterator[Callable[[], World]]:
    """As many worlds as one likes, one after the other."""
    made: list[World] = []

    def make() -> World:
        folder = tmp_path / str(len(made))
        folder.mkdir()
        for name in ("pulse.db", "keys.db"):
            shutil.copy(template / name, folder / name)
        here = Settings(f"sqlite:///{folder}/pulse.db", f"sqlite:///{folder}/keys.db", MASTER, durable=False)
        made.append(World(here, doorstep, playground.Screen(), case_hours=24))
        return made[-1]

    yield make
    for world in made:
        world.end()


class Life(RuleBasedStateMachine):
    """Two who relay, two who lead, and time."""

    def __init__(self, new_world: Callable[[], World]) -> None:
        super().__init__()
        self.world = new_world()
        self.people = {
            name: self.world.colleague(
                name, imported=False, role="leader" if name in LEADERS else "colleague"
            )
            for name in (*REPORTERS, *LEADERS)
        }
        for someone in self.people.values():
            someone.writes("hi")
        self.leaders = {self.world.person(who).id for who in LEADERS}
        self.secrets: set[str] = {*REPORTERS, *(self.world.person(who).id for who in REPORTERS)}
        self.opened: set[CaseRef] = set()
        self.gone: set[str] = set()

    @initialize()
    def two_cases_stand(self) -> None:
        for who in REPORTERS:
            self.relays(who, True)
        self.world.passes(hours=8)

    # -- what people do ----------------------------------------------------------------------

    @rule(who=st.sampled_from(REPORTERS), tick=st.booleans())
    def relays(self, who: str, tick: bool) -> None:
        someone = self.people[who]
        handed = self.world.does(who, events.RelayBegun())
        fields = {"follow_up": "yes"} if tick else {}
        preview = someone.sends(handed, text=WORDS, touchpoint="support", **fields)
        before = {case.ref for case in self.cases()}
        someone.taps(preview, "Keep it")
        new = {case.ref for case in self.cases()} - before
        assert len(new) == (tick and who not in self.gone)
        self.opened |= new
        self.secrets.add(self.world.person(who).id)  # somebody new, after everything was deleted
        with self.world.house.store.look(self.world.id) as work:
            for ref in new:
                reporter = work.cases.reporter(ref)
                assert reporter is not None
                self.secrets |= {reporter.relay, reporter.thread}

    @rule(hours=st.sampled_from([1, 3, 9, 30, 24 * 5]))
    def time_passes(self, hours: int) -> None:
        self.world.passes(hours=hours)

    @rule(days=st.sampled_from([2, 9, 40]))
    def nothing_runs_for_days(self, days: int) -> None:
        nudges, lines = len(self.nudges()), len(self.lines())
        open_ = len([case for case in self.cases() if case.state == "open"])
        self.world.jumps(self.world.now + timedelta(days=days))
        assert len(self.nudges()) - nudges <= len(self.cases())
        assert len(self.lines()) - lines <= open_ + len(self.cases())

    @rule(who=st.sampled_from(LEADERS), at=st.integers(0, 99))
    def leads(self, who: str, at: int) -> None:
        """A leader taps something in the channel."""
        seldom = {"Show it", *(() if at % 10 == 0 else ("Reopen", "Hand over"))}
        found = [
            (card, label) for card in self.world.digests for label in card.buttons if label not in seldom
        ]
        if not found:
            return
        (card, label), leader = found[at % len(found)], self.people[who]
        handed = leader.taps(card, label)
        if "form" in handed:  # a card that is behind turns into what is
            leader.sends(handed, text="Refunds take two days now")

    @rule(who=st.sampled_from(REPORTERS), label=st.sampled_from(ANSWERS))
    def answers(self, who: str, label: str) -> None:
        for asked in (who, *REPORTERS):
            question = next((m for m in self.people[asked].chat if label in m.buttons), None)
            if question:
                self.people[asked].taps(question, label)
                return

    @rule(who=st.sampled_from(REPORTERS))
    def takes_back(self, who: str) -> None:
        label = "Take the follow-up back"
        kept = next((m for m in reversed(self.people[who].chat) if label in m.buttons), None)
        if kept:
            self.people[who].taps(kept, label)
            self.opened &= {case.ref for case in self.cases()}  # what nobody saw is gone altogether

    @rule(who=st.sampled_from(REPORTERS), what=st.sampled_from(["never", "delete"]))
    def wants_no_more(self, who: str, what: str) -> None:
        if who not in self.gone:
            self.world.does(who, events.Confirmed(what=what))
            self.gone.add(who)
            self.opened &= {case.ref for case in self.cases()}

    @rule()
    def a_second_worker_looks(self) -> None:
        before = self.stored()
        self.world.catches_up()
        settled = self.stored()
        self.world.catches_up()
        assert self.stored() == settled
        assert before.keys() == settled.keys()

    def steps(self, way: str, luck: random.Random) -> None:
        """One of these, by luck alone."""
        drawn: dict[str, tuple[Any, ...]] = {
            "leads": (luck.choice(LEADERS), luck.randrange(100)),
            "answers": (luck.choice(REPORTERS), luck.choice(ANSWERS)),
            "time_passes": (luck.choice([9, 30, 24 * 3, 24 * 4]),),
            "relays": (luck.choice(REPORTERS), luck.random() < 0.8),
            "nothing_runs_for_days": (luck.choice([2, 9]),),
            "takes_back": (luck.choice(REPORTERS),),
            "wants_no_more": (luck.choice(REPORTERS), luck.choice(["never", "delete"])),
        }
        getattr(self, way)(*drawn.get(way, ()))

    # -- what must hold ----------------------------------------------------------------------

    @invariant()
    def no_case_is_lost(self) -> None:
        assert {case.ref for case in self.cases()} == self.opened
        for case in self.cases():
            assert (case.due is None) == (case.text is None), case.state
            assert case.turns[0].what == "opened"
            assert case.owner in {None, *self.leaders}

    @invariant()
    def nobody_who_relayed_is_named_where_leaders_look(self) -> None:
        seen = [str(message.post) for message in self.world.digests]
        seen += [str(message.post) for who in LEADERS for message in self.people[who].chat]
        with self.world.house.store.look(self.world.id) as work:
            seen.append(str(list(following.rows(work, None, self.world.now))))
            seen.append(str(self.cases()))
        for secret in self.secrets | self.threads():
            assert not any(secret in text for text in seen)

    @invariant()
    def no_row_joins_a_case_with_who_relayed_it(self) -> None:
        named = self.secrets | self.threads()
        for table, rows in self.stored().items():
            for row in rows:
                text = str(row)
                if any(case.ref in text for case in self.cases()):
                    assert not any(secret in text for secret in named), table

    @invariant()
    def nothing_is_said_twice(self) -> None:
        rounds = sum(
            1 + sum(turn.what in ("reopened", "not_held") for turn in case.turns) for case in self.cases()
        )
        again = sum(turn.what == "not_held" for case in self.cases() for turn in case.turns)
        closings = sum(turn.what == "closed" for case in self.cases() for turn in case.turns)
        assert len(self.nudges()) <= 2 * rounds + again
        assert len(self.lines()) <= 2 * rounds + again
        asked = [m for who in REPORTERS for m in self.people[who].chat if "It held" in m.buttons]
        told = [
            m for who in REPORTERS for m in self.people[who].chat if "You may tell the customer" in m.text
        ]
        assert len(asked) <= closings
        assert len(told) <= closings

    # -- how to look -------------------------------------------------------------------------

    def cases(self) -> list[Case]:
        with self.world.house.store.look(self.world.id) as work:
            return list(
                work.cases.of_state(("open", "resolved", "asked", "confirmed", "unknown", "withdrawn"))
            )

    def lines(self) -> list[Message]:
        return [message for message in self.world.digests if message.buttons == ["Show it"]]

    def nudges(self) -> list[Message]:
        return [
            m
            for who in LEADERS
            for m in self.people[who].chat
            if " is yours." in m.text or " was yours." in m.text
        ]

    def threads(self) -> set[str]:
        with self.world.house.store.look(self.world.id) as work:
            found = (work.cases.reporter(case.ref) for case in self.cases())
            return {each for reporter in found if reporter for each in (reporter.thread, reporter.relay)}

    def stored(self) -> dict[str, list[dict[str, Any]]]:
        with self.world.house.store.engine.connect().execution_options(reading=True) as db:
            return {
                table.name: [
                    dict(row._mapping) for row in db.execute(table.select().order_by(*table.primary_key))
                ]
                for table in Base.metadata.sorted_tables
                if table.name not in ("heard", "audit")
            }


def test_the_life_of_cases(new_world: Callable[[], World]) -> None:
    run_state_machine_as_test(
        lambda: Life(new_world),
        settings=settings(
            max_examples=5, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


TAKES_OR_RESOLVES = [("leads", "lea", 1), ("time_passes", 9)]
FIRST: list[tuple[Any, ...]] = [
    *TAKES_OR_RESOLVES * 4, ("time_passes", 24 * 10), ("answers", "rita", "It held"), ("answers", "rolf", "It did not"),
    ("time_passes", 24 * 3),
]  # fmt: skip
WAYS = (
    ("leads", 9), ("answers", 6), ("time_passes", 9), ("relays", 2), ("nothing_runs_for_days", 1), ("takes_back", 0.4),
    ("a_second_worker_looks", 0.5), ("wants_no_more", 0.15),
)  # fmt: skip


@pytest.mark.parametrize("seed", [2])
def test_a_long_life_of_cases(
    new_world: Callable[[], World], seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    luck = random.Random(seed)
    monkeypatch.setattr(secrets, "token_hex", lambda size=16: luck.randbytes(size).hex())
    monkeypatch.setattr(secrets, "randbelow", luck.randrange)
    life = Life(new_world)
    life.two_cases_stand()
    for step in range(45):
        if step < len(FIRST):
            way, *drawn = FIRST[step]
            getattr(life, way)(*drawn)
        else:
            (way,) = luck.choices([name for name, _ in WAYS], [weight for _, weight in WAYS])
            life.steps(way, luck)
        for holds in (life.no_case_is_lost, life.nobody_who_relayed_is_named_where_leaders_look,
                      life.no_row_joins_a_case_with_who_relayed_it, life.nothing_is_said_twice):  # fmt: skip
            holds()
    turns = {turn.what for case in life.cases() for turn in case.turns}
    assert {"opened", "closed", "confirmed", "not_held"} <= turns
