"""Reading a digest in the terminal: `digest`."""

from __future__ import annotations

import sys

import click

from adapters import settings as environment
from bot.model import Week


class NoDigest(Exception):
    """There is no such digest (yet); the message says why and what to do."""


@click.command()
@click.option("--week", metavar="2026-W47", help="Which pulse; the last one that closed if left out.")
@click.option("--workspace", metavar="WORKSPACE", help="Needed where there are several.")
@click.option("--language", type=click.Choice(["de", "en"]), help="The workspace's own if left out.")
@click.option("--dry-run", is_flag=True, help="Only print it; nothing is put on its way.")
def digest(week: str | None, workspace: str | None, language: str | None, dry_run: bool) -> None:
    """Print the digest of a closed pulse as it stands in the leadership channel.

    Without --dry-run a digest that was never put on its way is, now; one that stands already is not posted again.
    """
    from rich.console import Console

    from adapters import wiring
    from adapters.demo import terminal
    from bot import cadence, digesting

    with wiring.house(environment.read()) as house:
        found = wiring.known_workspace(house, workspace)
        with house.store.work(found) as work:
            closed, setting = work.progress().closed, work.workspace
            wanted = _week(week) if week else closed
            made = digesting.read(work, wanted)
            if made is None:
                frozen = cadence.freezes(wanted, setting.zone)
                raise NoDigest(
                    f"{wanted} is not closed yet: its figures are frozen at {frozen:%Y-%m-%d %H:%M} UTC"
                    if wanted > closed
                    else f"{wanted} was never released here, or is older than what is kept"
                )
            if not dry_run:
                work.deliveries.plan((delivery, house.now()) for delivery in digesting.plan(work, wanted))
        spoken = "de" if (language or setting.language) == "de" else "en"
        width = None if sys.stdout.isatty() else 110
        terminal.show(
            digesting.compose(made, "de" if spoken == "de" else "en"), Console(width=width, highlight=False)
        )


def _week(text: str) -> Week:
    from bot import cadence

    try:
        cadence.monday(Week(text))
    except ValueError as error:
        raise click.BadParameter(f"{text} is no week of the calendar; write it like 2026-W47") from error
    return Week(text)


COMMANDS = (digest,)
