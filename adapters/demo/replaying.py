"""`pulse replay`: real answers through the whole path, week by week."""

from __future__ import annotations

import secrets
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path

from rich.console import Console
from rich.progress import Progress as Bar

from adapters import settings, wiring
from adapters.cli.files import rows
from adapters.demo import terminal
from bot import cadence, closing, digesting, importing, listening
from bot.importing import BadRow, Voice
from bot.model import Home, Language, Relay, Response, Week, Workspace, WorkspaceId
from bot.ports import Progress, Work

COLUMNS = ("date", "week", "iso_week", "touchpoint", "site", "score", "rating", "n", "comment")


def replay(file: Path, into: str | None, language: Language) -> None:
    """Read the whole file, then let its weeks pass. Raises `BadRow` and `WrongFile`; then nothing is kept."""
    voices = sorted(importing.voices(rows(file, required=(), known=COLUMNS)), key=lambda voice: voice.week)
    if not voices:
        raise BadRow(f"{file.name} holds no answer with a score")
    out, progress = Console(width=None if sys.stdout.isatty() else 110, highlight=False), Console(stderr=True)
    with _house(into, language, voices[0].week) as (house, workspace), house.store.work(workspace) as work:
        _check(work, voices)
        with Bar(console=progress, transient=True) as bar:
            task = bar.add_task(f"{len({v.week for v in voices})} weeks", total=len(voices))
            for week, heard in _weeks(voices):
                _hear(work, week, heard)
                closing.close(work, week)
                bar.advance(task, len(heard))
                digest = digesting.read(work, week)
                if digest is not None:
                    terminal.show(digesting.compose(digest, language), out)
        work.advance(digested=voices[-1].week)


def _weeks(voices: Sequence[Voice]) -> Iterator[tuple[Week, list[Voice]]]:
    """Every week from the first to the last, the silent ones too."""
    heard = {week: list(group) for week, group in groupby(voices, key=lambda voice: voice.week)}
    for week in cadence.weeks_between(voices[0].week, voices[-1].week):
        yield week, heard.get(week, [])


def _hear(work: Work, week: Week, heard: Sequence[Voice]) -> None:
    """Each answer under a pseudonym that never belonged to anybody."""
    for voice in heard:
        for _ in range(voice.count):
            pseudonym = secrets.token_hex(32)
            work.responses.put(
                Response(week, voice.question, voice.version, voice.value, voice.segment, pseudonym)
            )
            if voice.comment:
                work.relays.add(_comment(work, voice, pseudonym))


def _comment(work: Work, voice: Voice, pseudonym: str) -> Relay:
    read = listening.read(voice.comment, work.workspace.language, machine=work.workspace.reading)
    return Relay(
        secrets.token_hex(16), voice.week, pseudonym, read.text, False, False, voice.segment, "said",
        read.language, read.sentiment, read.confidence, read.themes, read.model_version,
    )  # fmt: skip


def _check(work: Work, voices: Sequence[Voice]) -> None:
    """History goes before everything else, and only once."""
    if work.releases.series() is not None:
        raise BadRow("this workspace has a history already; replay into a new one")
    running = cadence.later(work.progress().closed, 1)
    if not work.workspace.endless and voices[-1].week >= running:
        raise BadRow(
            f"the file reaches into week {voices[-1].week}, which is not over; only whole past weeks fit"
        )
    before = cadence.later(voices[0].week, -1)
    work.advance(closed=before, digested=before)


@contextmanager
def _house(into: str | None, language: Language, first: Week) -> Iterator[tuple[wiring.House, WorkspaceId]]:
    if into:
        with wiring.house(settings.read()) as house:
            yield house, wiring.known_workspace(house, into)
        return
    with tempfile.TemporaryDirectory(prefix="kundenpuls-") as folder:
        own = settings.Settings(
            f"sqlite:///{folder}/replay.db",
            f"sqlite:///{folder}/keys.db",
            "nothing here outlives it",
            durable=False,
        )
        with wiring.house(own, migrate=True) as house:
            workspace = Workspace(WorkspaceId("replay"), language=language, endless=True)
            before = cadence.later(first, -1)
            start = Progress(before, before, before, cadence.monday(first))
            house.store.found(workspace, Home("playground", "replay"), start)
            yield house, workspace.id
