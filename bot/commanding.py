"""`/pulse` and everything one can write to the bot: words in German and English to use cases."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from bot import (
    acting,
    administering,
    answering,
    arranging,
    asking,
    bank,
    cadence,
    digesting,
    following,
    greeting,
    privacy,
    relaying,
    sampling,
    timing,
    words,
)
from bot.events import Chose, Commanded, RelayBegun, Relayed
from bot.events.wishes import TimeBegun
from bot.messages import Button, Message, Reply, lines, tell
from bot.model import Ask, Language, Person
from bot.ports import Work

WORDS: Mapping[str, tuple[str, ...]] = {
    "menu": ("", "help", "hilfe", "hi", "hello", "hallo", "hey", "moin", "servus", "menu", "menü", "?"),
    "relay": ("relay", "weitergeben", "weitersagen"),
    "questions": ("questions", "my questions", "fragen", "meine fragen"),
    "pause": ("pause", "snooze"),
    "resume": ("resume", "weiter", "pause beenden", "end the pause"),
    "privacy": ("privacy", "datenschutz"),
    "stored": ("stored", "gespeichert", "what is stored about me", "was ist über mich gespeichert"),
    "data": ("data", "my data", "daten", "meine daten"),
    "delete": ("delete", "löschen", "delete everything", "alles löschen"),
    "never": ("never", "nie", "nie wieder", "never ask again", "stop", "stopp"),
    "language": ("language", "sprache"),
    "log": ("log", "log what we did", "getan", "was wir getan haben", "maßnahme"),
    "counted": ("counted", "how counted", "gezählt", "wie gezählt wird"),
    "time": ("time", "my time", "when", "zeit", "meine zeit", "wann"),
    "segment": ("segment", "touchpoint", "bereich", "mein bereich"),
    "setup": ("setup", "set up", "set-up", "einrichten", "einrichtung"),
    "de": ("deutsch", "german", "sprache de", "language de"),
    "en": ("english", "englisch", "sprache en", "language en"),
    "cases": ("cases", "cases open", "fälle", "faelle", "offene fälle", "follow-up"),
    "cases mine": ("cases mine", "my cases", "meine fälle", "fälle meine"),
    "cases late": ("cases late", "late cases", "überfällige fälle", "fälle überfällig"),
    "cases closed": ("cases closed", "closed cases", "erledigte fälle", "fälle erledigt"),
}
FOR_LEADERS = frozenset({"log", "cases", "cases mine", "cases late", "cases closed"})
"""Words only members of the leadership channel may say."""
_BY_WORD = {spelling: word for word, spellings in WORDS.items() for spelling in spellings}


LEAD = ("leader", "admin")


class NoSuchChoice(Exception):
    """This cannot be chosen."""


def for_leaders(text: str) -> bool:
    """Whether only a leader may say this."""
    return _BY_WORD.get(" ".join(text.split()).lower()) in FOR_LEADERS


def command(work: Work, person: Person, event: Commanded, now: datetime) -> Reply:
    """Do what was written; a text that is no command is taken for something to relay."""
    text = " ".join(event.text.split())
    first, _, rest = text.partition(" ")
    if text.lower() not in _BY_WORD and _BY_WORD.get(first.lower()) == "relay":
        return relaying.relay(work, person, Relayed(text=rest), now)
    word = _BY_WORD.get(text.lower())
    if word == "setup":
        return arranging.open_(work, person, event.who, now)
    if word is not None:
        return _ACTS[word](work, person, now)
    if len(text.split()) > 3 and not text.endswith("?"):
        return relaying.relay(work, person, Relayed(text=event.text), now)
    return menu(work, person, now, unknown=text)


def menu(work: Work, person: Person, now: datetime, unknown: str = "") -> Reply:
    """Everything a person can do, as buttons."""
    language = person.locale
    paused = person.paused_until is not None and person.paused_until > now.date()
    hello = (
        words.say("menu.unknown", language, text=unknown) if unknown else words.say("menu.hello", language)
    )
    state = words.say("menu.stopped", language) if person.opted_out else ""
    if paused and person.paused_until and not person.opted_out:
        state = words.say("menu.paused", language, day=words.day(person.paused_until, language))
    choices = ["relay", "questions", "resume" if paused else "pause", "time", "privacy"]
    if person.opted_out:
        choices = ["relay", "questions", "privacy"]
    if person.role != "colleague":
        choices.append("log")
    if administering.is_admin(person):
        choices.append("setup")
    buttons = [Button(words.say(f"menu.{c}", language), Commanded(text=c)) for c in choices]
    forms = {"relay": RelayBegun(), "time": TimeBegun()}
    buttons = [replace(b, event=forms.get(c, b.event)) for c, b in zip(choices, buttons, strict=True)]
    buttons[0] = replace(buttons[0], style="primary")
    other = "en" if language == "de" else "de"
    buttons.append(
        Button(words.say("menu.language", language), Chose(setting="language", value=other), "quiet")
    )
    if person.role in LEAD:
        buttons.insert(-1, Button(words.say("menu.cases", language), Commanded(text="cases")))
    title = words.say("menu.title", language)
    body = (*lines(title, kind="heading"), *lines(hello), *lines(state, kind="small"))
    return tell(Message(title, body, tuple(buttons), language=language))


def questions(work: Work, person: Person, now: datetime) -> Reply:
    """What I was asked, what came of it, never what I said; and when the next may come."""
    language = person.locale
    asked = [ask for ask in work.asks.of_person(person.id) if ask.state not in ("planned", "withdrawn")]
    told = [_told_question(ask, language) for ask in asked]
    last = max((ask.week for ask in asked), default=person.memory.last)
    if last and not person.opted_out:
        day = cadence.next_question_day(last, max(person.memory.recontact, sampling.RECONTACT))
        told.append(words.say("questions.next", language, day=words.day(day, language)))
    title = words.say("questions.title", language)
    body = (*lines(title, kind="heading"), *lines(*(told or [words.say("questions.none", language)])))
    return tell(Message(title, body, language=language))


def _told_question(ask: Ask, language: Language) -> str:
    asked = bank.question(ask.question, ask.version).said(language).text
    text = asked.format(where=words.where(ask.segment, language))
    state = words.say(f"questions.{ask.state}", language)
    return words.say("questions.line", language, week=words.number(ask.week), text=text, state=state)


def pause(work: Work, person: Person, now: datetime) -> Reply:
    """Two weeks without a question."""
    until = (now + answering.SNOOZE).date()
    work.people.save(replace(person, paused_until=until))
    return _told(person, words.say("pause.until", person.locale, day=words.day(until, person.locale)))


def resume(work: Work, person: Person, now: datetime) -> Reply:
    """The pause ends now."""
    work.people.save(replace(person, paused_until=None))
    return _told(person, words.say("pause.ended", person.locale))


def choose(work: Work, person: Person, event: Chose) -> Reply:
    """A setting of one's own. Raises `NoSuchChoice`."""
    if event.setting == "language" and event.value in words.LANGUAGES:
        spoken = replace(person, locale="de" if event.value == "de" else "en")
        work.people.save(spoken)
        for ask in work.asks.of_person(person.id):
            if ask.state in ("sent", "answered", "no_customer", "snoozed"):
                work.deliveries.alter(asking.key(ask.ref))  # what stands speaks the new language too
        return _told(spoken, words.say("language.set", spoken.locale))
    if event.setting == "segment" and event.value in work.workspace.touchpoints:
        work.people.save(replace(person, segment=event.value))
        named = words.touchpoint(event.value, person.locale)
        return _told(person, words.say("segment.set", person.locale, segment=named))
    raise NoSuchChoice(NoSuchChoice.__doc__)


