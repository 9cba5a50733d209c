"""What is owed to people: their cases shown, taken from them, forgotten in time, and not repeated after a restore."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from bot import words
from bot.events import CaseTakenBack
from bot.following import card, clock, hours, opening, thread
from bot.messages import Button
from bot.model import Person, Week
from bot.ports import Work


def data(work: Work, person: Person) -> dict[str, list[dict[str, Any]]]:
    """What somebody relayed with a follow-up, while its key lives, and which cases they took."""
    return {
        "follow_ups": [
            {"week": case.turns[0].week, "touchpoint": case.touchpoint, "themes": list(case.themes),
             "text": case.text.text if case.text else None, "state": case.state}
            for case, _ in work.cases.of_reporter(person.id)
        ],
        "cases_taken": [{"week": c.turns[0].week, "state": c.state} for c in work.cases.of_owner(person.id)],
    }  # fmt: skip


def ways_back(work: Work, person: Person) -> tuple[Button, ...]:
    """A button for each follow-up somebody opened and may still take back."""
    language, going_on = person.locale, ("open", "resolved", "asked")
    return tuple(
        Button(
            words.say("case.take_back_one", language, case=thread.named(case, language)),
            CaseTakenBack(thread=by.thread),
            "quiet",
        )
        for case, by in work.cases.of_reporter(person.id)
        if case.state in going_on
    )


def erase(work: Work, person: Person) -> None:
    """What nobody saw yet goes. What stands stays, without who relayed it: if it vanished, all would know."""
    for case, _ in work.cases.of_reporter(person.id):
        if card.stands(work, case):
            work.cases.unname(case.ref)
        else:
            opening.vanish(work, case)
    let_go(work, person)


def let_go(work: Work, person: Person) -> None:
    """Who is gone has no case any more: whoever taps next does."""
    for case in work.cases.of_owner(person.id):
        work.cases.save(replace(case, owner=None))
        card.alter(work, case)


def forget(work: Work, up_to: Week) -> None:
    """The counted rows of old pulses, and where their cards stood."""
    for ref in work.cases.forget(up_to):
        work.deliveries.drop(f"case:{ref}:")


def doubt(work: Work, now: datetime) -> None:
    """After a restore: what was due since the backup may have been said already, and is not said again."""
    for case in work.cases.due(now):
        if case.state == "open":
            clock.watch(work, case, now, quietly=True)
        elif case.state == "resolved":
            waits = hours.day_after(work.workspace, now, hours.ANSWER)
            work.cases.save(replace(case, state="asked", due=waits))
