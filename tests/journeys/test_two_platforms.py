"""One organisation with a Slack workspace and a Teams tenant: one pulse, one person once, one digest."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from adapters.settings import Settings
from bot import cadence, events
from bot.importing import BadRow, Imported
from storage.models import Account, Ask, Base, Response
from storage.models import Person as PersonRow
from tests.doorstep import Doorstep
from tests.fakes.slack import FakeSlack
from tests.fakes.teams import Microsoft
from tests.screens import slack, teams
from tests.world import Message, Someone, World

BOTH = ("slack", "teams")


@pytest.fixture
def world(
    settings: Settings, doorstep: Doorstep, slack_side: FakeSlack, teams_side: Microsoft
) -> Iterator[World]:
    """A workspace with a home on each platform."""
    made = World(settings, doorstep, slack.Screen(slack_side), teams.Screen(teams_side))
    yield made
    made.end()


def on_both(world: World, name: str, **about: Any) -> Someone:
    """Somebody with an account on each, which the admin's file says is one and the same."""
    return world.colleague(name, on=BOTH, person=f"staff-{name}", **about)


def asked_at(someone: Someone) -> list[str]:
    """The platforms on which a question waits for them."""
    return [platform for platform in BOTH if someone.on(platform).is_asked]


def rows(world: World, table: type[Base]) -> list[dict[str, Any]]:
    with world.house.store.engine.connect().execution_options(reading=True) as db:
        return [dict(row._mapping) for row in db.execute(select(*table.__table__.columns))]


def everything(world: World) -> str:
    return str([rows(world, mapper.class_) for mapper in Base.registry.mappers])


def voices(world: World) -> int:
    with world.house.store.look(world.id) as work:
        return sum(sum(tally.counts.values()) for tally in work.responses.tallies(world.week))


def test_everybody_is_asked_once_and_only_on_one_of_them(world: World) -> None:
    people = [on_both(world, f"m{n}") for n in range(12)]
    world.colleague("Only", on=("teams",))
    world.asks_everybody()
    assert all(len(asked_at(someone)) <= 1 for someone in people)
    asked = [someone for someone in people if asked_at(someone)]
    assert len(asked) >= 5
    assert len({ask["person"] for ask in rows(world, Ask)}) == len(rows(world, Ask))
    assert len(rows(world, PersonRow)) == 13


def test_a_question_comes_where_they_acted_last_even_if_that_was_after_it_was_planned(world: World) -> None:
    mia, ben = on_both(world, "Mia"), on_both(world, "Ben")
    mia.on("teams").writes("hi")
    world.catches_up()
    assert {ask["state"] for ask in rows(world, Ask)} == {"planned"}
    ben.on("teams").writes("hi")
    mia.on("slack").writes("hi")
    world.asks_everybody()
    assert (asked_at(mia), asked_at(ben)) == (["slack"], ["teams"])
    welcome, question = ben.on("teams").chat[-2:]
    assert "automated assistant" in welcome.text
    assert question.post.waits


def test_one_digest_stands_in_both_channels_with_the_same_figures(world: World) -> None:
    people = [on_both(world, f"m{n}") for n in range(15)]
    people += [world.colleague(f"t{n}", on=("teams",)) for n in range(15)]
    for someone in people[:8]:
        someone.on("teams").writes("hi")
    world.asks_everybody()
    for someone in people:
        for platform in asked_at(someone):
            there = someone.on(platform)
            there.answers(there.question.buttons[0])
    world.next_week()
    world.passes(days=1)
    (one,), (other,) = (world.screens[platform].posted() for platform in BOTH)
    figures = re.findall(r"\d+", " ".join(one.lines))
    assert len(figures) >= 8
    assert figures == re.findall(r"\d+", " ".join(other.lines))
    assert one.lines == other.lines


def test_never_again_on_one_is_never_on_the_other(world: World) -> None:
    mia = on_both(world, "Mia")
    mia.taps(mia.writes("never"), "Yes, never again")
    row = {"touchpoint": "app", "person": "staff-Mia"}
    for platform in BOTH:
        world.imports({"platform": platform, "id": mia.on(platform).id, **row})
    world.asks_everybody()
    assert asked_at(mia) == []
    assert "never again" in mia.on("teams").writes("hi").text


