"""All tables on one page. What is not here is not stored.

No table holds a name, a raw text, a time of day of anything a person did, or a link between a
person and an answer other than the pseudonym, whose key is destroyed 14 days after the pulse.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base as Base
from storage.base import of_workspace
from storage.columns import Sealed


class Workspace(Base):
    """An organisation, its settings, and how far time has been worked through."""

    __tablename__ = "workspace"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    settings: Mapped[dict[str, Any]]
    active: Mapped[bool] = mapped_column(default=True)
    planned: Mapped[str] = mapped_column(String(8))  # the last pulse planned …
    closed: Mapped[str] = mapped_column(String(8))  # … closed …
    digested: Mapped[str] = mapped_column(String(8))  # … and told
    swept: Mapped[date]  # the last day retention ran
    believed: Mapped[str] = mapped_column(
        String(8), server_default=""
    )  # the last pulse beliefs were asked in


class Home(Base):
    """Where a workspace lives on a platform."""

    __tablename__ = "home"
    platform: Mapped[str] = mapped_column(String(16), primary_key=True)
    id: Mapped[str] = mapped_column(String(128), primary_key=True)
    workspace: Mapped[str] = of_workspace()
    channel: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool]
    address: Mapped[str] = mapped_column(String(255), default="")
    audience: Mapped[str | None] = mapped_column(String(255))  # whose members are asked
    gather: Mapped[datetime | None]  # when they are read next
    secrets: Mapped[bytes | None] = mapped_column(Sealed)
    turn_until: Mapped[datetime | None]  # who rotates the token, until when


class Person(Base):
    """A random id and what asking kindly needs."""

    __tablename__ = "person"
    __table_args__ = (Index(None, "workspace", "audience", "segment"),)
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    workspace: Mapped[str] = of_workspace()
    segment: Mapped[str] = mapped_column(String(64))
    locale: Mapped[str] = mapped_column(String(2))
    zone: Mapped[str] = mapped_column(String(64))
    role: Mapped[str] = mapped_column(String(16))
    audience: Mapped[bool]
    active: Mapped[bool]
    opted_out: Mapped[bool]
    greeted: Mapped[bool]
    paused_until: Mapped[date | None]
    hour: Mapped[int | None]
    weekday: Mapped[int | None]
    last: Mapped[str | None] = mapped_column(String(8))
    weeks: Mapped[int]
    recontact: Mapped[int]
    no_customer: Mapped[int]
    why: Mapped[dict[str, Any] | None]
    told: Mapped[int] = mapped_column(server_default="0")
    match: Mapped[str | None] = mapped_column(String(64))  # keyed hash of the admin's `person` value


class Account(Base):
    """A person on one platform: the only place that knows platform ids."""

    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("workspace", "person", "platform"),)
    platform: Mapped[str] = mapped_column(String(16), primary_key=True)
    home: Mapped[str] = mapped_column(String(128), primary_key=True)
    user: Mapped[str] = mapped_column(String(128), primary_key=True)
    workspace: Mapped[str] = of_workspace()
    person: Mapped[str] = mapped_column(String(32), ForeignKey("person.id", ondelete="CASCADE"))
    chat: Mapped[str | None] = mapped_column(String(255))
    recent: Mapped[bool]
    active: Mapped[bool] = mapped_column(server_default=true())


class Ask(Base):
    """One question put to one person once; gone 14 days after its pulse closed."""

    __tablename__ = "ask"
    __table_args__ = (UniqueConstraint("workspace", "week", "person"),)
    ref: Mapped[str] = mapped_column(String(32), primary_key=True)
    workspace: Mapped[str] = of_workspace()
    week: Mapped[str] = mapped_column(String(8))
    person: Mapped[str] = mapped_column(String(32), ForeignKey("person.id", ondelete="CASCADE"))
    question: Mapped[str] = mapped_column(String(32))
    version: Mapped[int]
    segment: Mapped[str] = mapped_column(String(64))
    day: Mapped[date]
    state: Mapped[str] = mapped_column(String(16))
    why: Mapped[dict[str, Any]]
    changed: Mapped[str] = mapped_column(String(500), server_default="")
    told: Mapped[int] = mapped_column(server_default="0")


class Response(Base):
    """An answer under the pseudonym of its pulse. Ordered by its random key, never by time."""

    __tablename__ = "response"
    __table_args__ = (
        UniqueConstraint("workspace", "week", "pseudonym"),
        Index(None, "workspace", "week", "segment", "question", "version", "value"),
        {"sqlite_with_rowid": False},
    )
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    workspace: Mapped[str] = of_workspace()
    week: Mapped[str] = mapped_column(String(8))
    question: Mapped[str] = mapped_column(String(32))
    version: Mapped[int]
    value: Mapped[int]
    segment: Mapped[str] = mapped_column(String(64))
    pseudonym: Mapped[str] = mapped_column(String(64))


class Relay(Base):
    """Masked words, sealed under a key of their own: a comment of an answer or a relay."""

    __tablename__ = "relay"
    __table_args__ = (
        Index(None, "workspace", "week", "draft"),
        {"sqlite_with_rowid": False},
    )
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    workspace: Mapped[str] = of_workspace()
    week: Mapped[str] = mapped_column(String(8))
    pseudonym: Mapped[str] = mapped_column(String(64))
    text: Mapped[bytes] = mapped_column(Sealed)
    unasked: Mapped[bool]
    draft: Mapped[bool]
    touchpoint: Mapped[str] = mapped_column(String(64))
    evidence: Mapped[str] = mapped_column(String(16))
    language: Mapped[str] = mapped_column(String(2))
    sentiment: Mapped[str] = mapped_column(String(16))
    confidence: Mapped[float]
    themes: Mapped[dict[str, Any]]
    model: Mapped[str] = mapped_column(String(32))
    follow_up: Mapped[bool] = mapped_column(default=False)  # only a draft remembers it
    sounds: Mapped[str] = mapped_column(String(16), default="", server_default="")
    about: Mapped[str] = mapped_column(String(64), default="", server_default="")


class Label(Base):
    """What people confirmed of their texts in a pulse: counts of hashed features, sealed; no text, nobody."""

    __tablename__ = "label"
    __table_args__ = (UniqueConstraint("workspace", "week", "language", "kind"),)
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    workspace: Mapped[str] = of_workspace()
    week: Mapped[str] = mapped_column(String(8))
    language: Mapped[str] = mapped_column(String(2))
    kind: Mapped[str] = mapped_column(String(80))
    counts: Mapped[bytes] = mapped_column(Sealed)


class Taught(Base):
    """What a workspace reads with beyond what is shipped: weights made of its labels, themes of its own."""

    __tablename__ = "taught"
    workspace: Mapped[str] = mapped_column(
        String(32), ForeignKey("workspace.id", ondelete="CASCADE"), primary_key=True
    )
    day: Mapped[date]
    weights: Mapped[bytes | None] = mapped_column(Sealed)
    themes: Mapped[str | None] = mapped_column(Text)


class Signal(Base):
    """An imported voice: a rating, a masked and sealed text, or both. Its id is a keyed hash of its row."""

    __tablename__ = "signal"
    __table_args__ = (Index(None, "workspace", "day"), {"sqlite_with_rowid": False})
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    workspace: Mapped[str] = of_workspace()
    day: Mapped[date]
    source: Mapped[str] = mapped_column(String(40))
    touchpoint: Mapped[str] = mapped_column(String(64))
    points: Mapped[float | None]
    text: Mapped[bytes | None] = mapped_column(Sealed)
    language: Mapped[str] = mapped_column(String(2))
    sentiment: Mapped[str] = mapped_column(String(16))
    confidence: Mapped[float]
    themes: Mapped[dict[str, Any]]
    model: Mapped[str] = mapped_column(String(32))


class Case(Base):
    """Something to follow up. Words and reporter are sealed under keys of their own; both end, figures stay.

    The moments are full hours drawn by lot or set by the calendar, none when a person did something.
    """

    __tablename__ = "case"
    __table_args__ = (
        Index(None, "workspace", "due"),
        Index(None, "workspace", "turned"),
        {"sqlite_with_rowid": False},
    )
    ref: Mapped[str] = mapped_column(String(32), primary_key=True)
    workspace: Mapped[str] = of_workspace()
    state: Mapped[str] = mapped_column(String(16))
    touchpoint: Mapped[str] = mapped_column(String(64))
    themes: Mapped[dict[str, Any]]
    text: Mapped[bytes | None] = mapped_column(Sealed)
    resolution: Mapped[bytes | None] = mapped_column(Sealed)
    reporter: Mapped[bytes | None] = mapped_column(Sealed)
    owner: Mapped[str | None] = mapped_column(String(32), ForeignKey("person.id", ondelete="SET NULL"))
    since: Mapped[datetime]  # its clock runs from here
    due: Mapped[datetime | None]  # when time looks at it again
    stage: Mapped[int]
    nudges: Mapped[int]
    spent: Mapped[int]  # working hours
    closed: Mapped[date | None]
    held: Mapped[str] = mapped_column(String(16))
    turns: Mapped[dict[str, Any]]  # week, what, working hours
    turned: Mapped[str] = mapped_column(String(8))  # the week of the last turn


class Belief(Base):
    """What a leader expects, sealed under a key of its month."""

    __tablename__ = "belief"
    __table_args__ = ({"sqlite_with_rowid": False},)
    workspace: Mapped[str] = mapped_column(
        String(32), ForeignKey("workspace.id", ondelete="CASCADE"), primary_key=True
    )
    week: Mapped[str] = mapped_column(String(8), primary_key=True)
    person: Mapped[str] = mapped_column(
        String(32), ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    guess: Mapped[bytes] = mapped_column(Sealed)


class Action(Base):
    """What was done about what was heard. Nobody's name stands with it."""

    __tablename__ = "action"
    workspace: Mapped[str] = mapped_column(
        String(32), ForeignKey("workspace.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    week: Mapped[str] = mapped_column(String(8))
    day: Mapped[date]
    text: Mapped[str] = mapped_column(String(255))
    theme: Mapped[str] = mapped_column(String(64))
    segment: Mapped[str] = mapped_column(String(64))


class Release(Base):
    """The frozen figures of a pulse."""

    __tablename__ = "release"
    workspace: Mapped[str] = mapped_column(
        String(32), ForeignKey("workspace.id", ondelete="CASCADE"), primary_key=True
    )
    week: Mapped[str] = mapped_column(String(8), primary_key=True)
    figures: Mapped[dict[str, Any]]


class Series(Base):
    """What the estimator remembers: levels and variances, no voice."""

    __tablename__ = "series"
    workspace: Mapped[str] = mapped_column(
        String(32), ForeignKey("workspace.id", ondelete="CASCADE"), primary_key=True
    )
    state: Mapped[dict[str, Any]]


class Delivery(Base):
    """What should stand in which chat, and whether it does."""

    __tablename__ = "delivery"
    __table_args__ = (
        Index(None, "state", "due"),
        Index(None, "workspace", "state", "due"),
        Index(None, "workspace", "week"),
    )
    key: Mapped[str] = mapped_column(String(255), primary_key=True)
    workspace: Mapped[str] = of_workspace()
    kind: Mapped[str] = mapped_column(String(16))
    subject: Mapped[str] = mapped_column(String(128))
    platform: Mapped[str] = mapped_column(String(16))
    home: Mapped[str] = mapped_column(String(128))
    user: Mapped[str | None] = mapped_column(String(128))
    channel: Mapped[str | None] = mapped_column(String(255))
    person: Mapped[str | None] = mapped_column(String(32), ForeignKey("person.id", ondelete="CASCADE"))
    week: Mapped[str | None] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(16))
    due: Mapped[datetime | None]
    lease: Mapped[datetime | None]
    attempts: Mapped[int]
    revision: Mapped[int]  # what should stand …
    shown: Mapped[int]  # … and what does
    chat: Mapped[str | None] = mapped_column(String(255))
    message: Mapped[str | None] = mapped_column(String(255))
    reason: Mapped[str] = mapped_column(String(128))


class Pace(Base):
    """Until when a home asked us to hold back."""

    __tablename__ = "pace"
    platform: Mapped[str] = mapped_column(String(16), primary_key=True)
    home: Mapped[str] = mapped_column(String(128), primary_key=True)
    until: Mapped[datetime]


class Heard(Base):
    """Events already handled, by the platform's own id; forgotten after some days."""

    __tablename__ = "heard"
    event: Mapped[str] = mapped_column(String(255), primary_key=True)
    day: Mapped[date]


class Audit(Base):
    """Admin acts, without content."""

    __tablename__ = "audit"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    workspace: Mapped[str] = of_workspace()
    day: Mapped[date]
    actor: Mapped[str] = mapped_column(String(32))
    act: Mapped[str] = mapped_column(String(64))


class Heartbeat(Base):
    """Which engine processes are alive."""

    __tablename__ = "heartbeat"
    executor: Mapped[str] = mapped_column(String(64), primary_key=True)
    seen: Mapped[datetime]
