"""The nouns of the domain: plain, frozen values without behaviour beyond themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Literal, NewType

if TYPE_CHECKING:  # a noun of listening's; importing it at run time would load the readers
    from bot.listening.redacted import Redacted

WorkspaceId = NewType("WorkspaceId", str)
PersonId = NewType("PersonId", str)
AskRef = NewType("AskRef", str)
Week = NewType("Week", str)  # "2026-W47": an ISO week; sorts as time does

NEVER = Week("")  # before every pulse

Language = Literal["de", "en"]
Cut = Literal["touchpoint", "team"]
Role = Literal["colleague", "leader", "admin"]

UNASSIGNED = "unassigned"
EVERYBODY = "*"  # all segments together
TOUCHPOINTS = ("website", "app", "support", "store")
NO_CUSTOMER = "no_customer"  # participation, not an answer: it makes no response


@dataclass(frozen=True)
class DigestTime:
    """When the digest of the closed week stands: an ISO weekday (1 = Monday) and a local time."""

    weekday: int = 1
    at: time = time(9, 0)


@dataclass(frozen=True)
class Workspace:
    """One organisation: its zone, language, cut and thresholds."""

    id: WorkspaceId
    zone: str = "Europe/Berlin"
    language: Language = "de"
    cut: Cut = "touchpoint"
    k: int = 5
    digest: DigestTime = DigestTime()
    country: str = "DE"
    state: str = ""  # a part of the country with holidays of its own, "BY"
    reading: bool = True  # machine reading of comments and relays
    weekly_cap: float = 0.10  # the largest share of the audience asked in a week
    reminding: bool = False  # a random half of the silent is reminded once
    endless: bool = False  # voices of an unlimited population, as in a replay of customers' own answers
    case_hours: int = 72  # working hours in which a case should be resolved
    ask_back_days: int = 7  # days after which who relayed it is asked whether it held
    touchpoints: tuple[str, ...] = TOUCHPOINTS
    next_cut: Cut | None = None  # begins when the running pulse is closed, as a new series
    since: Week = Week("")  # the first pulse of the running series


@dataclass(frozen=True)
class Home:
    """Where a workspace lives on a platform, and where its leaders read there."""

    platform: str
    id: str
    channel: str | None = None
    active: bool = True
    address: str = ""  # what the platform needs to be reached (Teams: the service URL)
    audience: str | None = None  # whose members are asked: a channel, a user group, a team's roster
    gather: datetime | None = None  # when those members are read next


@dataclass(frozen=True)
class Why:
    """Why somebody is asked: a sentence of the words file and what fills it. Never a figure."""

    key: str
    slots: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Memory:
    """What is kept of a person's participation: weeks, never answers."""

    last: Week | None = None
    weeks: int = 0  # bit n set: asked n weeks before `last`, 13 bits
    recontact: int = 4  # weeks; doubled after every ignored ask
    no_customer: int = 0  # in a row
    why: Why | None = None
    told: int = 0  # the number of the last action that a thank-you showed


@dataclass(frozen=True)
class Person:
    """Somebody in the audience. No name, no address: a random id and what asking kindly needs."""

    id: PersonId
    segment: str = UNASSIGNED
    locale: Language = "de"
    zone: str = "Europe/Berlin"
    role: Role = "colleague"
    audience: bool = True  # may be asked; somebody who only wrote to the bot is not
    opted_out: bool = False
    paused_until: date | None = None
    greeted: bool = False
    active: bool = True
    hour: int | None = None  # own hour of asking, 0–23
    weekday: int | None = None  # own day of asking, ISO
    memory: Memory = field(default_factory=Memory)


@dataclass(frozen=True)
class Account:
    """A person on one platform: the only place that knows platform ids."""

    person: PersonId
    platform: str
    home: str
    user: str
    chat: str | None = None  # the direct-message channel, once known
    recent: bool = False  # where the person last acted
    active: bool = True  # False once they left this platform


AskState = Literal[
    "planned", "sent", "answered", "no_customer", "snoozed", "silent", "undeliverable", "withdrawn"
]
OPEN_STATES: frozenset[AskState] = frozenset({"planned", "sent", "answered", "no_customer", "snoozed"})


@dataclass(frozen=True)
class Ask:
    """One question put to one person once. Knows a day, never a time of day."""

    ref: AskRef
    week: Week
    person: PersonId
    question: str
    version: int
    segment: str
    day: date
    why: Why
    state: AskState = "planned"
    changed: str = ""  # what its thank-you says has changed …
    told: int = 0  # … and the number of the last action in it


@dataclass(frozen=True)
class Response:
    """An answer under the pseudonym of its pulse."""

    week: Week
    question: str
    version: int
    value: int
    segment: str
    pseudonym: str


@dataclass(frozen=True)
class Pass:
    """Who may read a workspace's digests as a page, and until when: what a personal link stands for."""

    workspace: WorkspaceId
    person: PersonId
    week: Week  # the digest on which it was asked for
    until: datetime


Evidence = Literal["said", "seen", "impression"]


@dataclass(frozen=True)
class Relay:
    """A customer's masked words: passed on unasked, or as the comment of an answer."""

    id: str
    week: Week
    pseudonym: str
    text: Redacted
    unasked: bool
    draft: bool
    touchpoint: str
    evidence: Evidence
    language: str
    sentiment: str
    confidence: float
    themes: tuple[str, ...]
    model: str
    follow_up: bool = False  # a draft's author wants a case; forgotten once the draft is kept
    sounds: str = ""  # the author's own word, "negative", "neutral" or "positive"; "" where they said none
    about: str = ""  # the theme the author chose, `NO_THEME` for none of them, "" where they left it as read


@dataclass(frozen=True)
class Tally:
    """The answers of one segment to one question in one pulse: how many chose each value."""

    segment: str
    question: str
    version: int
    counts: Mapping[int, int]


@dataclass(frozen=True)
class Belief:
    """What a leader expects of a month: sealed until the digest, then for their own calibration."""

    week: Week
    person: PersonId
    guess: str  # an option of the belief question


@dataclass(frozen=True)
class Action:
    """What leaders did about what was heard, in one line; nobody's name stands with it."""

    number: int  # counted up in a workspace
    week: Week
    day: date
    text: Redacted
    theme: str = ""
    segment: str = EVERYBODY


@dataclass(frozen=True)
class Delivery:
    """What should stand in which chat. The same key again means nothing new.

    `kind` and `subject` say what the message is made from; the message itself is composed
    when it is sent, so nothing a person chose or wrote lies in a queue.
    """

    key: str
    kind: str
    subject: str
    platform: str
    home: str
    user: str | None = None  # a direct message …
    channel: str | None = None  # … or a channel
    person: PersonId | None = None
    week: Week | None = None


AT_LEAST_ONCE = frozenset({"nudge"})  # kinds of which a second one does less harm than none

DeliveryState = Literal[
    "planned", "sending", "stands", "retry", "refused", "uncertain", "attention", "withdrawn"
]
