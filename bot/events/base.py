"""Who acted, and that something happened."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Who:
    """Who acted, as the platform knows them; locale and zone where it told."""

    platform: str
    home: str
    user: str
    locale: str = ""
    zone: str = ""
    outsider: bool = False  # a guest, a bot, somebody of another organisation
    admin: bool = False  # the platform says: may administer this home
    leader: bool | None = None  # in the leadership channel at this very act; None where nobody could say


NOBODY = Who("", "", "")


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something a person did."""

    who: Who = NOBODY
    id: str = ""  # the platform's own id of the event, where re-deliveries carry the same one