def menu_of_segments(work: Work, person: Person, now: datetime) -> Reply:
    """Where do you mostly meet customers? Only asked where answers are divided so."""
    text = words.say("segment.ask", person.locale)
    if work.workspace.cut != "touchpoint":
        return _told(person, words.say("segment.by_file", person.locale))
    buttons = greeting.segments(work.workspace, person.locale)
    return tell(Message(text, lines(text), buttons, language=person.locale))


def menu_of_languages(work: Work, person: Person, now: datetime) -> Reply:
    """German or English?"""
    text = words.say("language.ask", person.locale)
    names = {"de": "Deutsch", "en": "English"}
    buttons = tuple(Button(name, Chose(setting="language", value=value)) for value, name in names.items())
    return tell(Message(text, lines(text), buttons, language=person.locale))


def _spoken(language: str) -> Callable[[Work, Person, datetime], Reply]:
    return lambda work, person, now: choose(work, person, Chose(setting="language", value=language))


def _cases(filter: following.Filter) -> Callable[[Work, Person, datetime], Reply]:
    return lambda work, person, now: following.listed(work, person, filter, now)


def _told(person: Person, text: str) -> Reply:
    return tell(Message(text, lines(text), language=person.locale))


_ACTS: Mapping[str, Callable[[Work, Person, datetime], Reply]] = {
    "menu": menu,
    "relay": lambda work, person, now: relaying.begin(work, person, RelayBegun()),
    "time": lambda work, person, now: timing.begin(person),
    "segment": menu_of_segments,
    "questions": questions,
    "pause": pause,
    "resume": resume,
    "privacy": lambda work, person, now: privacy.menu(person),
    "stored": lambda work, person, now: privacy.stored(work, person),
    "data": lambda work, person, now: privacy.export(work, person),
    "delete": lambda work, person, now: privacy.sure(person, "delete"),
    "never": lambda work, person, now: privacy.sure(person, "never"),
    "language": menu_of_languages,
    "log": lambda work, person, now: acting.begin(work, person),
    "counted": lambda work, person, now: digesting.counted(work, person),
    "de": _spoken("de"),
    "en": _spoken("en"),
    "cases": _cases("open"),
    "cases mine": _cases("mine"),
    "cases late": _cases("late"),
    "cases closed": _cases("closed"),
}
