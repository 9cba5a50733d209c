"""The set-up as it is shown: what holds in a few lines, and a form for each part of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot import cadence, settling, words
from bot.events import Event
from bot.events.wishes import MeasureSetUp, PeopleSetUp, PlaceSetUp, RhythmSetUp, SetupBegun
from bot.messages import Button, Field, Form, Message, Option, lines
from bot.model import Home, Language, Person, PersonId, Workspace
from bot.ports import Work

PARTS = ("people", "rhythm", "measure", "place")
HOURS = tuple(f"{hour:02d}:00" for hour in range(6, 21))

Drawn = tuple[Event, tuple[Field, ...]]


def card(work: Work, person: Person, home: Home, now: datetime, *, saved: bool = False) -> Message:
    """What holds, when the first questions come, and a button a part."""
    language = person.locale
    title = _say("title", language)
    body = (
        *lines(title, kind="heading"),
        *lines(_say("saved", language) if saved else "", kind="strong"),
        *lines(*_told(work, home, language)),
        *lines(_ahead(work, home, language, now), kind="strong"),
        *lines(_say("also", language), kind="small"),
    )
    buttons = [Button(_say(part, language), SetupBegun(part=part)) for part in PARTS]
    if home.channel is None:
        buttons[0] = replace(buttons[0], style="primary")
    return Message(title, body, tuple(buttons), language=language)


def form(workspace: Workspace, person: Person, home: Home, part: str) -> Message:
    """The form of a part, with what holds filled in."""
    language = person.locale
    event, fields = _FORMS[part](workspace, home, language)
    title = _say(part, language)
    body = (*lines(title, kind="strong"), *lines(_say(f"{part}_small", language), kind="small"))
    sent = Form(_say("send", language), event, fields, words.say("comment.cancel", language))
    return Message(title, body, form=sent, title=_say("title", language), language=language)


def _told(work: Work, home: Home, language: Language) -> list[str]:
    workspace, asked = work.workspace, sum(work.people.sizes().values())
    places = ", ".join(words.touchpoint(name, language) for name in workspace.touchpoints)
    told = [
        _say("channel_known" if home.channel else "channel_none", language),
        _say(_whose(home, asked), language, people=asked),
        _rhythm_told(workspace, language),
        _say(f"cut_{workspace.cut}", language, touchpoints=places, k=workspace.k),
    ]
    if workspace.next_cut:
        told.append(_say(f"next_{workspace.next_cut}", language))
    country = _country(workspace) or _say("holidays_none", language)
    spoken = words.say(f"spoken.{workspace.language}", language)
    told.append(_say("place_told", language, spoken=spoken, country=country, zone=workspace.zone))
    return [*told, _say("reading_on" if workspace.reading else "reading_off", language)]


def _whose(home: Home, asked: int) -> str:
    if home.audience:
        return "audience_known" if asked else "audience_coming"
    return "audience_file" if asked else "audience_none"


def _rhythm_told(workspace: Workspace, language: Language) -> str:
    digest, cap = workspace.digest, round(workspace.weekly_cap * 100)
    day, at = words.weekday(digest.weekday, language), digest.at.isoformat("minutes")
    return _say("rhythm_told", language, day=day, time=at, cap=cap)


def _ahead(work: Work, home: Home, language: Language, now: datetime) -> str:
    """When the first questions and their digest come, as things are; or what is missing for that."""
    if home.channel is None or not (home.audience or sum(work.people.sizes().values())):
        return _say("ahead_missing", language)
    workspace, week = work.workspace, cadence.week_of(now, work.workspace.zone)
    somebody = Person(PersonId(""), zone=workspace.zone)
    if work.progress().planned >= week or cadence.moment(week, somebody, workspace, now, 0) is None:
        week = cadence.later(week, 1)
    first = cadence.moment(week, somebody, workspace, now, 0)
    if first is None:  # a week of holidays
        return ""
    zone = ZoneInfo(workspace.zone)
    told = cadence.digest_at(week, workspace.digest, workspace.zone).astimezone(zone)
    days = {"asked": first.astimezone(zone).date(), "told": told.date()}
    named = {name: words.day(day, language) for name, day in days.items()}
    return _say("ahead", language, **named, time=told.strftime("%H:%M"))


def _people(workspace: Workspace, home: Home, language: Language) -> Drawn:
    channel = Field("channel", _say("channel", language), "channel", value=home.channel or "", required=True,
                    hint=_say("channel_hint", language))  # fmt: skip
    audience = Field("audience", _say("audience", language), "people", value=home.audience or "",
                     hint=_say("audience_hint", language),
                     beside=(_say("audience_group", language), _say("audience_here", language)))  # fmt: skip
    return PeopleSetUp(), (channel, audience)


def _rhythm(workspace: Workspace, home: Home, language: Language) -> Drawn:
    digest, cap = workspace.digest, f"{round(workspace.weekly_cap * 100)}"
    days = [(name, words.weekday(n, language)) for n, name in enumerate(settling.DAYS, 1)]
    at = digest.at.isoformat("minutes")
    hours = [(each, each) for each in sorted({*HOURS, at})]
    caps = sorted({*map(str, settling.CAPS), cap}, key=int)
    fields = (
        Field("day", _say("day", language), "choice", _options(days), settling.DAYS[digest.weekday - 1]),
        Field("time", _say("time", language), "choice", _options(hours), at),
        Field("cap", _say("cap", language), "choice", _options((each, f"{each} %") for each in caps), cap),
    )
    return RhythmSetUp(), fields


def _measure(workspace: Workspace, home: Home, language: Language) -> Drawn:
    cuts = [(cut, _say(f"by_{cut}", language)) for cut in ("touchpoint", "team")]
    places = ", ".join(words.touchpoint(name, language) for name in workspace.touchpoints)
    fields = (
        Field("cut", _say("cut", language), "choice", _options(cuts), workspace.next_cut or workspace.cut),
        Field("touchpoints", _say("touchpoints", language), value=places, limit=200,
              hint=_say("touchpoints_hint", language)),
        Field("k", _say("k", language), value=str(workspace.k), limit=3, hint=_say("k_hint", language)),
        Field("reading", _say("reading", language), "tick", value="yes" if workspace.reading else "",
              hint=_say("reading_hint", language)),
    )  # fmt: skip
    return MeasureSetUp(), fields


def _place(workspace: Workspace, home: Home, language: Language) -> Drawn:
    spoken = [(each, words.say(f"spoken.{each}", language)) for each in words.LANGUAGES]
    fields = (
        Field("language", _say("language", language), "choice", _options(spoken), workspace.language),
        Field("country", _say("country", language), value=_country(workspace), limit=16,
              hint=_say("country_hint", language)),
        Field("zone", _say("zone", language), value=workspace.zone, limit=64),
    )  # fmt: skip
    return PlaceSetUp(), fields


_FORMS: Mapping[str, Callable[[Workspace, Home, Language], Drawn]] = {
    "people": _people,
    "rhythm": _rhythm,
    "measure": _measure,
    "place": _place,
}


def _country(workspace: Workspace) -> str:
    return "-".join(part for part in (workspace.country, workspace.state) if part)


def _options(pairs: Iterable[tuple[str, str]]) -> tuple[Option, ...]:
    return tuple(Option(value, label) for value, label in pairs)


def _say(key: str, language: Language, **slots: object) -> str:
    return words.say(f"setup.{key}", language, **slots)
