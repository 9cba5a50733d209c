"""A customer's words on their way in: form, masked preview, kept or dropped."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import get_args

from bot import asking, cadence, following, learning, listening, previewing, words
from bot.events import (
    CaseTakenBack,
    CommentBegun,
    DraftDropped,
    DraftKept,
    MaskBegun,
    Masked,
    RelayBegun,
    Relayed,
)
from bot.heard import SOUNDS
from bot.messages import Button, Field, Form, Message, Option, Reply, lines, tell
from bot.model import Evidence, Language, Person, Relay
from bot.ports import Work

TICKED = "yes"
EVIDENCE: tuple[Evidence, ...] = get_args(Evidence)


def begin(work: Work, person: Person, event: RelayBegun | CommentBegun) -> Reply:
    """The dialog, with what is known already filled in."""
    ask, text = (event.ask, "") if isinstance(event, CommentBegun) else ("", event.text)
    return Reply("form", form(work.workspace.touchpoints, person, ask, text))


def form(places: Sequence[str], person: Person, ask: str, text: str) -> Message:
    """The only dialog there is."""
    language = person.locale
    title = words.say("comment.title" if ask else "relay.title", language)
    touchpoints = tuple(Option(t, words.touchpoint(t, language)) for t in places)
    evidence = tuple(Option(e, words.say(f"comment.{e}", language)) for e in EVIDENCE)
    here = person.segment if person.segment in places else places[0]
    fields = (
        Field("text", words.say("comment.text", language), value=text[: listening.LIMIT], required=True,
              hint=words.say("comment.hint", language)),
        Field("touchpoint", words.say("comment.touchpoint", language), "choice", touchpoints, here),
        Field("evidence", words.say("comment.evidence", language), "choice", evidence, EVIDENCE[0]),
        *([] if person.opted_out else [Field("follow_up", words.say("comment.follow_up", language), "tick")]),
    )  # fmt: skip
    send, cancel = words.say("comment.send", language), words.say("comment.cancel", language)
    body = lines("" if ask else words.say("relay.consent", language), kind="small")
    return Message(
        title,
        body,
        form=Form(send, Relayed(text="", ask=ask), fields, cancel),
        title=title,
        language=language,
    )


def relay(work: Work, person: Person, event: Relayed, now: datetime) -> Reply:
    """Mask what was written and show what would be kept. Raises `listening.TooLong`, NotYours, NoSuchAsk."""
    if not event.text.strip():
        return _told("relay.empty", person.locale)
    week = cadence.week_of(now, work.workspace.zone)
    if event.ask:
        week = asking.own(work, person, event.ask).week
        if now >= cadence.closes(week, work.workspace.zone):
            return _told("closed.kindly", person.locale)
    places = work.workspace.touchpoints
    machine = work.workspace.reading
    read = listening.read(event.text, person.locale, machine=machine, ear=learning.ear(work))
    draft = Relay(
        id=secrets.token_hex(16),
        week=week,
        pseudonym=work.responses.pseudonym(week, person.id, make=True) or "",
        text=read.text,
        unasked=not event.ask,
        draft=True,
        touchpoint=event.touchpoint if event.touchpoint in places else _usual(places, person),
        evidence=next((e for e in EVIDENCE if e == event.evidence), "said"),
        language=read.language,
        sentiment=read.sentiment,
        confidence=read.confidence,
        themes=read.themes,
        model=read.model_version,
        follow_up=event.follow_up == TICKED and not person.opted_out,
    )
    work.relays.add(draft)
    return tell(previewing.preview(draft, person.locale, learning.book(work)))


def keep(work: Work, person: Person, event: DraftKept, now: datetime) -> Reply:
    """The preview was right: it counts from now on, and is followed up where its author wants that.

    A second tap of an impatient finger finds it kept, and says so.
    """
    relay = _own(work, person, event.draft)
    if relay is None:
        return _replaced("relay.gone", person.locale)
    if not relay.draft:
        return _kept(person, following.reported(work, person, relay.id))
    sounds = event.sounds if event.sounds in SOUNDS and previewing.asks_how(relay) else ""
    work.relays.keep(replace(relay, draft=False, follow_up=False, sounds=sounds))
    return _kept(person, following.open(work, person, relay, now) if relay.follow_up else "")


def _kept(person: Person, thread: str) -> Reply:
    """Thanks; a case that was opened with it can be taken back by its thread."""
    if not thread:
        return _replaced("relay.kept", person.locale)
    text = words.say("relay.kept_follow_up", person.locale)
    back = Button(words.say("case.take_back", person.locale), CaseTakenBack(thread=thread), "quiet")
    return Reply("replace", Message(text, lines(text), (back,), language=person.locale))


def drop(work: Work, person: Person, event: DraftDropped) -> Reply:
    """Nothing is kept."""
    draft = _own_draft(work, person, event.draft)
    if draft is not None:
        work.relays.drop([draft.id])
    return _replaced("relay.dropped", person.locale)


def begin_masking(work: Work, person: Person, event: MaskBegun) -> Reply:
    """Which words have to go as well, and what is it about, if that was read wrongly?"""
    draft = _own_draft(work, person, event.draft)
    if draft is None:
        return _replaced("relay.gone", person.locale)
    return Reply("form", previewing.form(draft, person.locale, learning.book(work)))


def mask(work: Work, person: Person, event: Masked) -> Reply:
    """The preview again, with those words masked and about the theme its author says."""
    draft = _own_draft(work, person, event.draft)
    if draft is None:
        return _told("relay.gone", person.locale)
    text = listening.mask_more(draft.text, [w.strip() for w in event.words.split(",")])
    book = learning.book(work)
    masked = previewing.about(replace(draft, text=text), event.about, book)
    work.relays.keep(masked)
    return Reply("replace", previewing.preview(masked, person.locale, book))


def _own_draft(work: Work, person: Person, id: str) -> Relay | None:
    """A draft of this person's, as long as it is one."""
    relay = _own(work, person, id)
    return relay if relay and relay.draft else None


def _own(work: Work, person: Person, id: str) -> Relay | None:
    """A relay of this person's, as long as that can be known."""
    relay = work.relays.get(id)
    mine = work.responses.pseudonym(relay.week, person.id) if relay else None
    return relay if relay and mine == relay.pseudonym else None


def _usual(places: Sequence[str], person: Person) -> str:
    return person.segment if person.segment in places else ""


def _told(key: str, language: Language) -> Reply:
    text = words.say(key, language)
    return tell(Message(text, lines(text), language=language))


def _replaced(key: str, language: Language) -> Reply:
    text = words.say(key, language)
    return Reply("replace", Message(text, lines(text), language=language))
