"""A chat platform that loses, refuses and forgets, workers that die at any moment, and what must hold all the same."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot import bank, cadence, delivering, events, importing, inbox, schedule
from bot.delivering import Lost, Outcome, Parcel, Refused, Stands
from bot.events import Who
from bot.model import Home, PersonId, Week, Workspace, WorkspaceId
from bot.ports import Progress
from storage import models
from storage.store import SqlStore

START = datetime(2026, 11, 16, 8, tzinfo=UTC)  # a Monday
HOME = Home("slack", "T1", "C1")
ID = WorkspaceId("w")
STEPS = (2, 3, 20, 60, 150)  # minutes
WAYS = ("stands",) * 5 + (
    "dies before", "dies after", "lost before", "lost after", "transient", "wait", "permanent", "tapped", "tapped and lost",
)  # fmt: skip


@dataclass
class Simulation:
    """One workspace, some people, two workers, and a seeded run of bad luck."""

    store: SqlStore
    seed: int
    people: int = 8
    days: int = 7
    ways: tuple[str, ...] = WAYS
    leaving: float = 0.005  # how often the home takes the app away
    now: datetime = START
    posted: Counter[tuple[Any, ...]] = field(default_factory=Counter)
    answered: dict[tuple[Week, PersonId], int] = field(default_factory=dict)
    cards: dict[str, tuple[str, str]] = field(default_factory=dict)  # key -> (user, newest summary)
    stopped: set[str] = field(default_factory=set)
    old: set[str] = field(default_factory=set)  # keys that were known when the home was taken away
    until: datetime | None = None
    gone: bool = False
    broken: list[str] = field(default_factory=list)

    def run(self) -> list[str]:
        """Let it happen; every promise that was broken."""
        self.luck = random.Random(self.seed)
        workspace = Workspace(ID, zone="UTC", language="en", country="", weekly_cap=1.0, reminding=True)
        before = Week("2026-W46")
        self.store.found(workspace, HOME, Progress(before, before, before, START.date()))
        rows = [
            {"platform": "slack", "id": f"U{n}", "touchpoint": "app", "tz": "UTC"} for n in range(self.people)
        ]
        with self.store.work(ID) as work:
            importing.people(work, enumerate(rows))
        until = START + timedelta(days=self.days)
        while self.now < until:
            self.now += timedelta(minutes=self.luck.choice(STEPS))
            if self.now.hour >= 18:
                self.now = self.now.replace(hour=9, minute=30) + timedelta(days=1)
            self._step()
        self.calm()
        self.check()
        return self.broken

    def _step(self) -> None:
        self._calendar()
        self._happens()
        one, other = self._collect(), self._collect()  # two workers, neither knows of the other
        self.held: list[Parcel] = []
        parcels = self.luck.sample(one + other, len(one) + len(other))
        for at, parcel in enumerate(parcels):
            way = self.luck.choice(self.ways)
            self._send(parcel, way)
            if way == "wait":
                self.held += parcels[at:]

    def calm(self) -> None:
        """Nothing fails any more and time goes on: what is left must come to an end."""
        self.held = []
        if self.gone:
            self._back()
        for _ in range(5):
            self.now += timedelta(hours=8)
            self._calendar()
            while parcels := self._collect():
                for parcel in parcels:
                    self._send(parcel, "stands")

    def _calendar(self) -> None:
        while jobs := [job for job in schedule.tick(self.now, self.store) if job.kind != "send"]:
            for job in jobs:
                schedule.run(job, self.store, self.now, seed=self.seed)
                schedule.run(job, self.store, self.now, seed=self.seed)  # recovered after a crash: once more

    def _collect(self) -> list[Parcel]:
        with self.store.work(ID) as work:
            delivering.expire(work, self.now)
            parcels = delivering.collect(work, self.now, 100)
        for delivery in (p.claimed.delivery for p in parcels if p.claimed.message is None):
            if delivery.kind == "remind" and (delivery.week, delivery.person) in self.answered:
                self.broken.append("reminded somebody who had answered")
        return parcels

    def _happens(self) -> None:
        chance = self.luck.random()
        if self.cards and chance < 0.3:
            self._tap(self.luck.choice(sorted(self.cards)))
        elif chance < 0.32:
            user = f"U{self.luck.randrange(self.people)}"
            what = self.luck.choice(("never", "delete"))
            self._does(user, events.Confirmed(what=what))
            self.stopped.add(user)
        elif chance < 0.32 + self.leaving and not self.gone:
            inbox.handle(events.Uninstalled(who=Who("slack", "T1", "")), self.store, self.now)
            self._away()
        elif chance < 0.8 and self.gone:
            self._back()

    def _away(self) -> None:
        self.gone = True
        self.old |= {row.key for row in self._rows(models.Delivery)}

    def _back(self) -> None:
        self.gone = False
        with self.store.work(ID) as work:
            work.homes.save(HOME)

    def _tap(self, key: str) -> None:
        user, _ = self.cards[key]
        option = self.luck.choice(("worst", "best", "best", "no_customer", "undo"))
        with self.store.look(ID) as work:
            ask = work.asks.get(key.removeprefix("ask:"))
            met = work.people.met(Who("slack", "T1", user))
        if ask is None or met is None:
            return
        options = bank.question(ask.question).options
        chosen = {"worst": options[0], "best": options[-1]}.get(option, option)
        event = (
            events.Undone(ask=ask.ref) if option == "undo" else events.Answered(ask=ask.ref, option=chosen)
        )
        for _ in range(self.luck.choice((1, 1, 2))):  # a double click
            reply = self._does(user, event)
        if reply.stands is None:  # refused: the pulse is closed
            return
        voice = (ask.week, ask.person)
        self.answered.pop(voice, None)
        if option in ("worst", "best"):
            self.answered[voice] = options.index(chosen) + 1

    def _does(self, user: str, event: events.Event) -> Any:
        return inbox.handle(events.by(event, Who("slack", "T1", user, "en")), self.store, self.now)

    def _send(self, parcel: Parcel, way: str) -> None:
        """One call to the other side, and what the worker hears of it."""
        if way == "dies before":
            return
        claimed, key = parcel.claimed, parcel.claimed.delivery.key
        if self.gone:
            outcome: Outcome = Refused("token_revoked", gone=True)
        elif parcel in self.held:  # the worker remembers what it was told a moment ago
            outcome = Refused("held back", retry_after=400)
        else:
            self._calls(parcel, fresh=claimed.message is None)
            outcome = self._outcome(parcel, way)
        if way == "dies after" or (way == "tapped" and not isinstance(outcome, Stands)):
            return
        if way.startswith("tapped") and key in self.cards and claimed.message is None:
            self._tap(key)
        with self.store.work(ID) as work:
            delivering.settle(work, parcel, outcome, self.now)

    def _calls(self, parcel: Parcel, *, fresh: bool) -> None:
        if self.until is not None and self.now < self.until:
            self.broken.append("called although asked to wait")
        delivery = parcel.claimed.delivery
        if fresh and delivery.key in self.old:
            self.broken.append(f"flushed an old {delivery.kind}")

    def _outcome(self, parcel: Parcel, way: str) -> Outcome:
        if way == "lost before":
            return Lost()
        if way == "transient":
            return Refused("503")
        if way == "permanent":
            return Refused("channel_not_found", permanent=True)
        if way == "wait":
            wait = self.luck.choice((400, 4000))
            self.until = max(self.until or self.now, self.now + timedelta(seconds=wait))
            return Refused("ratelimited", retry_after=wait)
        message = self._stands(parcel)
        return Lost() if "lost" in way else Stands(f"D-{parcel.claimed.delivery.user}", message)

    def _stands(self, parcel: Parcel) -> str:
        """The message stands now."""
        claimed, delivery = parcel.claimed, parcel.claimed.delivery
        if claimed.message is None:
            self.posted[delivery.kind, delivery.week, delivery.user or delivery.channel] += 1
            if delivery.kind != "digest":
                self._is_allowed(parcel)
        if delivery.kind == "ask":
            self.cards[delivery.key] = (delivery.user or "", parcel.message.summary)
        return claimed.message or f"m{sum(self.posted.values())}"

    def _is_allowed(self, parcel: Parcel) -> None:
        user = parcel.claimed.delivery.user or ""
        if user in self.stopped:
            self.broken.append("asked somebody who said never")
        local = self.now
        days = (4, 5) if parcel.claimed.delivery.kind == "remind" else (2, 3, 4)
        if not (local.isoweekday() in days and 10 <= local.hour < 16):
            self.broken.append("asked out of hours")

    def _rows(self, table: Any) -> list[Any]:
        with self.store.engine.connect().execution_options(reading=True) as db:
            return list(db.execute(select(*table.__table__.columns)))

    def check(self) -> None:
        """What must hold in the end."""
        for (kind, week, to), times in sorted(self.posted.items(), key=str):
            if times > 1:
                self.broken.append(f"{kind} of {week} stands {times} times for {to}")
        self._check_answers()
        for row in self._rows(models.Delivery):
            if row.state == "sending" or (row.state in ("planned", "retry") and row.due <= self.now):
                self.broken.append(f"{row.kind} is stuck as {row.state}")
            if row.state == "stands" and row.message and row.shown < row.revision:
                self.broken.append(f"an old face of {row.kind} stands")
            if row.kind == "digest" and row.state not in ("stands", "attention", "withdrawn"):
                self.broken.append(f"a digest is {row.state}")
            if row.state == "refused" and row.kind == "ask" and self._state(row.subject) == "silent":
                self.broken.append("who was never asked counts as silent")

    def _state(self, ref: str) -> str:
        return next((row.state for row in self._rows(models.Ask) if row.ref == ref), "")

    def _check_answers(self) -> None:
        with self.store.look(ID) as work:
            alive = {row.id for row in self._rows(models.Person)}
            expected = {
                (week, work.responses.pseudonym(week, person), value)
                for (week, person), value in self.answered.items()
                if person in alive
            }
        stored = {(row.week, row.pseudonym, row.value) for row in self._rows(models.Response)}
        if stored != expected or len(self._rows(models.Response)) != len(expected):
            self.broken.append("stored answers are not the accepted answers")


Variant = Callable[[Any], None]  # breaks something with pytest's monkeypatch


def lease_back_to_planned(patch: Any) -> None:
    """A vanished worker's sends are planned again."""
    from storage.deliveries import SqlDeliveries

    def expire(self: Any, now: datetime) -> int:
        gone = self._db.execute(select(models.Delivery.key).where(models.Delivery.state == "sending", models.Delivery.lease <= now)).all()  # fmt: skip
        for row in gone:
            self.settle(row.key, "retry", due=now)
        return len(gone)

    patch.setattr(SqlDeliveries, "expire", expire)


