"""The house holds together: what is documented is there, what is there is documented."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import bot
from adapters import cli, settings
from bot import events

ROOT = Path(__file__).parent.parent
DOCS = [file for file in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))) if file.exists()]


def test_every_variable_is_documented_with_its_default() -> None:
    source = Path(settings.__file__).read_text("utf-8")
    read = set(re.findall(r'env\.get\("([A-Z_]+)"', source)) | {
        f"{p}…" for p in re.findall(r'_of\("([A-Z]+_)"', source)
    }
    table = (ROOT / "docs" / "settings.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| `([A-Z_…]+)` \|([^|]*)\|", table, re.MULTILINE))
    assert rows.keys() == read
    default = settings.Settings()
    told = {
        name: rows[name].strip(" `") for name in ("DATABASE_URL", "KEYS_URL", "HOST", "PORT", "LOG_LEVEL")
    }
    assert told == {
        "DATABASE_URL": default.database_url, "KEYS_URL": default.keys_url, "HOST": default.host,
        "PORT": str(default.port), "LOG_LEVEL": default.log_level,
    }  # fmt: skip


def commands(group: click.Group, *names: str) -> Iterator[str]:
    """Every command there is, as one types it."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, *names, name)
        else:
            yield " ".join(("pulse", *names, name))


def test_every_command_is_told_somewhere() -> None:
    if not (ROOT / "README.md").exists():
        pytest.skip("there is no README yet")
    told = "\n".join(file.read_text("utf-8") for file in DOCS)
    assert {command for command in commands(cli.pulse) if command not in told} == set()


def test_every_link_between_documents_leads_somewhere() -> None:
    broken = [
        f"{file.name}: {link}"
        for file in DOCS
        for link in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", file.read_text("utf-8"))
        if not (file.parent / link).exists()
    ]
    assert broken == []


def test_the_glossary_says_each_word_once() -> None:
    text = (bot.__doc__ or "").split("The flow")[0]
    words = [
        w.strip() for line in re.findall(r"^(\w[^\n]*?)  +\S", text, re.MULTILINE) for w in line.split(",")
    ]
    assert len(words) > 20
    assert len(words) == len(set(words))
    assert not set(words) & {"survey", "user", "employee", "campaign", "notification"}


def test_no_file_is_too_long_to_be_read() -> None:
    one_page = {"storage/models.py", "bot/ports.py"}  # all tables, all doors: read from top to bottom
    long = {
        str(file.relative_to(ROOT))
        for room in ("bot", "adapters", "storage")
        for file in (ROOT / room).rglob("*.py")
        if file.parent.name != "versions" and len(file.read_text("utf-8").splitlines()) > 250
    }
    assert long - one_page == set()


def test_every_event_that_people_cause_has_somebody_who_answers() -> None:
    from bot import inbox
    from bot.events import wishes

    named = (*vars(events).values(), *vars(wishes).values())
    kinds = {kind for kind in named if isinstance(kind, type) and issubclass(kind, events.Event)}
    elsewhere = {events.Event, events.Departed, events.Uninstalled, wishes.MembersChanged}
    assert set(inbox._ACTS) == kinds - elsewhere
