"""What is stored about somebody, and how it goes: shown, exported, erased, forgotten in time."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from bot import bank, cadence, following, gathering, learning, reminding, timing, words
from bot.events import Commanded, Confirmed
from bot.messages import Button, Message, Reply, lines, tell
from bot.model import Ask, Language, Person, Week
from bot.ports import Work

SCHEMA = "kundenpuls/my-data/1"
LINKS = timedelta(days=14)  # asks, pseudonym keys and deliveries after the close
TEXTS = timedelta(days=90)
RELEASES_WEEKS = 104
AUDIT = timedelta(days=365)
BELIEFS_WEEKS = 104
HEARD = timedelta(days=4)  # longer than any platform re-delivers an event


def menu(person: Person) -> Reply:
    """The four things one can do about it."""
    language = person.locale
    buttons = tuple(
        Button(_say(word, language), Commanded(text=word), "danger" if word == "delete" else "plain")
        for word in ("stored", "data", "delete", "never")
    )
    title = _say("title", language)
    body = (*lines(title, kind="heading"), *lines(_say("intro", language)))
    return tell(Message(title, body, buttons, language=language))


def stored(work: Work, person: Person) -> Reply:
    """In plain words, and what of it can be taken back here."""
    language = person.locale
    told = [_say("stored_person", language, segment=words.touchpoint(person.segment, language))]
    if person.hour is not None or person.weekday:
        told.append(_say("stored_time", language, when=timing.told(person, language)))
    told += [_say(f"stored_{what}", language) for what in ("answers", "texts", "cases")]
    told.append(_say("stored_shown", language, k=work.workspace.k))
    title = _say("stored", language)
    body = (*lines(title, kind="heading"), *lines(*told))
    return tell(Message(title, body, following.ways_back(work, person), language=language))


def export(work: Work, person: Person) -> Reply:
    """Everything, as JSON, to this person alone."""
    text = _say("data_here", person.locale)
    content = json.dumps(data(work, person), ensure_ascii=False, indent=2)
    message = Message(text, lines(text), language=person.locale)
    return replace(tell(message), file=("kundenpuls.json", content))


def data(work: Work, person: Person) -> dict[str, Any]:
    """The export: one versioned schema; answers and texts as long as their pulse can be linked."""
    memory = person.memory
    return {
        "schema": SCHEMA,
        "person": {
            "id": person.id,
            "segment": person.segment,
            "language": person.locale,
            "zone": person.zone,
            "role": person.role,
            "opted_out": person.opted_out,
            "paused_until": _iso(person.paused_until),
            "hour": person.hour,
            "weekday": person.weekday,
        },
        "participation": {
            "last_asked": memory.last,
            "asked_weeks": memory.weeks.bit_count(),
            "recontact_weeks": memory.recontact,
            "no_customer_in_a_row": memory.no_customer,
            "why": memory.why.key if memory.why else None,
        },
        "accounts": [
            {"platform": a.platform, "home": a.home, "id": a.user} for a in work.people.accounts(person.id)
        ],
        "asks": [_ask(work, ask) for ask in work.asks.of_person(person.id)],
        "answers": [answer for week in work.responses.linkable() for answer in _answers(work, person, week)],
        "beliefs": [{"week": b.week, "guess": b.guess} for b in work.beliefs.of_person(person.id)],
        "texts": [text for week in work.responses.linkable() for text in _texts(work, person, week)],
        **following.data(work, person),
        "note": "Answers and texts of pulses closed more than 14 days ago cannot be linked to anybody any more.",
    }


def _ask(work: Work, ask: Ask) -> dict[str, Any]:
    reminder = work.deliveries.get(reminding.key(ask.ref))
    return {
        "week": ask.week,
        "question": ask.question,
        "day": _iso(ask.day),
        "state": ask.state,
        "why": ask.why.key,
        "reminded": reminder is not None and reminder[1] in ("stands", "uncertain"),
    }


def _answers(work: Work, person: Person, week: Week) -> list[dict[str, Any]]:
    pseudonym = work.responses.pseudonym(week, person.id)
    found = work.responses.of(week, pseudonym) if pseudonym else None
    if found is None:
        return []
    option = bank.question(found.question, found.version).options[found.value - 1]
    return [{"week": week, "question": found.question, "answer": option, "segment": found.segment}]


def _texts(work: Work, person: Person, week: Week) -> list[dict[str, Any]]:
    pseudonym = work.responses.pseudonym(week, person.id)
    relays = work.relays.of(week, pseudonym) if pseudonym else ()
    return [
        {"week": week, "text": r.text.text, "unasked": r.unasked, "draft": r.draft, "touchpoint": r.touchpoint,
         "evidence": r.evidence, "sentiment": r.sentiment, "sounds": r.sounds or None, "themes": list(r.themes)}
        for r in relays
    ]  # fmt: skip


def sure(person: Person, what: str) -> Reply:
    """Asked twice before it is final: `delete` or `never`."""
    language = person.locale
    text = _say(f"{what}_sure", language)
    yes = Button(_say(f"{what}_yes", language), Confirmed(what=what), "danger")
    no = Button(_say("keep", language), Confirmed(what="nothing"))
    return tell(Message(text, lines(text), (yes, no), language=language))


def confirmed(work: Work, person: Person, what: str) -> Reply:
    """Do it."""
    if what == "delete":
        erase(work, person)
        return _replaced("deleted", person.locale)
    if what == "never":
        opt_out(work, person)
        return _replaced("never_done", person.locale)
    return _replaced("kept", person.locale)


def opt_out(work: Work, person: Person) -> None:
    """Never ask again: final across re-install, re-import and restore."""
    for account in work.people.accounts(person.id):
        work.people.entomb(account, erased=False)
    work.people.save(replace(person, opted_out=True))
    work.deliveries.withdraw(person=person.id)
    work.asks.turn([a.ref for a in work.asks.of_person(person.id) if a.state == "planned"], "withdrawn")


def erase(work: Work, person: Person) -> None:
    """Person, accounts, asks, queued messages, and every answer and text that can still be linked."""
    for week in work.responses.linkable():
        pseudonym = work.responses.pseudonym(week, person.id)
        if pseudonym:
            work.responses.drop(week, pseudonym)
            relays = work.relays.of(week, pseudonym)
            texts = [relay.id for relay in relays]
            learning.unlearn(work, week, relays)
            work.deliveries.retract("quote", texts)
            work.relays.drop(texts)
    following.erase(work, person)
    for account in work.people.accounts(person.id):
        work.people.entomb(account, erased=True)
    work.people.remove(person.id)


def bury_again(work: Work) -> tuple[int, int]:
    """After a restore: who was erased or opted out since the backup is so again; how many of each."""
    buried = work.people.buried()
    for person in work.people.some(buried).values():
        if buried[person.id]:
            erase(work, person)
        else:
            opt_out(work, person)
    erased = sum(buried.values())
    return erased, len(buried) - erased


def forget(work: Work, now: datetime) -> None:
    """The daily sweep: whatever has reached the end of its time is gone."""
    today = now.date()
    links, texts = _closed_before(work, today - LINKS), _closed_before(work, today - TEXTS)
    work.responses.untie(links)
    work.asks.forget(links)
    work.deliveries.forget(links)
    work.relays.forget(texts)
    work.relays.drop_drafts()
    learning.forget(work, _closed_before(work, today - learning.LABELS), today)
    work.signals.forget(today - gathering.TEXTS, today - gathering.RATINGS)
    closed = work.progress().closed
    work.releases.forget(cadence.later(closed, -RELEASES_WEEKS))
    work.actions.forget(cadence.later(closed, -RELEASES_WEEKS))
    work.beliefs.forget(cadence.later(closed, -BELIEFS_WEEKS))
    following.forget(work, cadence.later(closed, -RELEASES_WEEKS))
    work.forget_before(today - HEARD, today - AUDIT)


def _closed_before(work: Work, day: date) -> Week:
    """The newest pulse that had closed by the end of that day."""
    week = work.progress().closed
    while cadence.monday(week) + timedelta(days=7) > day:
        week = cadence.later(week, -1)
    return week


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _say(key: str, language: Language, **slots: object) -> str:
    return words.say(f"privacy.{key}", language, **slots)


def _replaced(key: str, language: Language) -> Reply:
    text = _say(key, language)
    return Reply("replace", Message(text, lines(text), language=language))
