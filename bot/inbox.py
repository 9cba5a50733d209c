"""The first door: what people do. Every event in, what follows from it out; repeating one is harmless."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from bot import (
    acting,
    administering,
    answering,
    arranging,
    asking,
    believing,
    commanding,
    events,
    following,
    installing,
    landing,
    listening,
    meeting,
    opening,
    privacy,
    quoting,
    relaying,
    timing,
    words,
)
from bot.events import Event, Who, wishes
from bot.messages import NOTHING, Message, Reply, lines, tell
from bot.model import Account, Language, Person, Role
from bot.ports import Store, Work

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
E = TypeVar("E", bound=Event)


@dataclass(frozen=True)
class _Scene:
    """Who did it, in whose house, and when."""

    work: Work
    person: Person
    account: Account
    now: datetime


def handle(event: Event, store: Store, now: datetime) -> Reply:
    """What follows from an event; everything it changed is stored when this returns.

    Never raises for what people do: a refusal is a message in their language that says what to do next.
    """
    event = storable(event)
    who = event.who
    language = words.language_of(who.locale, "en")
    workspace = store.at_home(who.platform, who.home)
    if workspace is None:
        return _told("no_workspace", language)
    if who.outsider:
        return _told("outsider", language)
    with store.work(workspace) as work:
        return _within(work, event, now)


def for_leaders(event: Event) -> bool:
    """Whether only a leader may do this: the shell looks at the channel before the event comes in."""
    wished = isinstance(event, events.Commanded) and commanding.for_leaders(event.text)
    return wished or isinstance(event, events.FOR_LEADERS)


def storable(event: E) -> E:
    """The event with texts that every database and every answer can carry: no NUL, no half characters."""
    texts = [text for text in (*vars(event).values(), *vars(event.who).values()) if isinstance(text, str)]
    if not _UNSTORABLE.search("".join(texts)):
        return event
    return replace(event, **_clean(event), who=replace(event.who, **_clean(event.who)))


def _clean(value: Any) -> dict[str, Any]:
    return {name: _UNSTORABLE.sub("", text) for name, text in vars(value).items() if isinstance(text, str)}


def _within(work: Work, event: Event, now: datetime) -> Reply:
    if event.id and not work.first_time(event.id, now.date()):
        return NOTHING
    if isinstance(event, events.Uninstalled):
        return installing.uninstall(work, event.who)
    if isinstance(event, wishes.MembersChanged):
        return installing.members_changed(work, event, now)
    met = work.people.met(event.who)
    if isinstance(event, events.Departed):
        return installing.depart(work, met)
    if met is None and isinstance(event, events.Arrived):
        return NOTHING  # who never acted is not stored, least of all somebody who had everything deleted
    if met is None and installing.for_themselves(event):
        return installing.greet_stranger(work, event)
    person, account = met or meeting.meet(work, event.who, recent=True)
    person = _led(work, person, event.who)
    if for_leaders(event) and not event.who.leader:
        work.audit(now.date(), person.id, f"refused {type(event).__name__.lower()}")
        return _told("leader_unsure" if event.who.leader is None else "not_leader", person.locale)
    try:
        reply = _ACTS[type(event)](_Scene(work, person, account, now), event)
        if not account.recent and not isinstance(event, events.Arrived):
            work.people.acted(account)  # they are asked where they act
        return reply
    except tuple(_REFUSALS) as refusal:  # raised before anything is changed but the audit
        return _told(_REFUSALS[type(refusal)], person.locale)


def _led(work: Work, person: Person, who: Who) -> Person:
    """The person, their role as the leadership channel says at this act. Admins stay admins."""
    role: Role = "leader" if who.leader else "colleague"
    if who.leader is None or person.role in ("admin", role):
        return person
    led = replace(person, role=role)
    work.people.save(led)
    return led


_ACTS: dict[type[Event], Callable[[_Scene, Any], Reply]] = {
    events.Answered: lambda s, e: answering.answer(s.work, s.person, e, s.now),
    events.Undone: lambda s, e: answering.undo(s.work, s.person, e, s.now),
    events.Snoozed: lambda s, e: answering.snooze(s.work, s.person, e, s.now),
    events.WhyAsked: lambda s, e: answering.why(s.work, s.person, e),
    events.CommentBegun: lambda s, e: relaying.begin(s.work, s.person, e),
    events.RelayBegun: lambda s, e: relaying.begin(s.work, s.person, e),
    events.Relayed: lambda s, e: relaying.relay(s.work, s.person, e, s.now),
    events.MaskBegun: lambda s, e: relaying.begin_masking(s.work, s.person, e),
    events.Masked: lambda s, e: relaying.mask(s.work, s.person, e),
    events.DraftKept: lambda s, e: relaying.keep(s.work, s.person, e, s.now),
    events.DraftDropped: lambda s, e: relaying.drop(s.work, s.person, e),
    events.Commanded: lambda s, e: commanding.command(s.work, s.person, e, s.now),
    events.Chose: lambda s, e: commanding.choose(s.work, s.person, e),
    events.Confirmed: lambda s, e: privacy.confirmed(s.work, s.person, e.what),
    events.Believed: lambda s, e: believing.believe(s.work, s.person, e, s.now),
    events.ActionBegun: lambda s, e: acting.begin(s.work, s.person),
    events.ActionLogged: lambda s, e: acting.log(s.work, s.person, e, s.now),
    events.QuoteTaken: lambda s, e: quoting.take(s.work, s.person, e, s.now.date()),
    events.Opened: lambda s, e: opening.open(s.work, s.person, e, s.now),
    events.CaseTaken: lambda s, e: following.take(s.work, s.person, e),
    events.CaseHandedOver: lambda s, e: following.hand_over(s.work, e),
    events.ResolveBegun: lambda s, e: following.begin_resolving(s.work, s.person, e),
    events.CaseResolved: lambda s, e: following.resolve(s.work, s.person, e, s.now),
    events.CaseReopened: lambda s, e: following.reopen(s.work, e, s.now),
    events.CaseShown: lambda s, e: following.show(s.work, e),
    events.HeldAnswered: lambda s, e: following.answer(s.work, s.person, e, s.now),
    events.CaseTakenBack: lambda s, e: following.take_back(s.work, s.person, e, s.now),
    events.Arrived: lambda s, e: installing.arrive(s.work, s.person, s.account, e.who),
    wishes.TimeBegun: lambda s, e: timing.begin(s.person),
    wishes.TimeChosen: lambda s, e: timing.choose(s.work, s.person, e, s.now),
    wishes.HomeOpened: lambda s, e: landing.page(s.work, s.person, e.who, s.now),
    wishes.SetupBegun: lambda s, e: arranging.begin(s.work, s.person, e, s.now),
    wishes.PeopleSetUp: lambda s, e: arranging.people(s.work, s.person, e, s.now),
    wishes.RhythmSetUp: lambda s, e: arranging.rhythm(s.work, s.person, e, s.now),
    wishes.PlaceSetUp: lambda s, e: arranging.place(s.work, s.person, e, s.now),
    wishes.MeasureSetUp: lambda s, e: arranging.measure(s.work, s.person, e, s.now),
    wishes.Installed: lambda s, e: installing.install(s.work, s.person, s.account, e, s.now),
}

_REFUSALS: dict[type[Exception], str] = {
    asking.NotYours: "not_yours",
    asking.NoSuchAsk: "no_ask",
    answering.NoSuchOption: "no_option",
    commanding.NoSuchChoice: "bad_choice",
    timing.NoSuchTime: "bad_choice",
    arranging.NoSuchPart: "unreadable",
    administering.NotAdmin: "not_admin",
    listening.TooLong: "too_long",
    believing.NoSuchGuess: "no_option",
    believing.Sealed: "sealed",
    acting.NothingLogged: "nothing_logged",
    following.NoSuchCase: "no_case",
    following.TakenAlready: "case_taken",
}


def _told(key: str, language: Language) -> Reply:
    text = words.say(f"error.{key}", language, limit=listening.LIMIT)
    return tell(Message(text, lines(text), language=language))
