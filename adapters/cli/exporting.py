"""Exporting: `export digests`, `export answers`, `export audit`, `export signals`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

import click

from adapters import settings as environment

Kind = Literal["digests", "answers", "audit", "signals"]


@click.group()
def export() -> None:
    """Released figures, imported signals and the audit of admin acts, on standard output."""


@export.command(name="digests")
@click.option("--format", "form", type=click.Choice(["csv", "json"]), default="csv", show_default=True)
@click.option("--workspace", help="Needed when there are several.")
def digests(form: str, workspace: str | None) -> None:
    """Every released figure by week, index and segment, and the week it stands from."""
    _export("digests", form, workspace)


@export.command(name="answers")
@click.option("--format", "form", type=click.Choice(["csv", "json"]), default="csv", show_default=True)
@click.option("--workspace", help="Needed when there are several.")
def answers(form: str, workspace: str | None) -> None:
    """The released figures by question and by segment, with voices in bands; never single answers."""
    click.echo("Single answers never leave the house: these are the released figures.", err=True)
    _export("answers", form, workspace)


@export.command(name="audit")
@click.option("--format", "form", type=click.Choice(["csv", "json"]), default="csv", show_default=True)
@click.option("--workspace", help="Needed when there are several.")
def audit(form: str, workspace: str | None) -> None:
    """Who did what on which day, without content."""
    _export("audit", form, workspace)


@export.command(name="signals")
@click.option("--format", "form", type=click.Choice(["csv", "json"]), default="csv", show_default=True)
@click.option("--workspace", help="Needed when there are several.")
def signals(form: str, workspace: str | None) -> None:
    """What was imported: rating in index points, masked text, and what was read in it."""
    _export("signals", form, workspace)


def _export(kind: Kind, form: str, workspace: str | None) -> None:
    from adapters import exporting, wiring

    read: Any = getattr(exporting, kind)
    columns: Sequence[str] = exporting.COLUMNS[kind]
    with wiring.house(environment.read()) as house:
        known = wiring.known_workspace(house, workspace)
        with house.store.look(known) as work:
            rows: Iterable[Mapping[str, Any]] = list(read(work))
    click.echo(exporting.as_json(rows) if form == "json" else exporting.as_csv(columns, rows), nl=False)


COMMANDS = (export,)
