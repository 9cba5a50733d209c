"""Setting up without a chat: `workspace add`, `list`, `channel` and `remind`, `people import`."""

from __future__ import annotations

import asyncio
import json
from datetime import time
from pathlib import Path

import click
from click.core import ParameterSource

from adapters import settings as environment
from adapters.cli import arranging
from adapters.cli.files import rows
from adapters.cli.running import WrongUse
from bot.model import Cut, DigestTime, Home, Language, Workspace

DAYS = {"mon": 1, "tue": 2, "wed": 3, "thu": 4, "fri": 5, "sat": 6, "sun": 7}


@click.group()
def workspace() -> None:
    """Organisations and where they live."""


@workspace.command(name="add")
@click.option("--platform", required=True, type=click.Choice(["slack", "teams", "playground"]))
@click.option("--id", "home", required=True, help="The team or tenant id on that platform.")
@click.option("--into", metavar="WORKSPACE", help="One more home of a workspace that exists.")
@click.option("--zone", default="Europe/Berlin", show_default=True)
@click.option("--lang", type=click.Choice(["de", "en"]), default="de", show_default=True)
@click.option("--channel", help="The leadership channel's id: where the digest stands.")
@click.option("--admin", help="The platform id of the first admin.")
@click.option("--cut", type=click.Choice(["touchpoint", "team"]), default="touchpoint", show_default=True)
@click.option(
    "--k", default=5, show_default=True, type=click.IntRange(5, 100), help="Fewest voices behind a figure."
)
@click.option("--digest-at", default="mon 09:00", show_default=True, help="When the digest stands.")
@click.option("--country", default="DE", show_default=True, help="Whose holidays, DE or DE-BY.")
@click.pass_context
def add(
    ctx: click.Context, platform: str, home: str, into: str | None, zone: str, lang: Language,
    channel: str | None, admin: str | None, cut: Cut, k: int, digest_at: str, country: str,
) -> None:  # fmt: skip
    """A new workspace, or one more home of one. A home whose app came first, and which nobody set up, is set up so."""
    from adapters import arranging as arranged
    from adapters import wiring
    from bot import importing

    if into:
        _only_a_place(ctx)
    land, _, state = country.upper().partition("-")
    with wiring.house(environment.read(), migrate=True) as house:
        place = Home(platform, home, channel)
        if into:
            found = wiring.known_workspace(house, into)
            house.store.join(found, place)
        else:
            made = Workspace(
                wiring.new_id(),
                importing.known_zone("--zone", zone),
                lang,
                cut,
                k,
                _digest(digest_at),
                land,
                state,
            )
            found = arranged.adopted(house, place, made) or house.settle_in(place, made)
        if admin:
            row = {"platform": platform, "id": admin, "role": "admin"}
            with house.store.work(found) as work:
                importing.people(work, [(1, row)], asked=False)
        click.echo(found)


def _only_a_place(ctx: click.Context) -> None:
    """What the organisation has settled already cannot be said again with one more home."""
    fixed = ("zone", "lang", "cut", "k", "digest_at", "country")
    said = [name for name in fixed if ctx.get_parameter_source(name) is not ParameterSource.DEFAULT]
    if said:
        names = ", ".join("--" + name.replace("_", "-") for name in said)
        raise WrongUse(f"{names} belongs to a whole workspace and cannot be given with --into")


@workspace.command(name="list")
def list_() -> None:
    """Every workspace with its homes."""
    from adapters import wiring

    with wiring.house(environment.read(), migrate=True) as house:
        for id in house.store.workspaces():
            with house.store.look(id) as work:
                homes = ", ".join(
                    f"{h.platform}:{h.id}{'' if h.active else ' (paused)'}" for h in work.homes.all()
                )
                setting = work.workspace
            click.echo(f"{id}  {homes}  {setting.zone}  {setting.language}  cut={setting.cut}  k={setting.k}")


@workspace.command(name="channel")
@click.argument("channel")
@click.option("--platform", type=click.Choice(["slack", "teams", "playground"]), help="Needed on several.")
@click.option("--workspace", "id", help="Needed when there are several.")
def channel_(channel: str, platform: str | None, id: str | None) -> None:
    """The leadership channel's id: where the digest stands."""
    from adapters import arranging as arranged
    from adapters import connecting, wiring

    with wiring.house(environment.read()) as house:
        known = wiring.known_workspace(house, id)
        with house.store.look(known) as work:
            homes = [home for home in work.homes.all() if platform in (None, home.platform)]
        if len(homes) != 1:
            raise click.UsageError(f"{len(homes)} homes fit: say which with --platform")
        connecting.connect(house)
        place = arranged.Place(homes[0].platform, channel)
        asyncio.run(arranged.change(house, known, {}, place))
    click.echo(f"Digests stand in {channel} from now on.")


