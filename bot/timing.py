"""A person's own day and hour of asking."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot import asking, cadence, words
from bot.events.wishes import TimeChosen
from bot.messages import Field, Form, Message, Option, Reply, lines, tell
from bot.model import Language, Person
from bot.ports import Work

ANY = "any"  # as usual
DAYS = (1, 2, 3, 4, 5)
HOURS = tuple(range(7, 20))
MIDDLE = 0.5


class NoSuchTime(Exception):
    """This day or hour cannot be chosen."""


def begin(person: Person) -> Reply:
    """The form, with what holds now filled in."""
    language = person.locale
    title = words.say("time.title", language)
    days = [Option(str(day), words.weekday(day, language)) for day in DAYS]
    hours = [Option(str(hour), words.say("time.span", language, start=hour, end=hour + 1)) for hour in HOURS]
    usual_day, usual_hour = (
        Option(ANY, words.say(f"time.{key}", language)) for key in ("any_day", "any_hour")
    )
    fields = (
        Field("weekday", words.say("time.day", language), "choice", (usual_day, *days), str(person.weekday or ANY)),
        Field("hour", words.say("time.hour", language), "choice", (usual_hour, *hours), _hour(person)),
    )  # fmt: skip
    form = Form(words.say("time.send", language), TimeChosen(), fields, words.say("comment.cancel", language))
    body = lines(words.say("time.small", language), kind="small")
    return Reply("form", Message(title, body, form=form, title=title, language=language))


def choose(work: Work, person: Person, event: TimeChosen, now: datetime) -> Reply:
    """It holds from now on, for a question on its way too. Raises `NoSuchTime`."""
    chosen = replace(person, weekday=_one_of(event.weekday, DAYS), hour=_one_of(event.hour, HOURS))
    work.people.save(chosen)
    _moved(work, chosen, now)
    text = words.say("time.set", person.locale, when=told(chosen, person.locale))
    return tell(Message(text, lines(text), language=person.locale))


def told(person: Person, language: Language) -> str:
    """When this person is asked, in words."""
    day = words.weekday(person.weekday, language) if person.weekday else words.say("time.any_day", language)
    if person.hour is None:
        return f"{day}, {words.say('time.any_hour', language)}"
    return f"{day}, {words.say('time.span', language, start=person.hour, end=person.hour + 1)}"


def _moved(work: Work, person: Person, now: datetime) -> None:
    """What has not gone out yet goes out at the new time, or, where that has passed, is taken back."""
    for ask in work.asks.of_person(person.id):
        if ask.state != "planned":
            continue
        when = cadence.moment(ask.week, person, work.workspace, now, MIDDLE)
        if when is not None:
            work.deliveries.move(f"welcome:{person.id}:{ask.week}", when - asking.GREETING_LEAD)
            work.deliveries.move(asking.key(ask.ref), when)


def _hour(person: Person) -> str:
    return ANY if person.hour is None else str(person.hour)


def _one_of(text: str, offered: tuple[int, ...]) -> int | None:
    """The number chosen, None for the usual. Raises `NoSuchTime`."""
    if text in ("", ANY):
        return None
    if text.isdecimal() and int(text) in offered:
        return int(text)
    raise NoSuchTime(NoSuchTime.__doc__)
