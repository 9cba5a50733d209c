"""What a workspace hears: `import signals`, `train`, `themes show`, `themes check`, `themes set`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from adapters import settings as environment
from adapters.cli.files import WrongFile, rows

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_LARGEST_THEMES = 100_000  # bytes


@click.group(name="import")
def import_() -> None:
    """Voices from elsewhere."""


@import_.command(name="signals")
@click.argument("file", type=_FILE)
@click.option("--scale", default="1-5", show_default=True, help="The worst and the best rating, e.g. 0-10.")
@click.option("--workspace", "id", help="Needed when there are several.")
def signals(file: Path, scale: str, id: str | None) -> None:
    """Reviews and tickets: all rows of FILE.csv, or none. The same file again adds nothing twice.

    Columns: date, source, touchpoint, rating, text, language. A date and a source in every row, and a rating or a
    text. Texts are masked, read by software and sealed; nothing of them enters the indices.
    """
    from adapters import wiring
    from bot import gathering

    worst_to_best = _scale(scale)
    found = list(rows(file, required=gathering.REQUIRED, known=gathering.COLUMNS))
    with wiring.house(environment.read(), migrate=True) as house:
        known = wiring.known_workspace(house, id)
        with house.store.look(known) as work, _progress() as watch:
            today = house.now().astimezone(ZoneInfo(work.workspace.zone)).date()
            read = gathering.read(work, found, today, worst_to_best, watch)
        with house.store.work(known) as work:
            done = gathering.keep(work, read, len(found))
            work.audit(today, "command line", "import signals")
    old = f", {done.too_old} older than {gathering.RATINGS.days // 7} weeks left out" if done.too_old else ""
    click.echo(f"{done.added} added, {done.known} known already{old}.")


def _scale(text: str) -> tuple[float, float]:
    try:
        worst, best = (float(end) for end in text.split("-"))
    except ValueError as error:
        raise click.BadParameter(
            "use the worst and the best rating like 1-5", param_hint="--scale"
        ) from error
    if worst == best:
        raise click.BadParameter("the worst and the best rating differ", param_hint="--scale")
    return worst, best


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """A bar on stderr, where somebody looks."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bars:
        bar = bars.add_task("reading", total=None)
        yield lambda done, total: bars.update(bar, completed=done, total=total)


@click.command()
@click.option("--workspace", "id", help="Needed when there are several.")
@click.option("--forget", is_flag=True, help="Read with the shipped weights again; the labels stay.")
def train(id: str | None, forget: bool) -> None:
    """Learn from the labels people confirmed, and read with that from the next text on.

    Labels are counts of hashed words by pulse; no text is kept for this, and nothing is grouped by person.
    """
    from adapters import wiring
    from bot import learning

    with wiring.house(environment.read(), migrate=True) as house:
        known = wiring.known_workspace(house, id)
        with house.store.work(known) as work:
            today = house.now().astimezone(ZoneInfo(work.workspace.zone)).date()
            if forget:
                learning.unteach(work)
                done = "This workspace reads with the shipped weights again."
            else:
                learned = learning.refit(work, today)
                themes = f" and of {', '.join(learned.themes)}" if learned.themes else ""
                done = f"Learned from {learned.sentiment} labels of sentiment{themes}: {learned.version}."
            work.audit(today, "command line", "train")
    click.echo(done)


@click.group()
def themes() -> None:
    """What comments are about: the themes of a workspace."""


@themes.command()
@click.option("--shipped", is_flag=True, help="The ones the product comes with.")
@click.option("--workspace", "id", help="Needed when there are several.")
def show(shipped: bool, id: str | None) -> None:
    """The themes in use as a file to edit, on standard output."""
    from adapters import wiring
    from bot.listening import themes as book

    if shipped:
        click.echo(book.shipped_file(), nl=False)
        return
    with (
        wiring.house(environment.read()) as house,
        house.store.look(wiring.known_workspace(house, id)) as work,
    ):
        taught = work.labels.taught()
    click.echo((taught and taught.themes) or book.shipped_file(), nl=False)


@themes.command()
@click.argument("file", type=_FILE)
@click.argument("text", required=False)
@click.option("--lang", type=click.Choice(["de", "en"]), default="de", show_default=True)
def check(file: Path, text: str | None, lang: str) -> None:
    """Whether FILE.toml can be used, and with TEXT, what it hears in it. Changes nothing."""
    from bot.listening import themes as book

    found = book.parse(_toml(file))
    if text is None:
        click.echo(f"{len(found.names)} themes: {', '.join(found.names)}.")
    else:
        click.echo(", ".join(book.themes_of(text, lang, found)) or "no theme")


@themes.command(name="set")
@click.argument("file", type=_FILE, required=False)
@click.option("--shipped", is_flag=True, help="Use the ones the product comes with again.")
@click.option("--workspace", "id", help="Needed when there are several.")
def set_(file: Path | None, shipped: bool, id: str | None) -> None:
    """Hear the themes of FILE.toml from the next text on; what was read before stays as it was."""
    from adapters import wiring
    from bot import learning

    if shipped == (file is not None):
        raise click.UsageError("give a FILE.toml, or --shipped")
    toml = None if file is None else _toml(file)
    with wiring.house(environment.read(), migrate=True) as house:
        known = wiring.known_workspace(house, id)
        with house.store.work(known) as work:
            today = house.now().astimezone(ZoneInfo(work.workspace.zone)).date()
            learning.set_themes(work, toml, today)
            work.audit(today, "command line", "themes set")
            names = ", ".join(learning.book(work).names)
    click.echo(f"From now on texts are about: {names}.")


def _toml(file: Path) -> str:
    if file.stat().st_size > _LARGEST_THEMES:
        raise WrongFile(f"{file.name} is larger than {_LARGEST_THEMES // 1000} kB")
    try:
        return file.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise WrongFile(f"{file.name} is not UTF-8 text: save it as UTF-8") from error


COMMANDS = (import_, train, themes)
