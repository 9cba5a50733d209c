"""Leaders guess once a month; the digest holds it against what staff heard."""

from __future__ import annotations

from datetime import date, time

import pytest

from bot import cadence, events
from bot.model import DigestTime, Week
from tests.world import Someone, World

GUESSES = ["under 50 %", "50–64 %", "65–79 %", "80–89 %", "90 % and more"]
WEEK = Week("2026-W49")  # its digest stands on 7 December: the month's first


def led(world: World, leaders: int) -> tuple[list[Someone], list[Someone]]:
    """Colleagues who break their promises, and leaders; the Wednesday of beliefs has come."""
    people = world.colleagues(40)
    heads = [world.colleague(f"Head{n}", role="leader", imported=n == 0) for n in range(leaders)]
    for _ in range(2):
        world.asks_everybody()
        for person in people:
            if person.is_asked and "Kept" in person.question.buttons:
                person.answers("Broken")
            elif person.is_asked:
                person.answers(person.question.buttons[0])
        world.next_week()
    world.reaches(date(2026, 12, 3), time(17))
    return people, heads


def guesses(someone: Someone) -> list[str]:
    """The options of the question of beliefs, where it waits."""
    return next((m.buttons for m in someone.chat if m.buttons == GUESSES), [])


def guess(someone: Someone, label: str) -> None:
    """One tap."""
    question = next(m for m in someone.chat if m.buttons == GUESSES)
    someone.taps(question, label)


def test_beliefs_are_asked_once_a_month_of_whoever_is_in_the_channel(world: World) -> None:
    people, heads = led(world, 3)
    assert [guesses(head) for head in heads] == [GUESSES] * 3
    assert not any(guesses(person) for person in people)
    world.reaches(date(2026, 12, 29), time(17))
    assert [guesses(head) for head in heads] == [[], [], []]
    assert heads[0].last.text == "The guesses of this month are sealed. There is nothing to do."
    world.reaches(date(2026, 12, 31), time(17))  # the first digest of January stands on the 4th
    assert [guesses(head) for head in heads] == [GUESSES] * 3


def test_the_gap_stands_in_the_months_first_digest_and_nowhere_before(world: World) -> None:
    _, heads = led(world, 3)
    for head, label in zip(heads, ("90 % and more", "80–89 %", "90 % and more"), strict=True):
        guess(head, label)
    assert not any("believed" in digest.text for digest in world.digests)
    world.reaches(date(2026, 12, 7), time(10))
    assert "Leaders believed 95 %, staff heard" in world.digests[-1].text
    assert "too hopeful" in world.digests[-1].text
    world.next_week()
    assert "believed" not in world.digests[-1].text


def test_two_leaders_have_no_shared_gap(world: World) -> None:
    _, heads = led(world, 2)
    for head in heads:
        guess(head, "90 % and more")
    world.reaches(date(2026, 12, 7), time(10))
    assert "believed" not in world.digests[-1].text


def test_a_guess_is_never_shown_and_can_be_changed_until_the_close(world: World) -> None:
    _, heads = led(world, 3)
    guess(heads[0], "under 50 %")
    sealed = heads[0].last
    assert (
        sealed.text
        == "Thank you, sealed until the digest. It will show how far beliefs and reality lie apart."
    )
    heads[0].taps(sealed, "Change my guess")
    guess(heads[0], "80–89 %")
    with world.house.store.look(world.id) as work:
        (belief,) = work.beliefs.of_week(WEEK)
    assert belief.guess == "80_89"
    world.reaches(date(2026, 12, 7), time(10))
    world.does("head0", events.Believed(week=WEEK, guess="under_50"))
    assert "sealed already" in heads[0].last.text


def test_who_is_not_in_the_channel_can_not_guess(world: World) -> None:
    people, _ = led(world, 3)
    world.does(people[0].user, events.Believed(week=WEEK, guess="under_50"))
    assert "members of the leadership channel" in people[0].last.text
    with world.house.store.look(world.id) as work:
        assert not work.beliefs.of_week(WEEK)
        assert [act for _, _, act in work.audited()] == ["refused believed"]


def test_who_left_the_channel_is_not_asked_any_more(world: World) -> None:
    _, heads = led(world, 3)
    world.leaves_the_channel("head0")
    world.reaches(date(2026, 12, 31), time(17))
    assert world.person("head0").role == "colleague"
    assert [bool(guesses(head)) for head in heads] == [False, True, True]


@pytest.mark.only(
    "playground", why="half a year of taps; its card is drawn on every platform in the contract"
)
def test_from_the_fourth_month_on_a_leader_alone_reads_how_close_they_are(world: World) -> None:
    people, heads = led(world, 3)
    for _ in range(18):
        for head in heads:
            if guesses(head):
                guess(head, "90 % and more")
        for number, person in enumerate(people):
            if person.is_asked:
                unkept = "Broken" if "Kept" in person.question.buttons and number % 3 == 0 else ""
                person.answers(unkept or person.question.buttons[0])
        world.next_week()
        world.asks_everybody()
    told = [message.text for message in heads[0].chat if "For you alone" in message.text]
    assert told
    assert "points above what staff heard" in told[-1]
    assert not any("For you alone" in digest.text for digest in world.digests)
    assert not any("90 %" in text for text in told)


def test_my_data_holds_my_guesses_and_erasing_takes_them(world: World) -> None:
    _, heads = led(world, 3)
    guess(heads[0], "under 50 %")
    heads[0].writes("my data")
    with world.house.store.look(world.id) as work:
        from bot import privacy

        assert privacy.data(work, world.person("head0"))["beliefs"] == [{"week": WEEK, "guess": "under_50"}]
    world.does("head0", events.Confirmed(what="delete"))
    with world.house.store.look(world.id) as work:
        assert not work.beliefs.of_week(WEEK)


@pytest.mark.parametrize(
    ("week", "opens"), [("2026-W48", False), ("2026-W49", True), ("2026-W50", False), ("2026-W53", True)]
)
def test_a_month_opens_with_the_digest_that_is_its_first(week: str, opens: bool) -> None:
    assert cadence.opens_month(Week(week), DigestTime()) is opens
