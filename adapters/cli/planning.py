"""Looking into the planner: `plan --explain`."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import click

from adapters import settings as environment
from bot import asking, cadence, cards
from bot.model import Ask, Week
from bot.ports import Work


class CannotForesee(Exception):
    """Only the running week can be foreseen."""


@click.command()
@click.option(
    "--explain", is_flag=True, required=True, help="Say who is asked what, and why. Changes nothing."
)
@click.option("--workspace", help="Needed when there are several.")
@click.option("--week", metavar="ISO-WEEK", help="A pulse, e.g. 2026-W47; the running one unless said.")
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
def plan(explain: bool, workspace: str | None, week: str | None, as_json: bool) -> None:
    """Who is asked what in a pulse, and why; ids only.

    For a planned pulse these are its asks, with the reason that "Why me?" gives each person. Before that
    it is what the planner would choose now; where several people are next in turn it draws lots again.
    """
    from adapters import wiring

    chosen = _week(week) if week else None
    with wiring.house(environment.read()) as house:
        id = wiring.known_workspace(house, workspace)
        with house.store.look(id) as work:
            at = chosen or cadence.week_of(house.now(), work.workspace.zone)
            planned, asks = _asks(work, at, house.now())
    found = {"workspace": id, "week": at, "planned": planned, "asks": [_row(ask) for ask in asks]}
    if as_json:
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return
    for line in _lines(found):
        click.echo(line)


def _week(text: str) -> Week:
    try:
        if not re.fullmatch(r"\d{4}-W\d{2}", text):
            raise ValueError
        cadence.monday(Week(text))
    except ValueError as error:
        raise click.BadParameter("use an ISO week like 2026-W47", param_hint="--week") from error
    return Week(text)


def _asks(work: Work, week: Week, now: datetime) -> tuple[bool, Sequence[Ask]]:
    """Whether the pulse is planned, and its asks: as stored, or as the planner would choose them now."""
    this = cadence.week_of(now, work.workspace.zone)
    if week <= work.progress().planned or week < this:
        return True, work.asks.of_week(week)
    if week > this:
        raise CannotForesee(
            f"only the running week, {this}, can be foreseen: a later plan rests on who answers until then"
        )
    return False, asking.foreseen(work, week, now)


def _row(ask: Ask) -> dict[str, Any]:
    return {
        "person": ask.person,
        "question": ask.question,
        "segment": ask.segment,
        "why": {"key": ask.why.key, "slots": dict(ask.why.slots)},
        "said": cards.why(ask.why, "en"),
    }


def _lines(found: dict[str, Any]) -> list[str]:
    week, asks = found["week"], found["asks"]
    if not asks:
        kept = (
            "asks go 14 days after their pulse has closed" if found["planned"] else "nobody may be asked now"
        )
        return [f"{week}: no asks ({kept})."]
    told = "" if found["planned"] else " if it were planned now; ties are drawn again"
    people = "1 person" if len(asks) == 1 else f"{len(asks)} people"
    head = f"{week}: {people}{told}."
    return [head, *(f"{a['person']}  {a['segment']:12} {a['question']:12} {a['said']}" for a in asks)]


COMMANDS = (plan,)
