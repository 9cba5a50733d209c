"""The contract of a platform: what every one of them must do with what the bot says and people do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from adapters.platform import Address, Sent, Uncertain, Undeliverable
from adapters.settings import Settings
from bot import events
from bot.messages import Line, Message, lines
from bot.model import Language
from tests import said
from tests.doorstep import Doorstep
from tests.fakes.slack import FakeSlack
from tests.fakes.teams import Microsoft
from tests.screens import Fault, Screen, playground, slack, teams
from tests.world import World

PLATFORMS = ("playground", "slack", "teams")
LONG = ("Grüße 👩‍👩‍👧 ßœ — das „Büro“ … " * 200)[:3000]


@pytest.fixture
def screen_of(slack_side: FakeSlack, teams_side: Microsoft) -> Callable[[str], Screen]:
    made: dict[str, Callable[[], Screen]] = {
        "playground": playground.Screen,
        "slack": lambda: slack.Screen(slack_side),
        "teams": lambda: teams.Screen(teams_side),
    }
    return lambda name: made[name]()


@pytest.fixture(params=PLATFORMS)
def screen(request: pytest.FixtureRequest, screen_of: Callable[[str], Screen]) -> Screen:
    return screen_of(request.param)


@pytest.fixture(params=["de", "en"])
def spoken(
    request: pytest.FixtureRequest, settings: Settings, doorstep: Doorstep
) -> Iterator[tuple[Language, said.Said]]:
    """Everything the bot said in a few weeks in which everything happens."""
    housed = replace(settings, url="https://pulse.example")
    world = World(housed, doorstep, playground.Screen(), language=request.param, reminding=True)
    with said.recorded() as found:
        said.everything(world, request.param)
    yield request.param, found
    world.end()


def test_every_message_the_bot_can_say_stands_on_every_platform(
    spoken: tuple[Language, said.Said], screen_of: Callable[[str], Screen]
) -> None:
    language, found = spoken
    assert set(found) == said.composers()  # let what is new be said in tests/said.py
    assert all(any(message.language == language for message in each) for each in found.values())
    screens = [screen_of(name) for name in PLATFORMS]
    for message in {message for each in found.values() for message in each}:
        meant = [button.event for button in message.buttons]
        meant += [_unwritten(message.form.event)] if message.form else []
        for screen in screens:
            assert screen.faults(message) == [], (screen.name, message)
            back = [events.by(event, events.NOBODY) for event in screen.means(message)]
            assert sorted(map(events.spell, back)) == sorted(map(events.spell, meant)), screen.name


def _unwritten(event: events.Event) -> events.Event:
    """A form's event without what somebody wrote: that lives in its fields."""
    return replace(event, text="") if hasattr(event, "text") else event


def show(world: World, message: Message, over: Sent | None = None, **to: Any) -> Sent:
    """Make it stand with Mia, or wherever it is told."""
    address = Address(world.screen.home, **(to or {"user": world.screen.id("mia")}))
    return world._doorstep.run(world.platform.show(message, address, over))


def plain(text: str) -> Message:
    return Message(text, lines(text))


def test_replacing_replaces(world: World) -> None:
    mia = world.colleague("Mia")
    sent = show(world, plain("Hello"))
    assert show(world, plain("Thank you"), over=sent) == sent
    assert [message.text for message in mia.chat] == ["Thank you"]


@pytest.mark.parametrize("kind", ["plain", "strong", "quote"])
def test_umlauts_emoji_and_three_thousand_characters_survive(world: World, kind: Any) -> None:
    mia = world.colleague("Mia")
    show(world, Message("x", (Line(LONG, kind),)))
    assert mia.last.text == LONG


@pytest.mark.parametrize(
    ("fault", "permanent", "retry_after", "gone"),
    [
        ("permanent", True, None, False),
        ("passing", False, None, False),
        ("wait", False, 7.0, False),
        ("gone", True, None, True),
    ],
)
def test_a_refusal_says_whether_it_lasts(
    world: World, fault: Fault, permanent: bool, retry_after: float | None, gone: bool
) -> None:
    mia = world.colleague("Mia")
    world.screen.breaks(fault)
    with pytest.raises(Undeliverable) as no:
        show(world, plain("Hello"))
    assert (no.value.permanent, no.value.retry_after, no.value.gone) == (permanent, retry_after, gone)
    assert mia.chat == []
    show(world, plain("Hello again"))
    assert [message.text for message in mia.chat] == ["Hello again"]


@pytest.mark.parametrize("fault", ["lost", "kept"])
def test_a_lost_answer_is_uncertain_and_not_tried_again(world: World, fault: Fault) -> None:
    mia = world.colleague("Mia")
    world.screen.breaks(fault)
    with pytest.raises(Uncertain):
        show(world, plain("Hello"))
    assert len(mia.chat) == (fault == "kept" and world.screen.name != "playground")


def test_nobody_and_nowhere_are_no_for_good(world: World) -> None:
    world.colleague("Mia")
    for nobody in ({"user": "nobody"}, {"channel": "nowhere"}):
        if world.screen.name == "teams" and "user" in nobody:
            continue  # Microsoft opens a chat with whatever id it is given and refuses later
        with pytest.raises(Undeliverable) as no:
            show(world, plain("Hello"), **nobody)
        assert no.value.permanent


def test_a_doubled_tap_changes_nothing(world: World) -> None:
    mia = world.colleague("Mia")
    world.asks_everybody()
    question = mia.question
    thanks = mia.answers(question.buttons[0])
    for _ in range(3):
        mia.taps(question, question.buttons[0])
    assert [message.text for message in mia.chat][-1] == thanks.text
    with world.house.store.look(world.id) as work:
        (tally,) = work.responses.tallies(world.week)
    assert sum(tally.counts.values()) == 1


def test_a_forged_tap_is_refused_and_changes_nothing(world: World) -> None:
    mia = world.colleague("Mia")
    world.asks_everybody()
    question = mia.question
    assert world.screen.forges("mia", question.spelt(question.buttons[0])) in (401, 403)
    assert mia.question == question
    with world.house.store.look(world.id) as work:
        assert not work.responses.tallies(world.week)


def test_members_of_the_channel_are_known_and_guests_are_outsiders(world: World) -> None:
    for name in ("Lea", "Tom"):
        world.colleague(name, role="leader")
    world.colleague("Mia")
    found = world._doorstep.run(world.platform.members(world.screen.home, world.screen.channel))
    assert sorted(who.user for who in found) == sorted(world.screen.id(name) for name in ("lea", "tom"))
    assert not any(who.outsider for who in found)


def test_a_channel_others_read_is_told_apart(world: World) -> None:
    world.colleague("Lea", role="leader")
    shared = (world.screen.home, world.screen.channel)
    assert world._doorstep.run(world.platform.shared(*shared)) is False
    world.screen.strangers_join()
    assert world._doorstep.run(world.platform.shared(*shared)) is True


def test_the_other_side_answers(world: World) -> None:
    world._doorstep.run(world.platform.ping())
