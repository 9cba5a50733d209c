"""Who is asked what this week, and the question as it stands in a chat."""

from __future__ import annotations

import random
import secrets
from dataclasses import replace
from datetime import datetime, timedelta

from bot import bank, cadence, remembering, sampling
from bot.model import (
    Account,
    Ask,
    AskRef,
    Delivery,
    Memory,
    Person,
    PersonId,
    Week,
    Why,
    Workspace,
)
from bot.ports import Work
from bot.statistics.engine import Engine
from bot.statistics.figures import Need
from bot.statistics.rates import Rates

GREETING_LEAD = timedelta(minutes=1)  # who is asked for the first time is greeted just before


class NotYours(Exception):
    """This question was put to somebody else."""


class NoSuchAsk(Exception):
    """This question is no longer known."""


def plan(work: Work, week: Week, now: datetime, seed: int | None = None) -> int:
    """Choose who is asked in a pulse and put their questions on the way; how many were chosen.

    Doing it again changes nothing: a pulse is planned once (the caller keeps the progress), and
    one person is asked once a pulse.
    """
    chosen = _choose(work, week, now, seed)
    work.asks.add(ask for ask, _, _ in chosen)
    work.deliveries.plan(parcel for each in chosen for parcel in _parcels(work, *each))
    return len(chosen)


def foreseen(work: Work, week: Week, now: datetime) -> list[Ask]:
    """Whom the planner would choose for a pulse if it were planned now; nothing is changed.

    Where several people are next in turn the lot decides, so the real plan may name others.
    """
    return [ask for ask, _, _ in _choose(work, week, now, seed=None)]


def _choose(work: Work, week: Week, now: datetime, seed: int | None) -> list[tuple[Ask, Person, datetime]]:
    """The asks of a pulse, each with its person and moment."""
    workspace, people = work.workspace, {p.id: p for p in work.people.audience()}
    luck = random.Random(f"{workspace.id}{week}{seed}" if seed is not None else secrets.token_hex())
    when = {id: cadence.moment(week, p, workspace, now, luck.random()) for id, p in people.items()}
    picks = sampling.plan(
        week,
        [candidate(p, week, available=when[p.id] is not None) for p in people.values()],
        *known(work),
        _wishes(workspace),
        luck.getrandbits(32),
    )
    moments = ((pick, PersonId(pick.person)) for pick in picks)
    return [(_ask(p, people[id], when[id] or now, week), people[id], when[id] or now) for p, id in moments]


def _wishes(workspace: Workspace) -> sampling.Settings:
    """How narrow the intervals should be, and how many may be asked for it."""
    return sampling.Settings(
        bank.asked_by_default(),
        segment_half_width=sampling.HALF_WIDTHS[workspace.cut],
        weekly_cap=workspace.weekly_cap,
    )


def known(work: Work) -> tuple[tuple[Need, ...], Rates]:
    """What the figures need and how likely people answer, from the stored series."""
    state = remembering.series(work)
    engine = Engine.load(state["engine"])
    return engine.needs(remembering.sizes(work)), remembering.rates(state["rates"])


def candidate(person: Person, week: Week, *, available: bool) -> sampling.Candidate:
    """What the planner may know of a person: participation memory, no answer."""
    memory = person.memory
    ago = None if memory.last is None else cadence.apart(memory.last, week)
    asked = 0 if ago is None else ((memory.weeks << ago) & 0x1FFF).bit_count()
    return sampling.Candidate(
        person.id, person.segment, ago, asked, memory.recontact, memory.no_customer, available
    )


def remembered(person: Person, ask: Ask) -> Person:
    """The person after the pulse of an ask closed: weeks and states, never what was answered."""
    memory = person.memory
    ago = 0 if memory.last is None else cadence.apart(memory.last, ask.week)
    recontact, streak = memory.recontact, memory.no_customer
    if ask.state == "sent":
        recontact = min(recontact * 2, 16)
    elif ask.state == "answered":
        recontact, streak = 4, 0
    elif ask.state == "no_customer":
        recontact, streak = 4, streak + 1
    told = max(memory.told, ask.told) if ask.state == "answered" else memory.told
    bits = ((memory.weeks << ago) | 1) & 0x1FFF
    fresh = Memory(ask.week, bits, recontact, streak, ask.why, told)
    return replace(person, memory=fresh)


def _ask(pick: sampling.Pick, person: Person, when: datetime, week: Week) -> Ask:
    question = bank.question(pick.question)
    why = Why(pick.reason, {name: str(value) for name, value in pick.slots.items()})
    ref, day = AskRef(secrets.token_hex(16)), when.date()
    return Ask(ref, week, person.id, question.id, question.version, person.segment, day, why)


def _parcels(work: Work, ask: Ask, person: Person, when: datetime) -> list[tuple[Delivery, datetime]]:
    """The question, and before the first one the greeting."""
    account = work.people.account(person.id)
    if account is None:
        return []
    question = to(account, key(ask.ref), "ask", ask.ref, ask.week)
    if person.greeted:
        return [(question, when)]
    return [
        (
            to(account, f"welcome:{person.id}:{ask.week}", "welcome", person.id, ask.week),
            when - GREETING_LEAD,
        ),
        (question, when),
    ]


def to(account: Account, key: str, kind: str, subject: str, week: Week | None = None) -> Delivery:
    """A delivery into somebody's direct chat."""
    here = (account.platform, account.home, account.user)
    return Delivery(key, kind, subject, *here, person=account.person, week=week)


def key(ref: str) -> str:
    """The delivery of an ask."""
    return f"ask:{ref}"


def own(work: Work, person: Person, ref: str) -> Ask:
    """The ask, if it was put to this person. Raises `NoSuchAsk` or `NotYours`."""
    ask = work.asks.get(ref)
    if ask is None:
        raise NoSuchAsk(NoSuchAsk.__doc__)
    if ask.person != person.id:
        raise NotYours(NotYours.__doc__)
    return ask
