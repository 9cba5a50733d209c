"""One person on two platforms: the admin's file says so, by equal values of `person`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot import cadence
from bot.model import Account, Memory, Person, Role
from bot.ports import Work

_RANKS: tuple[Role, ...] = ("colleague", "leader", "admin")


class TwoAccounts(Exception):
    """This person has another id on that platform already."""


def link(work: Work, same: Person, newcomer: Person, account: Account) -> None:
    """One more account of a known person. Raises `TwoAccounts`."""
    if any(a.platform == account.platform for a in work.people.accounts(same.id)):
        raise TwoAccounts(account.platform)
    work.people.link(replace(account, person=same.id))
    _save(work, replace(same, opted_out=same.opted_out or newcomer.opted_out))


def recognise(work: Work, person: Person, match: str) -> None:
    """Keep whom the file takes somebody for; two persons with one value become one. Raises `TwoAccounts`."""
    same = work.people.matching(match)
    if same is None:
        work.people.mark(person.id, match)
    elif same.id != person.id:
        merge(work, person, same)


def merge(work: Work, gone: Person, into: Person) -> None:
    """Two persons turn out to be one: one voice a pulse, one memory, and a no of either is a no.

    Raises `TwoAccounts` where both have an account on one platform.
    """
    known = {a.platform for a in work.people.accounts(into.id)}
    for account in work.people.accounts(gone.id):
        if account.platform in known:
            raise TwoAccounts(account.platform)
    _join_voices(work, gone, into)
    for case, reporter in work.cases.of_reporter(gone.id):
        work.cases.report(case.ref, replace(reporter, person=into.id))
    work.people.merge(gone.id, into.id)
    _save(work, _both(gone, into))


def _join_voices(work: Work, gone: Person, into: Person) -> None:
    """What both said goes under one pseudonym, as far as it can be linked; of two answers the first stays."""
    for week in work.responses.linkable():
        theirs, name = (work.responses.pseudonym(week, each.id) or "" for each in (gone, into))
        answer = work.responses.of(week, theirs)
        if answer is not None:
            if work.responses.of(week, name) is None:
                work.responses.put(replace(answer, pseudonym=name))
            work.responses.drop(week, theirs)
        for relay in work.relays.of(week, theirs):
            work.relays.keep(replace(relay, pseudonym=name))


def _save(work: Work, person: Person) -> None:
    """The person; a no holds for every account they have, whatever is imported or restored later."""
    work.people.save(person)
    for account in work.people.accounts(person.id) if person.opted_out else ():
        work.people.entomb(account, erased=False)


def _both(gone: Person, into: Person) -> Person:
    pauses = [p.paused_until for p in (gone, into) if p.paused_until]
    pause: date | None = max(pauses, default=None)
    return replace(
        into,
        role=max(gone.role, into.role, key=_RANKS.index),
        audience=gone.audience or into.audience,
        opted_out=gone.opted_out or into.opted_out,
        greeted=gone.greeted or into.greeted,
        active=gone.active or into.active,
        paused_until=pause,
        memory=_remembered(gone.memory, into.memory),
    )


def _remembered(one: Memory, other: Memory) -> Memory:
    """What two memories of asking are together: the later one, with the weeks of both."""
    if one.last is None or other.last is None:
        return other if one.last is None else one
    early, late = sorted((one, other), key=lambda memory: memory.last or "")
    assert early.last is not None
    assert late.last is not None
    weeks = (late.weeks | early.weeks << cadence.apart(early.last, late.last)) & 0x1FFF
    return replace(late, weeks=weeks, recontact=max(one.recontact, other.recontact))