def retry_on_timeout(patch: Any) -> None:
    """A lost answer is taken for a refusal."""
    real = delivering.settle

    def settle(work: Any, parcel: Parcel, outcome: Outcome, now: datetime) -> None:
        real(work, parcel, Refused("timeout") if isinstance(outcome, Lost) else outcome, now)

    patch.setattr(delivering, "settle", settle)


def no_claim(patch: Any) -> None:
    """Two workers take the same delivery."""
    from storage.deliveries import SqlDeliveries

    real = SqlDeliveries.claim

    def claim(self: Any, now: datetime, limit: int, lease: datetime) -> Any:
        found = real(self, now, limit, lease)
        for claimed in found:
            if claimed.message is None:
                self.settle(claimed.delivery.key, "planned", due=now)
        return found

    patch.setattr(SqlDeliveries, "claim", claim)
    patch.setattr(delivering, "_under_way", lambda work, key: True)


def no_unique_answer(patch: Any) -> None:
    """Every tap is an answer of its own."""
    import secrets

    from storage.taps import SqlTaps

    real = SqlTaps.settle
    fresh = lambda given: [replace(each, pseudonym=secrets.token_hex(32)) for each in given]
    patch.setattr(SqlTaps, "settle", lambda self, r, given, until: real(self, r, fresh(given), until))


