"""The admin commands, from the outside: arguments and environment in; exit code, stdout and stderr out."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from pathlib import Path

import pytest

from adapters import doctor, lock, wiring
from adapters.settings import Settings
from bot import privacy
from bot.model import Home
from storage import counting
from tests.adapters.conftest import Pulse
from tests.world import World

# policy


def test_the_policy_tells_periods_thresholds_and_what_is_never_stored(pulse: Pulse, world: World) -> None:
    found = json.loads(pulse("policy", "--json").out)
    assert found["retention"]["asks_and_links_days"] == privacy.LINKS.days == 14
    assert found["retention"]["texts_days"] == found["retention"]["signal_texts_days"] == 90
    assert (found["retention"]["labels_days"], found["retention"]["signal_ratings_days"]) == (365, 728)
    assert "names" in found["never_stored"]
    assert found["workspaces"] == [
        {
            "id": "w",
            "fewest_voices": 5,
            "cut": "touchpoint",
            "weekly_share_asked": 1.0,
            "machine_reading": True,
            "reminds_half_of_the_silent": False,
            "case_hours": 72,
            "asked_back_after_days": 7,
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


# backup, restore, move


def test_a_backup_restores_into_a_fresh_house(pulse: Pulse, world: World, tmp_path: Path) -> None:
    world.colleagues(3)
    file, fresh = tmp_path / "kept.db", f"sqlite:///{tmp_path}/fresh.db"
    told = pulse("backup", file)
    assert told.code == 0
    assert told.out.endswith(f"rows written to {file}. The keys are not in it.\n")
    told = pulse("restore", file, DATABASE_URL=fresh)
    assert told.code == 0, told.err
    assert "0 erased and 0 opted out" in told.out
    assert json.loads(pulse("status", "--json").out)["workspaces"][0]["audience"] == 3
    assert pulse("restore", file).err == (
        "pulse: workspace holds rows already: the target must be empty. Nothing was copied\n"
    )


def test_a_backup_overwrites_nothing_and_goes_nowhere_else(
    pulse: Pulse, world: World, tmp_path: Path
) -> None:
    file = tmp_path / "kept.db"
    file.write_text("mine")
    assert pulse("backup", file).err.startswith(f"pulse: {file} exists already")
    assert pulse("backup", tmp_path / "no" / "kept.db").code == 1
    assert pulse("restore", file, DATABASE_URL=f"sqlite:///{tmp_path}/f.db").err.startswith(
        f"pulse: {file} is no backup"
    )
    assert pulse("restore", tmp_path / "nothing").code == 2


@pytest.mark.parametrize("command", [["backup", "x.db"], ["move", "--to", "sqlite:///y.db"]])
def test_nothing_is_copied_while_an_engine_runs(
    pulse: Pulse, world: World, settings: Settings, command: list[str]
) -> None:
    with lock.engine_lock(settings, "pulse serve"):
        told = pulse(*command)
    assert (told.code, told.err.split(":")[1]) == (1, " an engine works on this database already")


def test_a_restore_beside_a_new_key_store_warns(pulse: Pulse, world: World, tmp_path: Path) -> None:
    file = tmp_path / "kept.db"
    pulse("backup", file)
    told = pulse(
        "restore", file, DATABASE_URL=f"sqlite:///{tmp_path}/f.db", KEYS_URL=f"sqlite:///{tmp_path}/k.db"
    )
    assert "the key store is new" in told.err


def test_a_move_says_what_stays_where(pulse: Pulse, world: World, tmp_path: Path) -> None:
    world.colleagues(2)
    told = pulse("move", "--to", f"sqlite:///{tmp_path}/new.db")
    assert "The keys did not move: KEYS_URL stays as it is." in told.out
    told = pulse(
        "move", "--to", f"sqlite:///{tmp_path}/newer.db", "--keys-to", f"sqlite:///{tmp_path}/newer-keys.db"
    )
    assert "set KEYS_URL" in told.out
    moved = pulse(
        "status",
        "--json",
        DATABASE_URL=f"sqlite:///{tmp_path}/newer.db",
        KEYS_URL=f"sqlite:///{tmp_path}/newer-keys.db",
    )
    assert json.loads(moved.out)["workspaces"][0]["audience"] == 2


def test_a_move_to_nowhere_is_one_clear_line(pulse: Pulse, world: World) -> None:
    told = pulse("move", "--to", "postgresql://nobody@127.0.0.1:1/none")
    assert told.code == 1
    assert told.err.startswith("pulse: postgresql+psycopg://nobody@127.0.0.1:1/none can not be opened")
    assert told.err.count("\n") == 1


# keys


def test_a_new_master_key_is_long_and_never_the_same(pulse: Pulse) -> None:
    keys = {pulse("keys", "new").out.strip() for _ in range(3)}
    assert {len(key) for key in keys} == {64}
    assert len(keys) == 3


def test_after_a_rotation_only_the_new_master_key_opens_the_house(pulse: Pulse, world: World) -> None:
    new = "a new and long enough key"
    told = pulse("keys", "rotate", PULSE_NEW_MASTER_KEY=new)
    assert told.code == 0, told.err
    assert "Set PULSE_MASTER_KEY" in told.out
    assert new not in told.out
    assert pulse("status").err.startswith("pulse: PULSE_MASTER_KEY is not the one")
    assert pulse("status", PULSE_MASTER_KEY=new).code == 0


def test_the_key_file_of_the_embedded_default_is_rotated_too(
    pulse: Pulse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PULSE_MASTER_KEY")
    own = {"DATABASE_URL": f"sqlite:///{tmp_path}/own.db", "KEYS_URL": f"sqlite:///{tmp_path}/own-keys.db"}
    pulse("migrate", **own)
    told = pulse("keys", "rotate", PULSE_NEW_MASTER_KEY="a new and long enough key")
    assert f"{tmp_path}/own-keys.master holds it." in told.out
    assert (tmp_path / "own-keys.master").read_text() == "a new and long enough key"
    assert (tmp_path / "own-keys.master").stat().st_mode & 0o777 == 0o600
    assert pulse("status").code == 0


@pytest.mark.parametrize(("given", "says"), [("", "is missing"), ("short", "is shorter than 16 characters")])
def test_a_rotation_needs_a_good_new_key(pulse: Pulse, world: World, given: str, says: str) -> None:
    told = pulse("keys", "rotate", PULSE_NEW_MASTER_KEY=given)
    assert told.code == 1
    assert says in told.err
    assert pulse("status").code == 0


# export


def freeze(world: World, segments: dict[str, dict[str, object] | None]) -> None:
    """A release as it was frozen, with these figures."""
    with world.house.store.work(world.id) as work:
        week = work.progress().closed
        figures = {"trust": segments, "kept": {"*": segments["*"]}}
        work.releases.put(week, {"version": 1, "figures": figures})


def figure(value: int) -> dict[str, object]:
    """A released figure."""
    return {"value": value, "low": 60, "high": 80, "voices": "5–9", "week": "2026-W40", "moved": "none"}


def test_digests_are_exported_as_they_were_released(pulse: Pulse, world: World) -> None:
    freeze(world, {"*": figure(71), "store": figure(65), "app": None})
    found = json.loads(pulse("export", "digests", "--format", "json").out)
    assert [(row["index"], row["segment"], row["value"]) for row in found] == [
        ("trust", "*", 71),
        ("trust", "store", 65),
        ("kept", "*", 71),
    ]
    assert {(row["week"], row["voices"], row["since"]) for row in found} == {("2026-W46", "5–9", "2026-W40")}


def test_a_csv_export_follows_the_rfc_and_calculates_nothing(pulse: Pulse, world: World) -> None:
    odd = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", 'a "b", c', "plain"]
    freeze(world, {"*": figure(71)} | {segment: figure(1) for segment in odd})
    told = pulse("export", "digests")
    assert told.out.startswith("week,index,segment,value,low,high,voices,since\r\n")
    cells = [row["segment"] for row in csv.DictReader(io.StringIO(told.out, newline=""))]
    assert sorted(cells) == sorted(
        ["'=1+1", "'+1", "'-1", "'@SUM(A1)", "'\tx", "'\rx", 'a "b", c', "plain", "*", "*"]
    )
    assert '"a ""b"", c"' in told.out


def test_answers_are_exported_as_released_figures_only(pulse: Pulse, world: World) -> None:
    freeze(world, {"*": figure(71), "store": figure(65)})
    told = pulse("export", "answers", "--format", "json")
    assert [(row["index"], row["segment"]) for row in json.loads(told.out)] == [
        ("trust", "store"),
        ("kept", "*"),
    ]
    assert told.err.startswith("Single answers never leave the house")


def test_the_audit_is_exported_without_content(pulse: Pulse, world: World) -> None:
    world.colleague("Mia")
    pulse("erase", "--person", "playground:mia")
    told = pulse("export", "audit")
    assert told.out.startswith("day,actor,act\r\n")
    assert told.out.endswith(",command line,erase\r\n")
    assert "mia" not in told.out


def test_an_export_needs_to_know_of_which_workspace(pulse: Pulse, world: World) -> None:
    assert pulse("export", "audit", "--workspace", "x").code == 1
    assert pulse("export", "audit", "--format", "xml").code == 2


# doctor


def test_the_doctor_names_what_is_missing_and_the_next_step(
    pulse: Pulse, settings: Settings, world: World
) -> None:
    told = pulse("doctor")
    assert told.code == 1
    assert "ok       database reachable and migrated" in told.out
    assert "ok       key store and master key fit" in told.out
    assert "missing  a platform is connected: run `pulse manifest slack" in told.out
    assert "missing  workspace w has an audience (0 people): run `pulse people import" in told.out
    assert "missing  an engine is running: no heartbeat: start `pulse serve`" in told.out


def test_the_doctor_speaks_the_words_of_the_consoles(pulse: Pulse, world: World) -> None:
    told = pulse("doctor", SLACK_BOT_TOKEN="x", TEAMS_APP_ID="x")
    assert "missing  Slack has its variables: SLACK_SIGNING_SECRET is missing: Basic Information" in told.out
    assert "missing  Microsoft Teams has its variables: TEAMS_APP_SECRET is missing: Entra" in told.out


def test_the_doctor_says_that_slack_does_not_answer(pulse: Pulse, world: World) -> None:
    told = pulse(
        "doctor",
        SLACK_BOT_TOKEN="xoxb-x",
        SLACK_SIGNING_SECRET="s",
        SLACK_API_URL="http://127.0.0.1:1/api/",
    )
    assert "missing  Slack answers: Slack does not answer" in told.out


def test_the_doctor_knows_a_channel_once_it_is_set(pulse: Pulse, world: World) -> None:
    with world.house.store.work(world.id) as work:
        home = work.homes.all()[0]
        work.homes.save(Home(home.platform, home.id, None))
    assert "missing  workspace w has a leadership channel" in pulse("doctor").out
    assert pulse("workspace", "channel", "C1").code == 0
    assert "ok       workspace w has a leadership channel" in pulse("doctor").out


def test_the_doctor_can_be_satisfied(world: World) -> None:
    world.colleague("Mia")
    counting.beat(world.house.store.engine, "engine", wiring.clock())
    findings = asyncio.run(doctor.examine(world.house.settings))
    assert [finding.what for finding in findings if finding.step] == ["a platform is connected"]


def test_the_doctor_says_when_the_database_is_not_migrated(pulse: Pulse, tmp_path: Path) -> None:
    told = pulse("doctor", DATABASE_URL=f"sqlite:///{tmp_path}/bare.db")
    assert (told.code, "Run: pulse migrate" in told.out) == (1, True)


def test_the_doctor_says_when_the_master_key_does_not_fit(pulse: Pulse, world: World) -> None:
    told = pulse("doctor", PULSE_MASTER_KEY="quite another master key")
    assert told.out.startswith("missing  database and keys: PULSE_MASTER_KEY is not the one")
