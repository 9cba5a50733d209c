"""A question as it stands in a person's chat: asked, answered, paused, closed. Never the chosen answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot import bank, cadence, sampling, words
from bot.events import Answered, Commanded, CommentBegun, Snoozed, Undone, WhyAsked
from bot.messages import Button, Message, lines
from bot.model import NO_CUSTOMER, Ask, Language, Person, Why, Workspace


def card(workspace: Workspace, ask: Ask, person: Person, now: datetime) -> Message:
    """What stands in the person's chat for this ask, as things are now. Never the chosen answer."""
    language = person.locale
    if ask.state in ("withdrawn", "undeliverable"):
        return plain("closed.withdrawn", language)
    open_ = now < cadence.closes(ask.week, workspace.zone)
    if not open_ and ask.state in ("answered", "no_customer"):
        return plain("closed.answered", language)
    if not open_ or ask.state == "silent":
        return plain("closed.question", language)
    if ask.state in ("answered", "no_customer"):
        return _thanks(ask, person)
    if ask.state == "snoozed":
        return _snoozed(person)
    return _question(ask, person)


def _question(ask: Ask, person: Person) -> Message:
    language, question = person.locale, bank.question(ask.question, ask.version)
    wording = question.said(language)
    text = wording.text.format(where=words.where(ask.segment, language))
    options = {o: wording.options[o] for o in reversed(question.options)}
    options[NO_CUSTOMER] = words.say("ask.no_customer", language)
    return Message(
        summary=text,
        body=(*lines(text, kind="strong"), *lines(words.say("ask.small", language), kind="small")),
        buttons=(
            *(Button(label, Answered(ask=ask.ref, option=o)) for o, label in options.items()),
            Button(words.say("ask.why", language), WhyAsked(ask=ask.ref), "quiet"),
            Button(words.say("ask.pause", language), Snoozed(ask=ask.ref), "quiet"),
        ),
        language=language,
    )


def _thanks(ask: Ask, person: Person) -> Message:
    language = person.locale
    day = cadence.next_question_day(ask.week, sampling.RECONTACT)
    text = words.say(f"thanks.{ask.state}", language, day=words.day(day, language))
    undo = Button(words.say("thanks.undo", language), Undone(ask=ask.ref))
    add = Button(words.say("thanks.add", language), CommentBegun(ask=ask.ref))
    buttons = (undo, add) if ask.state == "answered" else (undo,)
    changed = words.say("thanks.changed", language, what=ask.changed) if ask.changed else ""
    return Message(text, lines(text, changed), buttons, language=language)


def _snoozed(person: Person) -> Message:
    language = person.locale
    day = words.day(person.paused_until, language) if person.paused_until else ""
    text = words.say("thanks.snoozed", language, day=day)
    resume = Button(words.say("thanks.resume", language), Commanded(text="resume"))
    return Message(text, lines(text), (resume,), language=language)


def reminder(workspace: Workspace, ask: Ask, person: Person, now: datetime) -> Message:
    """What stands below a question that somebody was reminded of; once it is over, that nothing is left to do."""
    waits = ask.state == "sent" and now < cadence.closes(ask.week, workspace.zone)
    return plain("remind.waits" if waits else "remind.over", person.locale)


def plain(key: str, language: Language) -> Message:
    """One sentence and nothing to tap."""
    text = words.say(key, language)
    return Message(text, lines(text), language=language)


def why(reason: Why | None, language: Language) -> str:
    """The sentence that answers "Why me?": no figure, and nobody else in it."""
    if reason is None or not words.knows(f"why.{reason.key}", language):
        return words.say("why.nobody", language)
    return words.say(f"why.{reason.key}", language, **_named(reason.slots, language))


def _named(slots: Mapping[str, str], language: Language) -> dict[str, str]:
    return {k: words.touchpoint(v, language) if k == "segment" else v for k, v in slots.items()}
