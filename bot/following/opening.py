"""How a case begins, on its reporter's word alone, and how that word is taken back."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot import cadence, words
from bot.cases import Case, CaseRef, Reporter, Turn
from bot.events import CaseTakenBack
from bot.following import card, hours
from bot.messages import Message, Reply, lines, replaced
from bot.model import Person, Relay
from bot.ports import Work


def open(work: Work, person: Person, relay: Relay, now: datetime) -> str:
    """Open a case with the words of a kept relay; the thread by which its reporter may take it back.

    It stands in the leadership channel from a full working hour on that is drawn by lot.
    """
    setting = work.workspace
    since = hours.drawn(setting, now)
    opened = Turn(cadence.week_of(since, setting.zone), "opened")
    case = Case(
        CaseRef(secrets.token_hex(16)),
        relay.touchpoint,
        relay.themes,
        relay.text,
        since,
        None,
        turns=(opened,),
    )
    case = replace(case, due=hours.at_stage(setting, case, 0))
    reporter = Reporter(person.id, relay.id, secrets.token_hex(16))
    work.cases.add(case, reporter)
    card.plan(work, case, since)
    return reporter.thread


def reported(work: Work, person: Person, relay: str) -> str:
    """The thread of the case that was opened with a relay and stands; empty where there is none."""
    known = work.cases.of_reporter(person.id)
    return next((r.thread for case, r in known if r.relay == relay and case.state != "withdrawn"), "")


def take_back(work: Work, person: Person, event: CaseTakenBack, now: datetime) -> Reply:
    """The case goes, with its words. Whoever is not its reporter only reads that there is none."""
    found = work.cases.of_thread(event.thread)
    mine = found is not None and found[1].person == person.id
    if found and mine:
        withdraw(work, found[0], now)
    text = words.say("case.taken_back" if mine else "case.over", person.locale)
    return replaced(Message(text, lines(text), language=person.locale))


def retract(work: Work, person: Person, relays: Iterable[str], now: datetime) -> None:
    """The relays are taken back, and so are the cases that were opened with them."""
    gone = set(relays)
    for case, reporter in work.cases.of_reporter(person.id) if gone else ():
        if reporter.relay in gone:
            withdraw(work, case, now)


def withdraw(work: Work, case: Case, now: datetime) -> None:
    """Its words are shredded; the card in the channel follows at an hour drawn by lot."""
    if not card.stands(work, case):
        vanish(work, case)
        return
    work.cases.save(replace(case, state="withdrawn", due=None))
    work.cases.shred(case.ref)
    card.alter(work, case, hours.drawn(work.workspace, now))


def vanish(work: Work, case: Case) -> None:
    """Nobody saw it, and nothing of it stays."""
    work.deliveries.drop(f"case:{case.ref}:")
    work.cases.drop(case.ref)
