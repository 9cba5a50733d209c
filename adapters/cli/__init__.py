"""The `pulse` command. Exit 0 on success, 2 on wrong use, 1 on failure; errors are one clear line."""

from __future__ import annotations

import sys

import click

from adapters.cli import (
    arranging,
    digesting,
    exporting,
    following,
    guarding,
    keeping,
    planning,
    running,
    setup,
    showing,
    teaching,
    trying,
)

SHOWN = (
    "BadRow", "BadSetting", "BrokenThemes", "CannotForesee", "CannotOpen", "EngineRuns", "FileTaken",
    "HomeTaken", "Incomplete", "NoAnswer", "NoBackup", "NoDigest", "NoSuchPerson", "NoSuchWorkspace",
    "NotEmpty", "NotRehearsed", "NotSet", "PortTaken", "TooFewLabels", "WrongFile", "WrongMasterKey",
    "WrongUse",
)  # fmt: skip


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="kundenpuls")
def pulse() -> None:
    """Kundenpuls: one-question customer pulses for Slack and Microsoft Teams."""


GROUPS = (
    trying, running, setup, arranging, showing, planning, digesting, following, guarding, keeping, exporting,
    teaching,
)  # fmt: skip
for group in GROUPS:
    for command in group.COMMANDS:
        pulse.add_command(command)


def main() -> None:
    """The entry point: a known failure is one line on stderr, an unknown one a traceback to report."""
    try:
        pulse()
    except Exception as error:
        if type(error).__name__ not in SHOWN:
            raise
        click.echo(f"pulse: {' '.join(str(error).split())}", err=True)
        sys.exit(2 if type(error).__name__ == "WrongUse" else 1)
