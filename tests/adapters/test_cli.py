"""The `pulse` command from outside: what it prints, how it fails, with which code it ends."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from adapters import cli, lock, wiring
from adapters.settings import Settings
from bot import cadence
from bot.model import Week
from storage import engine as engines

SAMPLE = Path(__file__).parent.parent / "data" / "weekly_counts.csv"
KEY = "a master key for this test"


@pytest.fixture
def env(settings: Settings) -> dict[str, str]:
    """The environment of a migrated house of its own."""
    return {
        "DATABASE_URL": settings.database_url,
        "KEYS_URL": settings.keys_url,
        "PULSE_MASTER_KEY": settings.master_key,
    }


def pulse(env: dict[str, str], *words: str) -> Result:
    """`pulse …`, in this process: (exit code, stdout, stderr) as the entry point makes them."""

    @click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
    @click.argument("words", nargs=-1, type=click.UNPROCESSED)
    def through(words: tuple[str, ...]) -> None:
        was = sys.argv
        sys.argv = ["pulse", *words]
        try:
            cli.main()
        finally:
            sys.argv = was

    plain: dict[str, str | None] = dict.fromkeys(
        (n for n in os.environ if n.startswith(("PULSE_", "DATABASE"))), None
    )
    return CliRunner().invoke(through, [*words], env=plain | env)


def refused(result: Result, code: int, said: str) -> None:
    """One clear line on stderr, no traceback, the right code."""
    assert (result.exit_code, result.stdout) == (code, "")
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert re.fullmatch(f"pulse: {said}\n", result.stderr), result.stderr


def commands(group: click.Group, *names: str) -> Iterator[tuple[str, ...]]:
    """Every command there is."""
    for name, command in group.commands.items():
        yield (*names, name)
        if isinstance(command, click.Group):
            yield from commands(command, *names, name)


@pytest.mark.parametrize("words", [(), *commands(cli.pulse)], ids=" ".join)
def test_every_command_explains_itself(words: tuple[str, ...]) -> None:
    found = pulse({}, *words, "--help")
    assert (found.exit_code, found.stderr) == (0, "")
    assert len(found.stdout.split("\n\n")[1].strip()) > 12


@pytest.mark.parametrize(
    "words",
    [
        "frobnicate", "demo --weeks 0", "demo --language fr", "replay", "replay nowhere.csv", "tick",
        "tick --once --now yesterday", "workspace add", "workspace add --platform irc --id x",
        "workspace add --platform slack --id T --k 4", "people import nowhere.csv", "status --xml",
        "workspace add --platform slack --id T --digest-at whenever",
    ],
)  # fmt: skip
def test_wrong_use_ends_with_two(env: dict[str, str], words: str) -> None:
    found = pulse(env, *words.split(" "))
    assert (found.exit_code, found.stdout) == (2, "")
    assert "Traceback" not in found.stderr


@pytest.mark.parametrize("command", ["web", "worker"])
def test_sharing_the_work_needs_postgresql(env: dict[str, str], command: str) -> None:
    refused(pulse(env, command), 2, f"pulse {command} needs PostgreSQL: use `pulse serve`, or set .*")


def test_a_taken_port_is_said(env: dict[str, str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        for command in (("serve",), ("demo", "--no-open")):
            refused(
                pulse(env | {"PORT": port}, *command),
                1,
                f"port {port} can not be used .* Set PORT to another one",
            )


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"DATABASE_URL": "sqlite:////nowhere/at/all/pulse.db"}, "(.*nowhere.*|the database can not be opened: .*)"),
        ({"DATABASE_URL": "mysql://x/y"}, "mysql is not supported: .*"),
        ({"DATABASE_URL": "nonsense"}, "DATABASE_URL is not a database address, .*"),
        ({"DATABASE_URL": "postgresql://127.0.0.1:1/none", "KEYS_URL": "sqlite:///k.db"}, "the database can not be opened: (.|\n)*"),
        ({"KEYS_URL": "sqlite:////nowhere/at/all/keys.db"}, ".*keys.db can not be written: .*"),
        ({"PULSE_MASTER_KEY": "another key of some length"}, "PULSE_MASTER_KEY is not the one .*"),
        ({"PULSE_MASTER_KEY": "short"}, "PULSE_MASTER_KEY is shorter than 16 characters; .*"),
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL is 'loud'; .*"),
        ({"PORT": "http"}, "PORT is 'http'; .*"),
    ],
    ids=str,
)  # fmt: skip
@pytest.mark.parametrize("command", ["status", "tick --once", "migrate"])
def test_what_can_not_be_opened_is_said_in_one_line(
    env: dict[str, str], command: str, variables: dict[str, str], said: str
) -> None:
    refused(pulse(env | variables, *command.split(" ")), 1, said)


def test_a_file_that_is_no_database_is_said(env: dict[str, str], settings: Settings) -> None:
    path = Path(settings.database_url.removeprefix("sqlite:///"))
    path.write_bytes(b"Dear diary, this is no database at all. " * 200)
    refused(pulse(env, "status"), 1, "the database can not be opened: file is not a database.*")


def test_a_database_of_another_version_is_said(
    env: dict[str, str], settings: Settings, tmp_path: Path
) -> None:
    empty = env | {"DATABASE_URL": f"sqlite:///{tmp_path}/empty.db"}
    refused(pulse(empty, "status"), 1, "there is no database .*empty.db yet. Run: pulse migrate")
    (tmp_path / "empty.db").touch()
    refused(pulse(empty, "status"), 1, "The database has not today's schema. Run: pulse migrate")
    engine = engines.connect(settings.database_url)
    with engine.begin() as db:
        db.execute(text("UPDATE alembic_version SET version_num = '9999_from_the_future'"))
    engine.dispose()
    for command in (("status",), ("migrate",), ("tick", "--once")):
        refused(pulse(env, *command), 1, "The database was written by a newer version .*")


def test_one_engine_at_a_time_and_other_commands_beside_it(env: dict[str, str], settings: Settings) -> None:
    pulse(env, "workspace", "add", "--platform", "slack", "--id", "T1")
    with lock.engine_lock(settings, "pulse serve"):
        holder = (
            f"an engine works on this database already: pulse serve, process {os.getpid()}. Stop it first"
        )
        refused(pulse(env | {"PORT": "0"}, "serve"), 1, holder)
        assert pulse(env, "status").exit_code == 0
        assert pulse(env, "workspace", "list").exit_code == 0
    assert pulse(env, "tick", "--once").stdout == "0 jobs done.\n"


@contextmanager
def people(folder: Path, *lines: str) -> Iterator[str]:
    """A file of people."""
    file = folder / "people.csv"
    file.write_text("\n".join(lines) + "\n", "utf-8")
    yield str(file)


def test_a_house_is_set_up_without_a_chat(env: dict[str, str], tmp_path: Path) -> None:
    add = (
        "workspace",
        "add",
        "--platform",
        "slack",
        "--id",
        "T1",
        "--channel",
        "C1",
        "--admin",
        "U0",
        "--digest-at",
        "fri 16:30",
    )
    made = pulse(env, *add)
    assert (made.exit_code, made.stderr) == (0, "")
    id = made.stdout.strip()
    refused(pulse(env, *add), 1, "This home belongs to a workspace already.*")
    assert (
        pulse(env, "workspace", "add", "--platform", "teams", "--id", "T2", "--into", id).stdout.strip() == id
    )
    refused(
        pulse(env, "workspace", "add", "--platform", "teams", "--id", "T3", "--into", id, "--k", "7"),
        2,
        ".*--k belongs to a whole workspace and cannot be given with --into",
    )
    listed = pulse(env, "workspace", "list").stdout
    assert listed == f"{id}  slack:T1, teams:T2  Europe/Berlin  de  cut=touchpoint  k=5\n"
    with people(
        tmp_path, "person,platform,id,touchpoint", "7,slack,U1,app", "7,teams,V1,app", ",slack,U2,store"
    ) as file:
        assert (
            pulse(env, "people", "import", file).stdout
            == "2 added, 0 changed, 0 of them never to be asked.\n"
        )
        assert (
            pulse(env, "people", "import", file).stdout
            == "0 added, 0 changed, 0 of them never to be asked.\n"
        )
    found = json.loads(pulse(env, "status", "--json").stdout)
    (workspace,) = found["workspaces"]
    assert (workspace["audience"], found["database"], found["worker"]) == (2, "ok", "no heartbeat")
    assert "U1" not in json.dumps(found)
    refused(
        pulse(env, "people", "import", file, "--workspace", "nobody"), 1, "there is no workspace nobody; .*"
    )
    second = pulse(env, "workspace", "add", "--platform", "slack", "--id", "T9")
    assert second.exit_code == 0
    refused(pulse(env, "people", "import", file), 1, "there are several workspaces: .*")
    refused(
        pulse(env, "workspace", "add", "--platform", "slack", "--id", "T7", "--zone", "Mars/Base"),
        1,
        "--zone .*unknown.*",
    )


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["platform,id", "slack,U1", "irc,U2"], "line 3: platform “irc” is not connected .*"),
        (["platform,id", "slack,U1", "slack,U1"], "line 3: slack id U1 stands in line 2 already"),
        (["platform,id", "slack,U1", "slack,"], "line 3: column id is empty or too long"),
        (["platform,id,role", "slack,U1,", "slack,U2,boss"], "line 3: role “boss” is none of .*"),
        (["platform,id,tz", "slack,U1,", "slack,U2,Mars"], "line 3: time zone “Mars” is unknown .*"),
        (
            ["person,platform,id", "7,slack,U1", "7,slack,U2"],
            "line 3: this person has another slack id already",
        ),
        (["platform,id", "slack,U1", "slack,U2,more"], "line 3: 2 columns expected"),
        (["platform,name", "slack,Mia"], "people.csv lacks id; known columns: .*"),
        (["platform,id,name", "slack,U1,Mia"], "people.csv has unknown columns name; known columns: .*"),
        (["platform,id", "slack,U1", 'slack,"U2'], "line 3: .*"),
        (["platform,id", "slack,U\0"], "people.csv is not a text file"),
    ],
    ids=str,
)
def test_a_bad_row_is_named_and_nothing_is_imported(
    env: dict[str, str], tmp_path: Path, lines: list[str], said: str
) -> None:
    pulse(env, "workspace", "add", "--platform", "slack", "--id", "T1")
    with people(tmp_path, *lines) as file:
        refused(pulse(env, "people", "import", file), 1, said)
    assert json.loads(pulse(env, "status", "--json").stdout)["workspaces"][0]["audience"] == 0


def test_time_can_be_moved_by_hand(env: dict[str, str], tmp_path: Path) -> None:
    pulse(env, "workspace", "add", "--platform", "slack", "--id", "T1", "--channel", "C1")
    with people(tmp_path, "platform,id", "slack,U1", "slack,U2") as file:
        pulse(env, "people", "import", file)
    this = cadence.week_of(datetime.now(UTC), "Europe/Berlin")
    monday = cadence.monday(cadence.later(this, 3)).isoformat()
    first = pulse(env, "tick", "--once", "--now", f"{monday}T12:00:00+01:00")
    assert (first.exit_code, first.stderr) == (0, "")
    assert pulse(env, "tick", "--once", "--now", f"{monday}T12:00:00+01:00").stdout == "0 jobs done.\n"
    (workspace,) = json.loads(pulse(env, "status", "--json").stdout)["workspaces"]
    reached = [workspace[step] for step in ("planned", "closed", "digested")]
    assert reached == [cadence.later(this, weeks) for weeks in (3, 2, 2)]


def test_real_counts_are_replayed_week_by_week(env: dict[str, str]) -> None:
    first = pulse({}, "replay", str(SAMPLE))
    assert first.exit_code == 0, first.stderr
    assert re.findall(r"week (\d+) \(", first.stdout.replace("\n", " "))[:1] == ["1"]
    assert [f"week {n} (" in first.stdout for n in (1, 2, 3, 4, 5)] == [True, True, True, True, False]
    assert "North practice" in first.stdout
    assert pulse({}, "replay", str(SAMPLE)).stdout == first.stdout
    german = pulse({}, "replay", str(SAMPLE), "--language", "de").stdout
    assert "Woche 1 (" in german


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("2026-W60,North,Likely,1", "line 3: “2026-W60” is neither a week .*"),
        (
            "99999999999999999999-W01,North,Likely,1",
            "line 3: “99999999999999999999-W01” is neither a week .*",
        ),
        ("2026-W02,North,Splendid,1", "line 3: “Splendid” is no score: .*"),
        ("2026-W02,North,6,1", "line 3: “6” is no score: .*"),
        ("2026-W02,,Likely,1", "line 3: touchpoint .*"),
        ("2026-W02,North,Likely,-1", "line 3: n is “-1”, .*"),
        ("2026-W02,North,Likely,100001", "line 3: n is “100001”, .*"),
        ("2026-W02,North,Likely", "line 3: 4 columns expected"),
    ],
)
def test_a_bad_answer_is_named_and_nothing_is_kept(
    env: dict[str, str], tmp_path: Path, row: str, said: str
) -> None:
    id = pulse(env, "workspace", "add", "--platform", "slack", "--id", "T1").stdout.strip()
    file = tmp_path / "counts.csv"
    file.write_text(f"iso_week,site,rating,n\n2026-W01,North,Likely,20\n{row}\n", "utf-8")
    refused(pulse(env, "replay", str(file), "--into", id), 1, said)
    own = Settings(env["DATABASE_URL"], env["KEYS_URL"], env["PULSE_MASTER_KEY"])
    with wiring.house(own) as house, house.store.look(house.store.workspaces()[0]) as work:
        assert work.releases.series() is None
        assert list(work.responses.tallies(Week("2026-W01"))) == []


def test_history_is_kept_once_and_only_of_past_weeks(env: dict[str, str]) -> None:
    id = pulse(env, "workspace", "add", "--platform", "slack", "--id", "T1").stdout.strip()
    refused(pulse(env, "replay", str(SAMPLE), "--into", "nobody"), 1, "there is no workspace nobody; .*")
    assert pulse(env, "replay", str(SAMPLE), "--into", id).exit_code == 0
    refused(pulse(env, "replay", str(SAMPLE), "--into", id), 1, "this workspace has a history already; .*")


def test_the_demo_is_the_same_for_the_same_seed() -> None:
    first, again = (pulse({}, "demo", "--once", "--weeks", "1", "--seed", "3").stdout for _ in range(2))
    assert first.startswith("Customer pulse · week 37 (7–13 Sep)")
    assert again == first


def test_the_installed_command_is_this_one(env: dict[str, str]) -> None:
    script = shutil.which("pulse", path=str(Path(sys.executable).parent)) or ""
    words = (
        [script, "status"]
        if script
        else [sys.executable, "-c", "from adapters.cli import main; main()", "status"]
    )
    found = subprocess.run(
        words, env={**os.environ, **env, "PULSE_MASTER_KEY": KEY}, capture_output=True, text=True
    )
    assert (found.returncode, found.stdout, found.stderr.count("\n")) == (1, "", 1)


def test_a_digest_is_printed_as_it_was_frozen_and_put_on_its_way_once(env: dict[str, str]) -> None:
    assert (
        pulse(
            env, "workspace", "add", "--platform", "playground", "--id", "p", "--channel", "leaders"
        ).exit_code
        == 0
    )
    assert pulse(env, "tick", "--once", "--now", "2030-01-07T12:00:00+01:00").exit_code == 0
    printed = pulse(env, "digest", "--week", "2030-W01", "--language", "en", "--dry-run")
    assert printed.exit_code == 0
    assert printed.stdout == "Customer pulse · week 1 (31 Dec – 6 Jan) · Nobody was asked this week.\n\n"
    assert pulse(env, "digest", "--dry-run").stdout.startswith("Kundenpuls · Woche 1 (31. Dez – 6. Jan)")
    refused(
        pulse(env, "digest", "--week", "2031-W01"),
        1,
        "2031-W01 is not closed yet: its figures are frozen at 2031-01-05 23:05 UTC",
    )
    refused(
        pulse(env, "digest", "--week", "2020-W01"),
        1,
        "2020-W01 was never released here, or is older than what is kept",
    )
    assert "is no week of the calendar" in pulse(env, "digest", "--week", "2030-W60").stderr
