"""Setting up in the chat: what holds, a form for each part of it, and what changes when one is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot import administering, settling, setup, words
from bot.events import Event, Who
from bot.events.wishes import MeasureSetUp, PeopleSetUp, PlaceSetUp, RhythmSetUp, SetupBegun
from bot.messages import Button, Message, Reply, lines, tell
from bot.model import Home, Person
from bot.ports import Work

NOBODY = "-"  # how a picker says that nothing is picked


class NoSuchPart(Exception):
    """This part of the set-up is not known."""


def open_(work: Work, person: Person, who: Who, now: datetime) -> Reply:
    """What holds; and as long as nobody reads, at once the form that matters. Raises `NotAdmin`."""
    admin = administering.required(work, person, who, "setup open", now)
    home = _home(work, who)
    if home.channel is None:
        return Reply("form", setup.form(work.workspace, admin, home, "people"))
    return tell(setup.card(work, admin, home, now))


def begin(work: Work, person: Person, event: SetupBegun, now: datetime) -> Reply:
    """The form of a part. Raises `NotAdmin`, `NoSuchPart`."""
    admin = administering.required(work, person, event.who, "setup open", now)
    if event.part not in setup.PARTS:
        raise NoSuchPart(NoSuchPart.__doc__)
    return Reply("form", setup.form(work.workspace, admin, _home(work, event.who), event.part))


def people(work: Work, person: Person, event: PeopleSetUp, now: datetime) -> Reply:
    """Where leaders read, and whose members are asked. Raises `NotAdmin`."""
    admin = administering.required(work, person, event.who, "setup people", now)
    home = _home(work, event.who)
    if event.seen or not event.channel:
        return _unfit(admin, "people", f"channel_{event.seen or 'none'}")
    audience = None if event.audience in ("", NOBODY) else event.audience
    gather = now if audience else None
    work.homes.save(replace(home, channel=event.channel, audience=audience, gather=gather))
    return _saved(work, admin, event.who, now)


def rhythm(work: Work, person: Person, event: RhythmSetUp, now: datetime) -> Reply:
    """When the digest stands, and how many are asked. Raises `NotAdmin`."""
    wanted = {"digest": f"{event.day} {event.time}" if event.time else "", "cap": event.cap}
    return _changed(work, person, event, "rhythm", wanted, now)


def place(work: Work, person: Person, event: PlaceSetUp, now: datetime) -> Reply:
    """Language, holidays and zone. Raises `NotAdmin`."""
    wanted = {"language": event.language, "country": event.country or "none", "zone": event.zone}
    return _changed(work, person, event, "place", wanted, now)


def measure(work: Work, person: Person, event: MeasureSetUp, now: datetime) -> Reply:
    """How answers are divided, and from how many a figure is shown. Raises `NotAdmin`."""
    reading = "yes" if event.reading == "yes" else "no"
    wanted = {"cut": event.cut, "touchpoints": event.touchpoints, "k": event.k, "reading": reading}
    return _changed(work, person, event, "measure", wanted, now)


def _changed(
    work: Work, person: Person, event: Event, part: str, wanted: Mapping[str, str], now: datetime
) -> Reply:
    admin = administering.required(work, person, event.who, f"setup {part}", now)
    try:
        workspace = settling.changed(work.workspace, wanted)
    except settling.Unfit as unfit:
        return _unfit(admin, part, unfit.key, **unfit.slots)
    settling.settle(work, workspace, now)
    return _saved(work, admin, event.who, now)


def _saved(work: Work, admin: Person, who: Who, now: datetime) -> Reply:
    return tell(setup.card(work, admin, _home(work, who), now, saved=True))


def _unfit(admin: Person, part: str, key: str, **slots: object) -> Reply:
    """Why it cannot be so, and the way back to the form."""
    language = admin.locale
    text = words.say(f"unfit.{key}", language, **slots)
    again = Button(words.say("setup.again", language), SetupBegun(part=part), "primary")
    return tell(Message(text, lines(text), (again,), language=language))


def _home(work: Work, who: Who) -> Home:
    home = work.homes.get(who.platform, who.home)
    assert home is not None, "somebody acts in a home of this workspace"
    return home
