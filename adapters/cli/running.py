"""Running it: `serve`, `web`, `worker`, `migrate`, `tick`."""

from __future__ import annotations

import asyncio
import logging
import sys
from datetime import UTC, datetime

import click

from adapters import settings as environment


class WrongUse(Exception):
    """The command does not fit the settings."""


def _logs(settings: environment.Settings) -> None:
    level = settings.log_level.upper()
    logging.basicConfig(stream=sys.stdout, level=level, format="%(levelname)s %(name)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)


@click.command()
def serve() -> None:
    """Everything in one process: web and engine. The default, on SQLite or PostgreSQL."""
    from adapters import connecting, lock, serving, web, wiring

    settings = environment.read()
    _logs(settings)
    with serving.bound(settings) as listening, lock.engine_lock(settings, "pulse serve"):
        house = wiring.House(wiring.open_store(settings, migrate=settings.embedded), settings)
        connecting.connect(house)
        with connecting.playground(settings) as extra:
            app = web.app(house, playground=settings.playground, extra=extra, life=serving.beside(house))
            serving.listen(app, settings, listening)


@click.command(name="web")
def web_only() -> None:
    """HTTP only; needs PostgreSQL and a `pulse worker` beside it."""
    from adapters import connecting, serving, web, wiring

    settings = _shared("web")
    _logs(settings)
    with serving.bound(settings) as listening:
        house = wiring.House(wiring.open_store(settings), settings)
        connecting.connect(house)
        serving.listen(web.app(house, playground=False), settings, listening)


@click.command()
def worker() -> None:
    """The engine only; needs PostgreSQL. As many as you like."""
    from adapters import connecting, serving, wiring

    settings = _shared("worker")
    _logs(settings)
    house = wiring.House(wiring.open_store(settings), settings)
    connecting.connect(house)
    serving.work(house)


@click.command()
def migrate() -> None:
    """Bring the database to this version's schema."""
    from adapters import jobs, wiring

    settings = environment.read()
    with wiring.house(settings, migrate=True):
        jobs.migrate(settings.database_url)
    click.echo("The database is up to date.")


@click.command()
@click.option("--once", is_flag=True, required=True, help="Do all due work, then exit.")
@click.option("--now", metavar="ISO8601", help="Pretend it is this moment, e.g. 2026-11-24T10:00:00+01:00.")
def tick(once: bool, now: str | None) -> None:
    """Do everything that is due, and exit: for cron, and for looking what would happen."""
    from adapters import connecting, lock, settling, wiring

    settings = environment.read()
    at = moment(now) if now else None
    with lock.engine_lock(settings, "pulse tick", patience=30):
        house = wiring.House(
            wiring.open_store(settings, migrate=settings.embedded),
            settings,
            (lambda: at) if at else wiring.clock,
        )
        connecting.connect(house)

        async def work() -> int:
            try:
                if not any(settling.at_home(house, each) for each in house.platforms.values()):
                    await settling.settle(
                        house
                    )  # the very first time; `serve` and `worker` look at each start
                return await house.catch_up()
            finally:
                await house.close()

        done = asyncio.run(work())
    click.echo(f"{done} jobs done.")


def moment(text: str) -> datetime:
    """The moment somebody wrote; without a zone it is in UTC."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter("use a moment like 2026-11-24T10:00:00+01:00", param_hint="--now") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _shared(command: str) -> environment.Settings:
    settings = environment.read()
    if settings.embedded:
        raise WrongUse(
            f"pulse {command} needs PostgreSQL: use `pulse serve`, or set DATABASE_URL to postgresql://…"
        )
    return settings


COMMANDS = (serve, web_only, worker, migrate, tick)
