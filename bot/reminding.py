"""The optional reminder: a random half of the still silent is reminded once, and what that tells.

Who belongs to the half is written nowhere but in the ask's own random reference. That somebody was reminded is
the delivery of the reminder, which goes 14 days after the close like every other. At the close the answers of
the reminded are added up while the pulse's key lives, and only sums of at least k voices are kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot import bank, cadence
from bot.model import Ask, AskRef, Delivery, Person, Week
from bot.ports import Work
from bot.statistics import silence
from bot.statistics.figures import Interval
from bot.statistics.release import WHOLE
from bot.statistics.silence import Reply

REACH = 3  # pulses whose keys still live at a close
FADING = 0.95  # what a week's sums still weigh a week later: half after a quarter
FEWEST = 10  # reminded voices behind a second number
BAD = 50.0  # answers below the middle are bad news

Sums = list[float]  # count, total, squares and bad answers, in index points
Known = dict[str, Any]


def key(ref: str) -> str:
    """The delivery of a reminder: at most one an ask."""
    return f"remind:{ref}"


def drawn(ref: AskRef) -> bool:
    """Whether an ask belongs to the half that is reminded if still silent: a bit of its random reference."""
    return int(ref[-1], 16) % 2 == 1


def plan(work: Work, question: Delivery, person: Person, now: datetime) -> None:
    """The question stands: where reminders are on, half of them get one two working days later, in the same chat."""
    ref = AskRef(question.subject)
    if not work.workspace.reminding or question.week is None or not drawn(ref):
        return
    luck = int(ref[:8], 16) / 16**8
    when = cadence.reminder(question.week, person, work.workspace, now, luck)
    if when is not None:
        reminder = replace(question, key=key(ref), kind="remind", subject=ref)
        work.deliveries.plan([(reminder, when)])


def wanted(work: Work, ask: Ask, now: datetime) -> bool:
    """Whether a reminder may still go out: only to who is silent, may be asked, and within their own hours."""
    person = work.people.get(ask.person)
    silent = work.workspace.reminding and ask.state == "sent"
    welcome = person.active and not person.opted_out
    return silent and welcome and cadence.may_remind(ask.week, person, work.workspace, now)


def learned(work: Work, week: Week, before: Known | None) -> Known | None:
    """What reminders have told so far, this close included; unchanged until k more reminded voices are there.

    Looks at the pulses whose keys still live and that were not counted before. None where nobody was ever
    reminded.
    """
    if not work.workspace.reminding:
        return before
    known = before or {"through": "", "week": "", "early": 0.0, "silent": 0.0, "sums": {}}
    weeks = [w for w in (cadence.later(week, -ago) for ago in range(REACH)) if w > known["through"]]
    fresh = [_pulse(work, w) for w in weeks]
    heard = {
        group: sum(cell[0] for one in fresh for cell in one["sums"][group].values()) for group in _GROUPS
    }
    if min(heard["first"], heard["reminded"]) < work.workspace.k:
        return before
    faded = FADING ** (cadence.apart(known["week"], week) if known["week"] else 0)
    parts: Sequence[tuple[float, Known]] = [(faded, known), *((1.0, one) for one in fresh)]
    return {
        "through": week,
        "week": week,
        **{name: sum(weight * part[name] for weight, part in parts) for name in ("early", "silent")},
        "sums": {
            group: _added((weight, part["sums"].get(group, {})) for weight, part in parts)
            for group in _GROUPS
        },
    }


_GROUPS = ("first", "reminded", "all")


def _pulse(work: Work, week: Week) -> Known:
    """One pulse: who answered before a reminder, who was reminded, and what they said, in sums by index."""
    early, silent = [], []
    for ask in work.asks.of_week(week):
        found = work.deliveries.get(key(ask.ref)) if drawn(ask.ref) else None
        if found and found[1] in ("stands", "uncertain"):
            silent.append(ask)
        elif found and ask.state in ("answered", "no_customer"):
            early.append(ask)
    everybody = [
        (t.question, t.version, v, n) for t in work.responses.tallies(week) for v, n in t.counts.items()
    ]
    sums = {
        "first": _sums(_said(work, early)),
        "reminded": _sums(_said(work, silent)),
        "all": _sums(everybody),
    }
    return {"early": len(early), "silent": len(silent), "sums": sums}


def _said(work: Work, asks: Iterable[Ask]) -> list[tuple[str, int, int, int]]:
    """The answers to these asks, each once, without the people."""
    found = []
    for ask in asks:
        pseudonym = work.responses.pseudonym(ask.week, ask.person)
        given = work.responses.of(ask.week, pseudonym) if pseudonym else None
        if given is not None:
            found.append((given.question, given.version, given.value, 1))
    return found


def _sums(answers: Iterable[tuple[str, int, int, int]]) -> dict[str, Sums]:
    sums: dict[str, Sums] = {}
    for id, version, value, n in answers:
        question = bank.question(id, version)
        points = question.points(value)
        cell = sums.setdefault(question.index, [0.0] * 4)
        for at, more in enumerate((n, n * points, n * points**2, n * (points < BAD))):
            cell[at] += more
    return sums


def _added(parts: Iterable[tuple[float, Mapping[str, Sums]]]) -> dict[str, Sums]:
    total: dict[str, Sums] = {}
    for weight, sums in parts:
        for index, cell in sums.items():
            total[index] = [a + weight * b for a, b in zip(total.get(index, [0.0] * 4), cell, strict=True)]
    return total


def second(
    known: Known | None, week: Week, figures: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any] | None:
    """The headline of each index as if all the silent were like the reminded, in whole points.

    Only in a week that renewed both the headline and what reminders told; `untold` says how many times as
    often bad news stays untold, in halves, where that is beyond chance.
    """
    if known is None or known["week"] != week:
        return None
    found = {index: _second(known, index, figures[index][WHOLE], week) for index in bank.INDICES}
    return found if any(found.values()) else None


def _second(known: Known, index: str, cell: Mapping[str, Any] | None, week: Week) -> dict[str, Any] | None:
    sums = {group: known["sums"][group].get(index, [0.0] * 4) for group in _GROUPS}
    if cell is None or cell["week"] != week or min(sums[group][0] for group in _GROUPS) < FEWEST:
        return None
    first, reminded = Reply.of(*sums["first"]), Reply.of(*sums["reminded"])
    silent = known["silent"] / (known["early"] + known["silent"])
    unheard = max(silent - sums["reminded"][0] / sums["all"][0], 0.0)
    headline = Interval(cell["value"], cell["low"], cell["high"])
    told = silence.corrected(headline, first, reminded, unheard)
    return {name: round(end) for name, end in told._asdict().items()} | {"untold": _untold(first, reminded)}


def _untold(first: Reply, reminded: Reply) -> float | None:
    if min(first.bad, reminded.bad) <= 0:
        return None
    told = silence.untold(first, reminded)
    return round(2 * told.value) / 2 if told.low > 1 else None