def test_my_data_names_both_accounts_and_what_was_said_on_the_other(world: World) -> None:
    mia = on_both(world, "Mia")
    there = mia.on("teams")
    there.writes("hi")
    world.asks_everybody()
    there.answers(there.question.buttons[0])
    there.taps(there.writes("relay the parcel came early today"), "Keep it")
    handed = world.does("mia", _data())
    found = json.loads(handed["file"]["content"])
    assert found["accounts"] == [
        {"platform": "slack", "home": "T1", "id": mia.id},
        {"platform": "teams", "home": "t1", "id": there.id},
    ]
    assert (len(found["answers"]), len(found["asks"])) == (1, 1)
    assert [text["text"] for text in found["texts"]] == ["the parcel came early today"]


def _data() -> Any:
    from bot.events import Commanded

    return Commanded(text="data")


def test_deleting_on_one_forgets_the_other_too_and_for_good(world: World) -> None:
    mia, ben = on_both(world, "Mia"), on_both(world, "Ben")
    world.asks_everybody()
    for someone in (mia, ben):
        someone.on(asked_at(someone)[0]).answers(someone.on(asked_at(someone)[0]).question.buttons[0])
    there = mia.on("teams")
    there.taps(there.writes("delete"), "Yes, delete everything")
    for platform in BOTH:
        assert repr(mia.on(platform).id) not in everything(world)
    assert {row["user"] for row in rows(world, Account)} == {ben.on(platform).id for platform in BOTH}
    assert voices(world) == 1
    again = world.imports(*({"platform": p, "id": mia.on(p).id, "person": "1"} for p in BOTH))
    assert (again.added, again.never_asked) == (1, 2)


def test_who_left_one_is_asked_on_the_other_until_they_leave_that_too(world: World) -> None:
    mia, ben, eva = (on_both(world, name) for name in ("Mia", "Ben", "Eva"))
    for someone in (mia, ben, eva):
        someone.writes("hi")
        someone.leaves()
    ben.on("teams").leaves()
    eva.on("teams").leaves()
    eva.returns()
    world.asks_everybody()
    assert (asked_at(mia), asked_at(ben), asked_at(eva)) == (["teams"], [], ["slack"])


def test_a_home_that_goes_leaves_its_questions_to_the_other(world: World) -> None:
    mia = on_both(world, "Mia")
    lea = world.colleague("Lea")  # on Slack alone
    mia.writes("hi")
    world.catches_up()
    assert len(rows(world, Ask)) == 2
    world.screens["slack"].uninstalls()
    world.asks_everybody()
    assert (asked_at(mia), asked_at(lea)) == (["teams"], [])
    there = mia.on("teams")
    there.answers(there.question.buttons[0])
    world.next_week()
    assert (len(world.screens["slack"].posted()), len(world.screens["teams"].posted())) == (0, 1)
    world.reaches(cadence.monday(world.week) + timedelta(days=35), time(12))
    assert {ask["person"] for ask in rows(world, Ask)} <= {world.person("mia").id}


def test_two_whom_the_file_calls_one_become_one_voice(world: World) -> None:
    mia = world.colleague("Mia", on=BOTH, imported=False)
    for platform in BOTH:
        world.imports({"platform": platform, "id": mia.on(platform).id, "touchpoint": "app"})
    world.asks_everybody()
    assert asked_at(mia) == ["slack", "teams"]  # nobody could know
    for platform in BOTH:
        there = mia.on(platform)
        there.answers(there.question.buttons[0])
        there.taps(there.writes(f"relay the parcel came early on {platform}"), "Keep it")
    there = mia.on("teams")
    form = there.passes_on("The refund took three weeks")
    there.taps(there.sends(form, touchpoint="app", follow_up="yes"), "Keep it")
    assert (voices(world), len(rows(world, PersonRow))) == (2, 2)
    done = world.imports(*({"platform": p, "id": mia.on(p).id, "person": "7"} for p in BOTH))
    assert done == Imported(0, 0, 0)
    assert (voices(world), len(rows(world, PersonRow)), len(rows(world, Ask))) == (1, 1, 1)
    assert {row["person"] for row in rows(world, Account)} == {world.person("mia").id}
    found = json.loads(world.does("mia", _data())["file"]["content"])
    assert (len(found["texts"]), len(found["follow_ups"])) == (3, 1)
    world.next_week()
    assert len(rows(world, Response)) == 1
    assert world.person("mia").memory.last == "2026-W47"


