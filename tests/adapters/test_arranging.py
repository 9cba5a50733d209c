"""Set up, synced and rehearsed from the command line, on a strict stand-in of Slack."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import select

from adapters import cli, wiring
from adapters.settings import Settings
from bot.events import Who
from bot.model import Home, Workspace, WorkspaceId
from storage.models import Base
from tests.fakes.slack import FakeSlack

STAFF = tuple(f"UM{n:02}" for n in range(30))
TUESDAY = "2026-11-24T08:00:00+01:00"
Pulse = Callable[..., tuple[int, str, str]]


@pytest.fixture
def town() -> Iterator[FakeSlack]:
    slack = FakeSlack()
    slack.workspace("T1")
    for user in (*STAFF, "UBOSS"):
        slack.user("T1", user, locale="en-US")
    slack.user("T1", "UGUEST", is_restricted=True)
    slack.channel("T1", "CALL", (*STAFF, "UGUEST"))
    slack.channel("T1", "CLEAD", ("UBOSS",))
    slack.channel("T1", "CSHARED", ("UBOSS",), is_ext_shared=True)
    yield slack
    slack.close()


@pytest.fixture
def pulse(
    town: FakeSlack, settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Pulse:
    """`pulse …` with a workspace on that Slack: exit code, stdout, stderr."""
    given = {
        "DATABASE_URL": settings.database_url, "KEYS_URL": settings.keys_url, "PULSE_MASTER_KEY": settings.master_key,
        "SLACK_BOT_TOKEN": "xoxb-T1", "SLACK_SIGNING_SECRET": "x", "SLACK_API_URL": town.url,
    }  # fmt: skip
    for name, value in given.items():
        monkeypatch.setenv(name, value)

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["pulse", *arguments])
        capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            cli.main()
        return int(end.value.code or 0), *capsys.readouterr()

    add = ("workspace", "add", "--platform", "slack", "--id", "T1", "--lang", "en", "--country", "DE")
    assert run(*add, "--admin", "UBOSS", "--channel", "CLEAD")[0] == 0
    return run


def stored(settings: Settings) -> tuple[Workspace, Home, list[tuple[str, str]]]:
    with wiring.house(settings) as house:
        [id] = house.store.workspaces()
        with house.store.look(id) as work:
            lines = [(actor, act) for _, actor, act in work.audited()]
            return work.workspace, work.homes.all()[0], lines


def everything(settings: Settings) -> dict[str, list[Any]]:
    with wiring.house(settings) as house, house.store.engine.connect() as db:
        tables = [mapper.local_table for mapper in Base.registry.mappers]
        return {table.name: [tuple(row) for row in db.execute(select(table))] for table in tables}  # type: ignore[attr-defined]


def test_every_setting_can_be_changed_and_leaves_a_line(pulse: Pulse, settings: Settings) -> None:
    words = (
        "workspace set --channel CLEAD --audience CALL --zone Europe/Vienna --lang de --touchpoints Laden,Hotline "
        "--k 9 --digest-at fri_12:30 --weekly-cap 20 --country AT --no-reading --admin UM00"
    )
    code, out, err = pulse(*(word.replace("_", " ") for word in words.split()))
    assert (code, out, err) == (0, "Changed.\n", "")
    workspace, home, lines = stored(settings)
    assert (workspace.zone, workspace.language, workspace.touchpoints) == (
        "Europe/Vienna",
        "de",
        ("store", "Hotline"),
    )
    assert (workspace.k, workspace.weekly_cap, workspace.country, workspace.reading) == (9, 0.2, "AT", False)
    assert (workspace.digest.weekday, f"{workspace.digest.at:%H:%M}") == (5, "12:30")
    assert (home.channel, home.audience) == ("CLEAD", "CALL")
    assert lines == [("command line", "workspace set")]
    with wiring.house(settings) as house, house.store.look(house.store.workspaces()[0]) as work:
        assert len(work.people.admins()) == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("--k 4", "The threshold can only rise: a whole number from 5 to 100."),
        ("--k 9 --zone Mars", "The time zone “Mars” is unknown."),
        ("--country DE-XX", "I know no public holidays of “DE-XX”."),
        ("--weekly-cap 80", "The share is a whole number from 1 to 25 per cent."),
        ("--digest-at sometime", "Write day and time like “mon 09:00”."),
        ("--touchpoints ,", "One to 8 touchpoints"),
        ("--k 9 --channel CSHARED", "People of other organisations or guests read this channel"),
        ("--k 9 --channel C404", "I cannot write into this channel."),
        ("--k 9 --channel CLEAD --platform teams", "0 homes fit: say which with --platform."),
    ],
)
def test_what_cannot_be_changes_nothing(pulse: Pulse, settings: Settings, words: str, said: str) -> None:
    before = stored(settings)
    code, out, err = pulse("workspace", "set", *words.split(" "))
    assert (code, out, said in err) == (1, "", True), err
    assert stored(settings) == before


def test_a_sync_reads_who_is_there_now(pulse: Pulse, settings: Settings, town: FakeSlack) -> None:
    assert pulse("people", "sync")[0] == 1
    pulse("workspace", "set", "--audience", "CALL")
    assert pulse("people", "sync")[:2] == (0, "30 added, 0 changed, 0 left, 1 of them never to be asked.\n")
    town.workspaces["T1"].channels["CALL"]["members"] = (*STAFF[:28], "UGUEST")
    assert pulse("people", "sync")[:2] == (0, "0 added, 0 changed, 2 left, 1 of them never to be asked.\n")
    town.fail("conversations.members", "err:channel_not_found")
    code, _, err = pulse("people", "sync")
    assert (code, "slack does not say who is in CALL: channel_not_found" in err) == (1, True)
    with wiring.house(settings) as house, house.store.look(house.store.workspaces()[0]) as work:
        assert len(work.people.audience()) == 28
        assert work.people.met(Who("slack", "T1", "UGUEST")) is None


def test_a_rehearsal_reaches_testers_alone_and_stores_nothing(
    pulse: Pulse, settings: Settings, town: FakeSlack
) -> None:
    pulse("workspace", "set", "--audience", "CALL", "--weekly-cap", "25")
    pulse("people", "sync")
    before = everything(settings)
    code, out, err = pulse("rehearse", "--to", "slack:UBOSS", "--to", "slack:UM01", "--now", TUESDAY)
    assert (code, err) == (0, "")
    assert everything(settings) == before
    assert {user for user in (*STAFF, "UBOSS") if town.said(user)} == {"UBOSS", "UM01"}
    for user in ("UBOSS", "UM01"):
        greeting, question = (json.dumps(m["blocks"], ensure_ascii=False) for m in town.said(user))
        assert "Hello, I am the customer pulse" in greeting
        assert "a|" in question
        assert "This is a rehearsal: a tap does not count." in question
    would = [line for line in out.splitlines() if line.startswith("would go to")]
    asked = {line.split()[3].rstrip(",") for line in would}
    assert asked
    assert asked <= {f"slack:{user}" for user in STAFF} - {"slack:UM01"}
    assert out.splitlines()[-1] == f"{len(would)} messages would go to everybody else. Nothing was stored."
    assert out.count("Did we keep") + out.count("Your most recent customer") >= len(asked) / 2


@pytest.mark.parametrize(
    ("tester", "said"),
    [
        ("UBOSS", "“UBOSS” is no tester: write it as platform:id, slack:U024BE7LH"),
        ("teams:x", "the workspace does not live on teams"),
    ],
)
def test_a_tester_nobody_can_reach_is_said(pulse: Pulse, town: FakeSlack, tester: str, said: str) -> None:
    code, out, err = pulse("rehearse", "--to", tester)
    assert (code, out, said in err) == (1, "", True), err
    assert town.messages == {}


def test_who_said_never_again_is_no_tester(pulse: Pulse, settings: Settings, town: FakeSlack) -> None:
    from bot import privacy

    pulse("workspace", "set", "--audience", "CALL")
    pulse("people", "sync")
    with wiring.house(settings) as house, house.store.work(house.store.workspaces()[0]) as work:
        met = work.people.met(Who("slack", "T1", "UM05"))
        assert met is not None
        privacy.opt_out(work, met[0])
    code, _, err = pulse("rehearse", "--to", "slack:UBOSS", "--to", "slack:UM05")
    assert (code, "said: never again" in err) == (1, True)
    assert town.messages == {}


def test_a_home_whose_app_came_first_is_set_up_once(pulse: Pulse, settings: Settings) -> None:
    with wiring.house(settings) as house:
        house.settle_in(Home("slack", "T2"), Workspace(wiring.new_id()))
        founded = house.store.at_home("slack", "T2")
    add = ("workspace", "add", "--platform", "slack", "--id", "T2", "--channel", "C2", "--k", "7")
    assert pulse(*add)[:2] == (0, f"{founded}\n")
    with wiring.house(settings) as house, house.store.look(founded or WorkspaceId("")) as work:
        assert (work.workspace.k, work.homes.all()[0].channel) == (7, "C2")
    code, _, err = pulse(*add)
    assert (code, "belongs to a workspace already" in err) == (1, True)


def test_a_leadership_channel_others_read_is_refused_here_too(pulse: Pulse, settings: Settings) -> None:
    assert pulse("workspace", "channel", "CSHARED")[0] == 1
    assert stored(settings)[1].channel == "CLEAD"
    assert pulse("workspace", "channel", "CALL")[:2] == (0, "Digests stand in CALL from now on.\n")
