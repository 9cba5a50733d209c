"""The settings of a workspace: what each may be, and what follows from a change. The same by chat and command."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, time
from typing import Any, get_args

from bot import cadence, words
from bot.model import UNASSIGNED, Cut, DigestTime, Week, Workspace
from bot.ports import Work

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CAPS = (5, 10, 15, 20, 25)  # percent of the audience asked in a week
K_MOST = 100
SEGMENTS, SEGMENT = 8, 30  # touchpoints, characters of one


class Unfit(ValueError):
    """A setting cannot be so; `key` says why under `unfit.` in the words, filled by `slots`."""

    def __init__(self, key: str, **slots: object) -> None:
        super().__init__(words.say(f"unfit.{key}", "en", **slots))
        self.key, self.slots = key, slots


def changed(workspace: Workspace, wanted: Mapping[str, str]) -> Workspace:
    """The workspace with what is wanted, as people write it; empty texts change nothing. Raises `Unfit`.

    Known are zone, language, cut, k, digest ("mon 09:00"), country ("DE-BY", "none"), cap (percent),
    touchpoints (separated by commas) and reading (yes, no).
    """
    for name, text in wanted.items():
        if text.strip():
            workspace = replace(workspace, **_RULES[name](workspace, text.strip()))
    return workspace


def settle(work: Work, workspace: Workspace, now: datetime) -> None:
    """The changed workspace holds from now on; another cut as soon as no question of the old one is out."""
    before = work.workspace
    work.configure(workspace)
    week = cadence.week_of(now, workspace.zone)
    if workspace.next_cut and not work.asks.of_week(week):
        turn(work, week)
    elif workspace.cut == "touchpoint" and workspace.touchpoints != before.touchpoints:
        work.people.unassign(keep=workspace.touchpoints)


def turn(work: Work, since: Week) -> None:
    """The chosen cut begins: nobody belongs to a segment yet, and a new series of figures starts."""
    chosen = work.workspace.next_cut
    if chosen:
        work.configure(replace(work.workspace, cut=chosen, next_cut=None, since=since))
        work.people.unassign()
        work.releases.drop_series()


def _zone(workspace: Workspace, text: str) -> dict[str, Any]:
    if not cadence.knows(text):
        raise Unfit("zone", zone=text[:64])
    return {"zone": text}


def _language(workspace: Workspace, text: str) -> dict[str, Any]:
    if text not in words.LANGUAGES:
        raise Unfit("language")
    return {"language": text}


def _cut(workspace: Workspace, text: str) -> dict[str, Any]:
    if text not in get_args(Cut):
        raise Unfit("cut")
    return {"next_cut": None if text == workspace.cut else text}


def _k(workspace: Workspace, text: str) -> dict[str, Any]:
    if not text.isdecimal() or not workspace.k <= int(text) <= K_MOST:
        raise Unfit("k", least=workspace.k, most=K_MOST)
    return {"k": int(text)}


def _digest(workspace: Workspace, text: str) -> dict[str, Any]:
    day, _, at = text.lower().rpartition(" ")
    try:
        weekday = DAYS.index(day[:3]) + 1 if day else 1
        return {"digest": DigestTime(weekday, time.fromisoformat(at).replace(second=0, tzinfo=None))}
    except ValueError as error:
        raise Unfit("digest") from error


def _country(workspace: Workspace, text: str) -> dict[str, Any]:
    if text.lower() in ("none", "keine", "-"):
        return {"country": "", "state": ""}
    country, _, state = text.upper().partition("-")
    if not cadence.knows_holidays(country, state):
        raise Unfit("country", country=text[:16])
    return {"country": country, "state": state}


def _cap(workspace: Workspace, text: str) -> dict[str, Any]:
    share = text.removesuffix("%").strip()
    if share == f"{round(workspace.weekly_cap * 100)}":
        return {}  # as it is, whatever it is
    if not share.isdecimal() or not 1 <= int(share) <= CAPS[-1]:
        raise Unfit("cap", most=CAPS[-1])
    return {"weekly_cap": int(share) / 100}


def _touchpoints(workspace: Workspace, text: str) -> dict[str, Any]:
    named = [words.touchpoint_called(name.strip()) for name in text.split(",") if name.strip()]
    unique = tuple(dict.fromkeys(named))
    odd = [name for name in unique if len(name) > SEGMENT or "|" in name or name in ("*", UNASSIGNED)]
    if odd or not 1 <= len(unique) <= SEGMENTS:
        raise Unfit("touchpoints", most=SEGMENTS, longest=SEGMENT)
    return {"touchpoints": unique}


def _reading(workspace: Workspace, text: str) -> dict[str, Any]:
    if text not in ("yes", "no"):
        raise Unfit("reading")
    return {"reading": text == "yes"}


_RULES: Mapping[str, Callable[[Workspace, str], dict[str, Any]]] = {
    "zone": _zone, "language": _language, "cut": _cut, "k": _k, "digest": _digest, "country": _country,
    "cap": _cap, "touchpoints": _touchpoints, "reading": _reading,
}  # fmt: skip