@workspace.command()
@click.argument("switch", type=click.Choice(["on", "off"]))
@click.option("--workspace", "id", help="Needed when there are several.")
def remind(switch: str, id: str | None) -> None:
    """Whether a random half of the still silent is reminded, once and two working days later. Off at first.

    What they say becomes a second number beside the first one, never in it.
    """
    from dataclasses import replace

    from adapters import wiring

    with wiring.house(environment.read()) as house:
        known = wiring.known_workspace(house, id)
        with house.store.work(known) as work:
            work.configure(replace(work.workspace, reminding=switch == "on"))
    said = "One reminder goes to a random half of the silent" if switch == "on" else "Nobody is reminded"
    click.echo(f"{said} from now on.")


@workspace.command(name="cases")
@click.option("--hours", type=click.IntRange(8, 400), help="Working hours until a case is late; 72 at first.")
@click.option("--ask-back", type=click.IntRange(1, 14), help="Days until its reporter is asked; 7 at first.")
@click.option("--workspace", "id", help="Needed when there are several.")
def cases_(hours: int | None, ask_back: int | None, id: str | None) -> None:
    """How long follow-up cases may take, and when it is asked whether the solution held."""
    from dataclasses import replace

    from adapters import wiring

    with wiring.house(environment.read()) as house:
        known = wiring.known_workspace(house, id)
        with house.store.work(known) as work:
            old = work.workspace
            new = replace(
                old, case_hours=hours or old.case_hours, ask_back_days=ask_back or old.ask_back_days
            )
            work.configure(new)
    click.echo(
        f"A case is late after {new.case_hours} working hours; "
        f"{new.ask_back_days} days after it was resolved its reporter is asked whether it held."
    )


workspace.add_command(arranging.set_)


@click.group()
def people() -> None:
    """Who may be asked."""


@people.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--workspace", "id", help="Needed when there are several.")
def import_(file: Path, id: str | None) -> None:
    """Add or update people: all rows of FILE.csv, or none.

    Columns: person (optional: equal values are one person on two platforms), platform, id, locale, tz,
    touchpoint, team, role (colleague, leader, admin).
    """
    from adapters import wiring
    from bot import administering, importing

    with wiring.house(environment.read(), migrate=True) as house:
        with house.store.work(wiring.known_workspace(house, id)) as work:
            done = importing.people(work, rows(file, required=("platform", "id"), known=importing.COLUMNS))
            administering.noted(work, "command line", "people import", house.now())
        click.echo(
            f"{done.added} added, {done.changed} changed, {done.never_asked} of them never to be asked."
        )


people.add_command(arranging.sync)


def _digest(text: str) -> DigestTime:
    day, _, at = text.strip().lower().rpartition(" ")
    try:
        return DigestTime(DAYS[day[:3]] if day else 1, time.fromisoformat(at))
    except (KeyError, ValueError) as error:
        raise click.BadParameter("use a day and a time like “mon 09:00”", param_hint="--digest-at") from error


@click.group()
def manifest() -> None:
    """The file to upload to Slack or Microsoft."""


@manifest.command()
@click.option("--url", required=True, help="Where the bot is reached, https://…")
@click.option("--socket", is_flag=True, help="Socket Mode, for a developer's machine.")
def slack(url: str, socket: bool) -> None:
    """The Slack manifest as JSON, on standard output: paste it under Create New App > From a manifest."""
    from adapters.slack import manifest as made

    click.echo(json.dumps(made(url, socket=socket), indent=2))


@manifest.command()
@click.option("--url", required=True, help="Where the bot is reached, https://…")
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("kundenpuls-teams.zip"), show_default=True
)
def teams(url: str, out: Path) -> None:
    """The Teams app package: upload it in the Teams admin center under Manage apps."""
    from adapters.teams.manifest import manifest as made

    app_id = environment.read().teams.get("TEAMS_APP_ID", "")
    try:
        out.write_bytes(made(url, app_id=app_id))
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--url") from error
    click.echo(
        f"{out} written.{'' if app_id else ' TEAMS_APP_ID is not set: the id in it is a placeholder.'}"
    )


COMMANDS = (workspace, people, manifest)
