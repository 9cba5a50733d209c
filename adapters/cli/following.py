"""Following up: `cases`."""

from __future__ import annotations

import json

import click

from adapters import settings as environment

STATES = ("open", "late", "closed")


@click.command()
@click.option("--state", type=click.Choice(STATES), help="Only these; without it all of them.")
@click.option("--json", "as_json", is_flag=True, help="As one JSON array.")
@click.option("--workspace", help="Needed when there are several.")
def cases(state: str | None, as_json: bool, workspace: str | None) -> None:
    """Follow-up cases: ids, states and working hours. Never their words, nor who relayed them."""
    from adapters import wiring
    from bot import following

    wanted = next((each for each in following.FILTERS if each == state), None)
    with wiring.house(environment.read()) as house:
        known = wiring.known_workspace(house, workspace)
        with house.store.look(known) as work:
            found = list(following.rows(work, wanted, house.now()))
            limit = work.workspace.case_hours
    if as_json:
        click.echo(json.dumps(found, indent=2))
        return
    for row in found:
        late = "  late" if row["late"] else ""
        taken = "taken" if row["taken"] else "free"
        click.echo(
            f"{row['case']}  {row['week']}  {row['touchpoint'] or '-':8} {row['state']:9} {taken:5} "
            f"{row['hours']:4} of {limit} h{late}"
        )
    click.echo(f"{len(found)} case{'' if len(found) == 1 else 's'}", err=True)


COMMANDS = (cases,)
