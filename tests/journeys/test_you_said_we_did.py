"""What leaders did goes back to everybody it concerns, once, and into the digest."""

from __future__ import annotations

from datetime import date, time

import pytest

from bot import acting, events
from tests.world import Someone, World

DONE = "Invoice mails no longer land in spam"


def logs(world: World, head: Someone, **fields: str) -> None:
    """A leader opens the form and sends it."""
    begun = world.does(head.user, events.ActionBegun())
    head.sends(begun, **({"text": DONE, "theme": "none", "segment": "*"} | fields))


def answer_all(people: list[Someone]) -> list[str]:
    """Everybody who is asked answers; the thank-yous."""
    return [p.answers(p.question.buttons[0]).text for p in people if p.is_asked]


def test_an_action_stands_in_the_digest_and_once_in_each_thank_you(world: World) -> None:
    people = world.colleagues(8)
    head = world.colleague("Head", role="leader", imported=False)
    logs(world, head)
    assert DONE in head.last.text
    world.asks_everybody()
    thanks = answer_all(people)
    assert thanks
    assert all(text.endswith(f"What changed: {DONE}") for text in thanks)
    world.next_week()
    assert f"You said, we did    {DONE}" in world.digests[-1].text
    for _ in range(6):
        world.asks_everybody()
        assert not any(DONE in text for text in answer_all(people))
        world.next_week()
        assert DONE not in world.digests[-1].text


def test_undo_does_not_lose_the_line(world: World) -> None:
    mia = world.colleague("Mia")
    head = world.colleague("Head", role="leader", imported=False)
    logs(world, head)
    world.asks_everybody()
    thanks = mia.answers(mia.question.buttons[0])
    mia.taps(thanks, "Undo")
    assert DONE in mia.answers(mia.question.buttons[1]).text


def test_only_the_segment_it_concerns_is_told_whoever_relayed(world: World) -> None:
    support, store = world.colleague("Mia"), world.colleague("Noor", touchpoint="store")
    head = world.colleague("Head", role="leader", imported=False)
    logs(world, head, segment="store")
    world.asks_everybody()
    assert DONE not in support.answers(support.question.buttons[0]).text
    assert DONE in store.answers(store.question.buttons[0]).text


def test_who_answered_before_is_told_with_the_next_answer(world: World) -> None:
    mia = world.colleague("Mia")
    head = world.colleague("Head", role="leader", imported=False)
    world.asks_everybody()
    mia.answers(mia.question.buttons[0])
    logs(world, head)
    texts = []
    for _ in range(5):
        world.next_week()
        world.asks_everybody()
        if mia.is_asked:
            texts.append(mia.answers(mia.question.buttons[0]).text)
    assert [DONE in text for text in texts] == [True]


def test_names_in_an_action_are_masked_and_markup_is_inert(world: World) -> None:
    head = world.colleague("Head", role="leader", imported=False)
    logs(world, head, text="Called back Mrs Miller at max@example.org <!channel>")
    assert "Miller" not in head.last.text
    assert "example.org" not in head.last.text


def test_only_leaders_log(world: World) -> None:
    mia = world.colleague("Mia")
    begun = world.does("mia", events.ActionBegun())
    assert "form" not in begun
    assert "members of the leadership channel" in mia.last.text
    world.does("mia", events.ActionLogged(text=DONE))
    with world.house.store.look(world.id) as work:
        assert work.actions.last() == 0


@pytest.mark.only(
    "playground", why="ten weeks of relays; the digest's line is drawn on every platform elsewhere"
)
def test_the_share_of_a_theme_is_told_four_weeks_after_something_was_done(world: World) -> None:
    people = world.colleagues(30)
    head = world.colleague("Head", role="leader", imported=False)
    for week in range(10):
        for person in people[:12]:
            late = week < 3
            text = (
                "The delivery came two weeks late again"
                if late
                else "Everybody was friendly on the phone today"
            )
            person.writes(f"relay {text}, {person.user}")
            person.taps(person.last, "Keep it")
        if week == 3:
            logs(world, head, text="A second courier", theme="delivery")
        world.next_week()
    told = [digest.text for digest in world.digests if "Four weeks after" in digest.text]
    assert len(told) == 1
    assert "Four weeks after “A second courier”: the share of its theme has moved by -" in told[0]


def test_the_difference_of_shares_equals_the_published_one() -> None:
    # Newcombe 1998, table II, example (a): 56/70 against 48/80 at 95 % is .0524 to .3339.
    found = acting.difference((56, 70), (48, 80), level=0.95)
    assert abs(found.low - 0.0524) < 5e-5
    assert abs(found.high - 0.3339) < 5e-5


def test_an_action_of_long_ago_is_told_nobody(world: World) -> None:
    mia = world.colleague("Mia")
    head = world.colleague("Head", role="leader", imported=False)
    logs(world, head)
    with world.house.store.work(world.id) as work:
        from dataclasses import replace

        person = world.person("mia")
        work.people.save(replace(person, paused_until=date(2027, 2, 1)))
    world.reaches(date(2027, 2, 1), time(10))
    world.asks_everybody()
    assert DONE not in mia.answers(mia.question.buttons[0]).text
