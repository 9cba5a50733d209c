"""Keeping what there is: `backup`, `restore`, `move`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from adapters import settings as environment

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=_FILE)
def backup(file: Path) -> None:
    """All business rows into FILE, a new SQLite database. Keys are never in it.

    Its texts can not be read without the key store (KEYS_URL): keep that apart.
    """
    from adapters import keeping, lock, wiring

    settings = environment.read()
    with lock.engine_lock(settings, "pulse backup"), wiring.house(settings) as house, _progress() as watch:
        rows = keeping.backup(house.store, file, watch)
    click.echo(f"{rows} rows written to {file}. The keys are not in it.")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
def restore(file: Path) -> None:
    """A backup FILE into an empty database; who was erased or opted out since is so again.

    What was due since the backup is not sent: it may stand already.
    """
    from adapters import keeping, lock, wiring

    settings = environment.read()
    with (
        lock.engine_lock(settings, "pulse restore"),
        wiring.house(settings, migrate=True) as house,
        _progress() as watch,
    ):
        fresh = house.store.ring.is_new()
        rows, redone = keeping.restore(house.store, file, house.now(), watch)
    click.echo(
        f"{rows} rows restored. Since the backup {redone.erased} erased and {redone.opted_out} opted out: "
        f"done again. {redone.doubtful} messages were due since and are not sent again."
    )
    if fresh:
        click.echo(
            "Attention: the key store is new. The texts of the backup can not be read, and who said "
            "“never again” since is not known. Is KEYS_URL the key store you had?",
            err=True,
        )


@click.command()
@click.option("--to", required=True, metavar="URL", help="An empty database, postgresql://…")
@click.option("--keys-to", metavar="URL", help="An empty database for the keys too.")
def move(to: str, keys_to: str | None) -> None:
    """All business rows into another database, for example from SQLite to PostgreSQL.

    The database moved from is only read. Afterwards set DATABASE_URL (and KEYS_URL) to the new one.
    """
    from adapters import jobs, keeping, lock, wiring

    settings, target = environment.read(), environment.address(to)
    with lock.engine_lock(settings, "pulse move"), wiring.house(settings) as house, _progress() as watch:
        new_keys = environment.address(keys_to) if keys_to else None
        rows, keys = keeping.move(house.store, settings, target, new_keys, house.now(), watch)
    jobs.migrate(target)
    click.echo(f"{rows} rows moved. Set DATABASE_URL to the new database before you start anything.")
    if keys_to:
        click.echo(f"{keys} keys and tombstones moved: set KEYS_URL to where they are now.")
    else:
        click.echo("The keys did not move: KEYS_URL stays as it is.")
    if not settings.master_key:
        click.echo(f"Set PULSE_MASTER_KEY to the content of {environment.master_file(settings)}.")


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    """A bar for each table on stderr, where somebody looks."""
    from rich.console import Console
    from rich.progress import Progress, TaskID

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bars:
        known: dict[str, TaskID] = {}

        def watch(table: str, done: int, total: int) -> None:
            if table not in known:
                known[table] = bars.add_task(table, total=total)
            bars.update(known[table], completed=done)

        yield watch


COMMANDS = (backup, restore, move)
