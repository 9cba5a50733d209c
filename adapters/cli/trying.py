"""Trying it: `demo` and `replay`. Everything they need lies in a folder that goes when they end."""

from __future__ import annotations

import os
from pathlib import Path

import click


def _spoken() -> str:
    """The language of this terminal."""
    return "de" if os.environ.get("LANG", "").startswith("de") else "en"


@click.command()
@click.option("--once", is_flag=True, help="No browser: let weeks pass and print each digest.")
@click.option(
    "--weeks", default=4, show_default=True, type=click.IntRange(1, 104), help="How many, with --once."
)
@click.option("--seed", default=10, show_default=True, help="The same seed, the same company.")
@click.option("--language", type=click.Choice(["de", "en"]), default=_spoken, help="Of the digest.")
@click.option("--open/--no-open", "browser", default=True, help="Open the browser.")
def demo(once: bool, weeks: int, seed: int, language: str, browser: bool) -> None:
    """The playground: a sample organisation in your browser, on an embedded database."""
    from adapters.demo import playing

    if once:
        playing.once(weeks, seed, "de" if language == "de" else "en")
    else:
        playing.in_browser(seed, "de" if language == "de" else "en", browser=browser)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--into", metavar="WORKSPACE", help="Keep it as the history of this workspace.")
@click.option("--language", type=click.Choice(["de", "en"]), default="en", show_default=True)
def replay(file: Path, into: str | None, language: str) -> None:
    """Real answers through the whole path, week by week, printing each digest.

    FILE.csv has the columns date or week, touchpoint or site, score or rating, and optionally n
    (so many such answers) and comment. Each answer is a fresh voice of an unlimited population.
    """
    from adapters.demo import replaying

    replaying.replay(file, into, "de" if language == "de" else "en")


COMMANDS = (demo, replay)
