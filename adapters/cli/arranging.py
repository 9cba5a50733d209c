"""Changing a workspace without a chat: `workspace set`, `people sync`, `rehearse`."""

from __future__ import annotations

import asyncio

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from adapters import settings as environment


@click.command(name="set")
@click.option("--workspace", "id", help="Needed when there are several.")
@click.option(
    "--platform",
    type=click.Choice(["slack", "teams", "playground"]),
    help="Needed on several, for the next two.",
)
@click.option("--channel", help="The leadership channel's id: where the digest stands.")
@click.option(
    "--audience", help="Whose members are asked: a channel, user group or team; none for people from a file."
)
@click.option("--admin", help="The platform id of one more admin.")
@click.option("--zone", help="The time zone, Europe/Berlin.")
@click.option("--lang", type=click.Choice(["de", "en"]), help="The language of the digest.")
@click.option(
    "--cut",
    type=click.Choice(["touchpoint", "team"]),
    help="Another one begins a new series, from the next pulse on.",
)
@click.option("--touchpoints", help="Where customers meet you, separated by commas.")
@click.option("--k", help="Fewest voices behind a figure; it can only rise.")
@click.option("--digest-at", help="When the digest stands, “mon 09:00”.")
@click.option("--weekly-cap", help="At most so many per cent of the people are asked in a week.")
@click.option("--country", help="Whose holidays, DE or DE-BY; none for none.")
@click.option("--reading/--no-reading", default=None, help="Whether software reads texts.")
def set_(
    id: str | None, platform: str | None, channel: str | None, audience: str | None, admin: str | None,
    zone: str | None, lang: str | None, cut: str | None, touchpoints: str | None, k: str | None,
    digest_at: str | None, weekly_cap: str | None, country: str | None, reading: bool | None,
) -> None:  # fmt: skip
    """Change settings of a workspace: all of them, or none where one cannot be."""
    from adapters import arranging, connecting, wiring

    wanted = {
        "zone": zone, "language": lang, "cut": cut, "touchpoints": touchpoints, "k": k, "digest": digest_at,
        "cap": weekly_cap, "country": country, "reading": None if reading is None else "yes" if reading else "no",
    }  # fmt: skip
    place = arranging.Place(platform, channel, audience, admin)
    settings = {name: text for name, text in wanted.items() if text is not None}
    if not settings and place == arranging.Place(platform):
        raise click.UsageError("say what to change; `pulse workspace set --help` lists it")
    with wiring.house(environment.read()) as house:
        known = wiring.known_workspace(house, id)
        connecting.connect(house)
        for line in asyncio.run(arranging.change(house, known, settings, place)):
            click.echo(line)


@click.command(name="sync")
@click.option("--workspace", "id", help="Needed when there are several.")
def sync(id: str | None) -> None:
    """Read the members of the audience now, as happens daily by itself: who came is asked, who left is not."""
    from adapters import arranging, connecting, wiring

    with wiring.house(environment.read()) as house:
        known = wiring.known_workspace(house, id)
        connecting.connect(house)
        console = Console(stderr=True)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, console=console, transient=True) as progress:
            bars: dict[str, object] = {}

            def watch(home: str, done: int, total: int) -> None:
                if home not in bars:
                    bars[home] = progress.add_task(home, total=total)
                progress.update(bars[home], completed=done, total=total)  # type: ignore[arg-type]

            found = asyncio.run(arranging.sync(house, known, watch))
    click.echo(
        f"{found.added} added, {found.changed} changed, {found.left} left, "
        f"{found.never_asked} of them never to be asked."
    )


@click.command()
@click.option(
    "--to",
    "testers",
    multiple=True,
    required=True,
    metavar="PLATFORM:ID",
    help="A tester, slack:U024BE7LH; several times.",
)
@click.option("--workspace", "id", help="Needed when there are several.")
@click.option("--now", metavar="ISO8601", help="Pretend it is this moment.")
def rehearse(testers: tuple[str, ...], id: str | None, now: str | None) -> None:
    """Plan the next pulse and send it to named testers only; what everybody else would get is printed.

    Nothing is stored: nobody counts as asked, and a tester's taps do not count.
    """
    from adapters import connecting, rehearsing, wiring
    from adapters.cli.running import moment

    at = moment(now) if now else None
    with wiring.house(environment.read(), now=(lambda: at) if at else wiring.clock) as house:
        known = wiring.known_workspace(house, id)
        connecting.connect(house)
        for line in asyncio.run(rehearsing.rehearse(house, known, testers)):
            click.echo(line)


COMMANDS = (rehearse,)