def test_a_no_of_either_is_a_no_of_both(world: World) -> None:
    mia = world.colleague("Mia", on=BOTH, imported=False)
    for platform in BOTH:
        world.imports({"platform": platform, "id": mia.on(platform).id, "touchpoint": "app"})
    there = mia.on("teams")
    there.taps(there.writes("never"), "Yes, never again")
    world.imports(*({"platform": p, "id": mia.on(p).id, "person": "7"} for p in BOTH))
    assert world.person("mia").opted_out
    world.asks_everybody()
    assert asked_at(mia) == []
    mia.taps(mia.writes("delete"), "Yes, delete everything")
    again = world.imports({"platform": "slack", "id": mia.id})
    assert again.never_asked == 1


def test_nobody_has_two_accounts_on_one_platform(world: World) -> None:
    mia, ben = on_both(world, "Mia"), on_both(world, "Ben")
    before = everything(world)
    with pytest.raises(BadRow, match="line 2: this person has another slack id already"):
        world.imports({"platform": "slack", "id": ben.id, "person": "staff-Mia"})
    with pytest.raises(BadRow, match="line 3: this person has another teams id already"):
        world.imports(
            {"platform": "slack", "id": mia.id, "person": "staff-Mia"},
            {"platform": "teams", "id": "aad-new", "person": "staff-Mia"},
        )
    assert everything(world) == before


def test_the_value_of_the_file_is_kept_only_as_a_keyed_hash(world: World) -> None:
    on_both(world, "Mia")
    (person,) = rows(world, PersonRow)
    assert re.fullmatch("[0-9a-f]{64}", person["match"])
    assert "staff-Mia" not in everything(world)


def test_the_first_line_about_somebody_counts_however_often_the_file_comes(world: World) -> None:
    mia = world.colleague("Mia", on=BOTH, imported=False)
    file = [
        {"platform": "slack", "id": mia.id, "person": "7", "touchpoint": "app"},
        {"platform": "teams", "id": mia.on("teams").id, "person": "7", "touchpoint": "store"},
    ]
    assert world.imports(*file) == Imported(1, 0, 0)
    assert world.imports(*file) == Imported(0, 0, 0)
    assert world.person("mia").segment == "app"


def test_a_case_stands_in_both_channels_and_is_taken_in_one(world: World) -> None:
    mia = world.colleague("Mia", imported=False)
    lea = on_both(world, "Lea", role="leader")
    handed = world.does("mia", events.RelayBegun())
    preview = mia.sends(handed, text="The refund took three weeks", touchpoint="support", follow_up="yes")
    mia.taps(preview, "Keep it")
    world.passes(hours=4)

    def cards() -> dict[str, Message]:
        posted = {name: screen.posted() for name, screen in world.screens.items()}
        return {
            name: Message(world, post)
            for name, posts in posted.items()
            for post in posts
            if "The refund took three weeks" in post.lines
        }

    assert [cards()[name].buttons for name in BOTH] == [["I take it"]] * 2
    lea.on("teams").taps(cards()["teams"], "I take it")
    world.catches_up()
    assert [cards()[name].buttons for name in BOTH] == [["Resolve", "Hand over"]] * 2
    slack_card = cards()["slack"]
    lea.on("slack").sends(lea.on("slack").taps(slack_card, "Resolve"), text="Refunds take two days now")
    world.catches_up()
    assert [cards()[name].buttons for name in BOTH] == [["Reopen"]] * 2
