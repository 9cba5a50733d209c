"""What people and admins set: their own time of asking, and the workspace. Events like the others."""

from __future__ import annotations

from dataclasses import dataclass

from bot.events.base import Event


@dataclass(frozen=True, kw_only=True)
class TimeBegun(Event):
    """My own day and hour of asking: wants the form."""


@dataclass(frozen=True, kw_only=True)
class TimeChosen(Event):
    """The form of it, sent; empty for the usual."""

    weekday: str = ""  # ISO
    hour: str = ""


@dataclass(frozen=True, kw_only=True)
class HomeOpened(Event):
    """The bot's own page in the platform: everything at a glance."""


@dataclass(frozen=True, kw_only=True)
class SetupBegun(Event):
    """A part of the set-up: wants its form."""

    part: str


@dataclass(frozen=True, kw_only=True)
class PeopleSetUp(Event):
    """Who reads and who is asked, sent."""

    channel: str = ""
    audience: str = ""
    seen: str = ""  # what the shell found out about the channel: "", "shared", "absent"; never from a form


@dataclass(frozen=True, kw_only=True)
class RhythmSetUp(Event):
    """When the digest stands and how many are asked, sent."""

    day: str = ""
    time: str = ""
    cap: str = ""  # a whole percentage


@dataclass(frozen=True, kw_only=True)
class PlaceSetUp(Event):
    """Language, holidays and time zone, sent."""

    language: str = ""
    country: str = ""
    zone: str = ""


@dataclass(frozen=True, kw_only=True)
class MeasureSetUp(Event):
    """How answers are divided and from how many a figure is shown, sent."""

    cut: str = ""
    touchpoints: str = ""
    k: str = ""
    reading: str = ""  # "yes" when ticked


@dataclass(frozen=True, kw_only=True)
class Installed(Event):
    """The app was added: by an admin to the home, to a team, or by a person for themselves."""

    scope: str = "home"  # "home", "team" or "person"


@dataclass(frozen=True, kw_only=True)
class MembersChanged(Event):
    """Somebody came to a channel, a user group or a team, or left it."""

    channel: str


FOR_ADMINS = (SetupBegun, PeopleSetUp, RhythmSetUp, PlaceSetUp, MeasureSetUp)
