"""The admin commands, from the outside: arguments and environment in; exit code, stdout and stderr out."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from adapters import cli
from adapters.settings import Settings
from bot import privacy
from tests.world import World


@dataclass(frozen=True)
class Ran:
    """What came of a command."""

    code: int
    out: str
    err: str


Pulse = Callable[..., Ran]


@pytest.fixture
def pulse(settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Pulse:
    """Runs `pulse …` on the test's own SQLite database; keywords are variables."""
    for name in ("SLACK_BOT_TOKEN", "SLACK_CLIENT_ID", "TEAMS_APP_ID", "PULSE_NEW_MASTER_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    monkeypatch.setenv("KEYS_URL", settings.keys_url)
    monkeypatch.setenv("PULSE_MASTER_KEY", settings.master_key)

    def run(*arguments: object, **variables: str) -> Ran:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["pulse", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            cli.main()
        out, err = capsys.readouterr()
        return Ran(int(end.value.code or 0), out, err)

    return run


# policy


def test_the_policy_tells_periods_thresholds_and_what_is_never_stored(pulse: Pulse, world: World) -> None:
    found = json.loads(pulse("policy", "--json").out)
    assert found["retention"]["asks_and_links_days"] == privacy.LINKS.days == 14
    assert found["retention"]["texts_days"] == 90
    assert "names" in found["never_stored"]
    assert found["workspaces"] == [
        {
            "id": "w",
            "fewest_voices": 5,
            "cut": "touchpoint",
            "weekly_share_asked": 1.0,
            "machine_reading": True,
        }
    ]


def test_the_policy_reads_as_text_too(pulse: Pulse, world: World) -> None:
    told = pulse("policy")
    assert told.code == 0
    assert "texts: 90 days" in told.out
    assert "figures from 5 voices, cut by touchpoint" in told.out


# erase


def test_erasing_somebody_by_platform_id_leaves_nothing_and_one_line_of_audit(
    pulse: Pulse, world: World
) -> None:
    mia = world.colleague("Mia")
    world.asks_everybody()
    mia.answers(mia.question.buttons[0])
    person = world.person("mia").id
    told = pulse("erase", "--person", "playground:mia")
    assert told.code == 0
    assert "1 account," in told.out
    with world.house.store.look(world.id) as work:
        assert not work.people.some([person])
        assert not work.asks.of_week(world.week)
        assert not work.responses.tallies(world.week)
    world.colleague("Mia")  # the admin's file still has them
    world.passes(days=14)
    assert world.person("mia").opted_out
    assert pulse("erase", "--person", person).err == (
        f"pulse: nobody here is {person}: use a person's id, or platform:id as in slack:U024BE7LH\n"
    )


@pytest.mark.parametrize("id", ["nobody", "playground:nobody", "slack:mia", "", ":"])
def test_erasing_nobody_is_one_clear_line(pulse: Pulse, world: World, id: str) -> None:
    world.colleague("Mia")
    told = pulse("erase", "--person", id)
    assert told.code == 1
    assert told.err.startswith(f"pulse: nobody here is {id}:")
    assert world.person("mia")