def digest_without_key(patch: Any) -> None:
    """A digest that is planned again stands again."""
    import secrets

    from bot import digesting

    def _digest(work: Any, week: Week, now: datetime) -> None:
        work.deliveries.plan((replace(d, key=secrets.token_hex(8)), now) for d in digesting.plan(work, week))
        work.advance(digested=week)

    patch.setattr(schedule, "_digest", _digest)


def deaf_to_waiting(patch: Any) -> None:
    """Retry-After holds back one message only."""
    from storage.deliveries import SqlDeliveries

    patch.setattr(SqlDeliveries, "hold", lambda self, home, until: None)


def flushing(patch: Any) -> None:
    """What waited for a home goes out when it comes back."""
    from storage.deliveries import SqlDeliveries

    real = SqlDeliveries.withdraw

    def withdraw(self: Any, **what: Any) -> None:
        if what.get("home") is None:
            real(self, **what)

    patch.setattr(SqlDeliveries, "withdraw", withdraw)


def at_any_hour(patch: Any) -> None:
    """A question that missed its hours goes out when it can."""
    patch.setattr(cadence, "is_open", lambda *_: True)


def reminds_everybody(patch: Any) -> None:
    """A reminder goes out whatever happened meanwhile."""
    from bot import reminding

    patch.setattr(reminding, "wanted", lambda work, ask, now: True)


def asks_in_spite_of_no(patch: Any) -> None:
    """An opt-out holds for the next plan only."""
    from bot import privacy

    def opt_out(work: Any, person: Any) -> None:
        work.people.save(replace(person, paused_until=None))

    patch.setattr(privacy, "opt_out", opt_out)


VARIANTS: tuple[tuple[Variant, dict[str, Any]], ...] = (
    (lease_back_to_planned, {}),
    (retry_on_timeout, {}),
    (no_claim, {}),
    (no_unique_answer, {}),
    (digest_without_key, {}),
    (deaf_to_waiting, {"people": 20, "ways": ("stands", "wait", "wait")}),
    (flushing, {"leaving": 0.1}),
    (at_any_hour, {}),
    (asks_in_spite_of_no, {}),
    (reminds_everybody, {}),
)  # each with the bad luck that brings it to light
