from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from adapters.platform import Address, Platform, Sent, Uncertain, Undeliverable
from adapters.playground import CHANNEL, HOME, Playground, parse
from bot import messages
from bot.events import Answered, Commanded
from bot.messages import Message
from tests.adapters.playground import company as companies

MESSAGE = Message("hello")
Parts = tuple[companies.Company, companies.Answering, Playground]


@pytest.fixture
def parts() -> Parts:
    return companies.found()


def run(doing: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(doing)


def standing(playground: Playground, chat: str) -> list[str]:
    return [post.card["summary"] for post in playground.rooms.since(0, (chat,))[0]]


def tap(parts: Parts, user: str, body: dict[str, Any]) -> Any:
    _, door, playground = parts
    person = playground.colleague(user)
    assert person
    return run(playground.act(person, parse.act(body, playground.who(person)), door))


def test_it_is_a_platform(parts: Parts) -> None:
    platform: Platform = parts[2]
    assert platform.name == "playground"
    run(platform.ping())
    assert run(platform.shared(HOME, CHANNEL)) is False


def test_a_message_stands_and_is_replaced_where_it_stands(parts: Parts) -> None:
    playground = parts[2]
    first = run(playground.show(MESSAGE, Address(HOME, user="mia")))
    again = run(playground.show(Message("new"), Address(HOME, user="mia"), first))
    assert (again, standing(playground, "mia")) == (first, ["new"])


def test_what_stood_before_a_restart_stands_anew(parts: Parts) -> None:
    playground = parts[2]
    sent = run(playground.show(MESSAGE, Address(HOME, user="mia"), Sent("mia", "earlier-1")))
    assert sent.message != "earlier-1"
    assert standing(playground, "mia") == ["hello"]


@pytest.mark.parametrize(
    "to",
    [
        Address("elsewhere", user="mia"),
        Address(HOME, user="nobody"),
        Address(HOME, channel="mia"),
        Address(HOME),
    ],
)
def test_nobody_there_is_permanent(parts: Parts, to: Address) -> None:
    with pytest.raises(Undeliverable) as refused:
        run(parts[2].show(MESSAGE, to))
    assert refused.value.permanent


def test_faults_can_be_injected(parts: Parts) -> None:
    playground = parts[2]
    playground.faults.extend([Undeliverable("slow down", retry_after=3), Uncertain("lost")])
    for fault in (Undeliverable, Uncertain):
        with pytest.raises(fault):
            run(playground.show(MESSAGE, Address(HOME, user="mia")))
    run(playground.show(MESSAGE, Address(HOME, user="mia")))
    assert standing(playground, "mia") == ["hello"]


def test_leaders_are_members_of_the_channel(parts: Parts) -> None:
    members = run(parts[2].members(HOME, CHANNEL))
    assert [(who.user, who.locale, who.admin) for who in members] == [
        ("lea", "de", True),
        ("noah", "en", True),
    ]
    assert len(run(parts[2].members(HOME, "everyone"))) == len(companies.PEOPLE)
    with pytest.raises(Undeliverable):
        run(parts[2].members(HOME, "nowhere"))


def test_a_tap_replaces_the_message_and_the_door_hears_that_it_stands(parts: Parts) -> None:
    _, door, playground = parts
    sent = run(companies.settle(playground))
    assert tap(parts, "mia", {"spelt": "a|r1|kept", "message": sent.message}) == {}
    who = playground.who(companies.PEOPLE[0])
    assert door.events == [Answered(who=who, ask="r1", option="kept")]
    assert standing(playground, "mia") == [companies.TEXTS["de"]["thanks"]]
    assert [reply.how for reply in door.said] == ["replace"]


def test_a_replacement_without_a_place_is_told_and_not_said_to_stand(parts: Parts) -> None:
    _, door, playground = parts
    tap(parts, "mia", {"spelt": "a|r1|kept"})
    assert standing(playground, "mia") == [companies.TEXTS["de"]["thanks"]]
    assert door.said == []


def test_what_is_told_is_for_that_person_alone(parts: Parts) -> None:
    playground = parts[2]
    sent = run(companies.settle(playground))
    tap(parts, "mia", {"spelt": "w|r1", "message": sent.message})
    posts, _ = playground.rooms.since(0, ("mia",))
    assert [post.private for post in posts] == [False, True]
    assert standing(playground, "tom") == [companies.ask(companies.PEOPLE[1]).summary]


def test_nobody_acts_on_a_message_in_front_of_somebody_else(parts: Parts) -> None:
    _, door, playground = parts
    sent = run(companies.settle(playground))
    digest = playground.rooms.since(0, (CHANNEL,))[0][0]
    for user, message in (("tom", sent.message), ("tom", digest.id), ("lea", sent.message)):
        with pytest.raises(parse.Refused):
            tap(parts, user, {"spelt": "/|cases", "message": message})
    assert door.events == []
    tap(parts, "lea", {"spelt": "/|cases", "message": digest.id})
    assert door.events == [Commanded(who=playground.who(companies.PEOPLE[2]), text="cases")]


def test_words_show_as_ones_own_but_a_slash_command_does_not(parts: Parts) -> None:
    playground = parts[2]
    tap(parts, "tom", {"text": "hello"})
    tap(parts, "tom", {"text": "/pulse nothing"})
    posts, _ = playground.rooms.since(0, ("tom",))
    assert [(post.by, post.card["summary"]) for post in posts] == [
        ("tom", "hello"),
        ("", "Everything you can do"),
    ]


def test_a_form_and_a_file_go_to_the_acting_browser(parts: Parts) -> None:
    handed = tap(parts, "tom", {"spelt": "b", "fields": {"text": "They said so"}})
    assert handed["form"]["form"]["fields"][0]["value"] == "They said so"
    assert standing(parts[2], "tom") == []
    assert tap(parts, "tom", {"text": "/pulse data"})["file"]["name"] == "my-data.json"


def test_time_passes_for_one_wish_at_a_time(parts: Parts) -> None:
    company, _, playground = parts
    company.hold = 0.01

    async def at_once(*wishes: Coroutine[Any, Any, None]) -> list[Any]:
        return list(await asyncio.gather(*wishes, return_exceptions=True))

    first, *rest = run(at_once(playground.advance(1), playground.advance(1), playground.run(True)))
    assert (first, [refused.status for refused in rest]) == (None, [409, 409])
    assert (playground.busy, company.on) == (False, False)
    run(playground.run(True))
    assert [refused.status for refused in run(at_once(playground.advance(1)))] == [409]


def test_nothing_follows_from_nothing(parts: Parts) -> None:
    assert tap(parts, "tom", {"text": "/pulse nothing"}) == {}
    assert standing(parts[2], "tom") == []
    assert messages.NOTHING.how == "nothing"
