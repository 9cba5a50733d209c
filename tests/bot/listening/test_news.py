"""What is new this week: found when it is there, rarely when it is not."""

import math
import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.listening.news import FALSE_ALARM, Voice, exceeding, news, once, terms, worth_a_look

THEMES = ("price", "waiting", "staff", "delivery")


def words(dice: random.Random, count: int = 8) -> str:
    """Return a text nobody else has written."""
    return " ".join(
        "".join(dice.choices("bdfgklmnprst", k=2)) + dice.choice("aeiou") + "n" for _ in range(count)
    )


def week(dice: random.Random, size: int, **shares: float) -> list[Voice]:
    """Return a week of `size` people whose comments are each of a theme with its share."""
    return [
        Voice(f"p{n}", words(dice), tuple(t for t in THEMES if dice.random() < shares.get(t, 0.1)))
        for n in range(size)
    ]


def test_a_theme_that_doubles_is_news() -> None:
    dice = random.Random(1)
    before = [week(dice, 60) for _ in range(8)]
    now = week(dice, 60, price=0.45)
    assert [alarm.theme for alarm in news(now, before, THEMES)] == ["price"]


def test_weeks_without_change_cry_wolf_less_often_than_promised() -> None:
    dice = random.Random(2)
    weeks = [week(dice, 40) for _ in range(100)]
    false = sum(bool(news(weeks[at], weeks[at - 8 : at], THEMES)) for at in range(8, 100))
    assert false / 92 <= FALSE_ALARM


def test_a_loud_colleague_is_one_person() -> None:
    quiet = [week(random.Random(n), 40, price=0) for n in range(8)]
    rest = week(random.Random(9), 10, price=0)
    many = [words(random.Random(100 + n)) for n in range(12)]
    loud = [Voice("one", text, ("price",)) for text in many]
    crowd = [Voice(f"c{n}", text, ("price",)) for n, text in enumerate(many)]
    assert news([*rest, *loud], quiet, THEMES) == ()
    assert [alarm.people for alarm in news([*rest, *crowd], quiet, THEMES)] == [12]


def test_a_text_passed_on_by_many_counts_once() -> None:
    text = "The prices have gone up again and nobody told us why"
    copies = [Voice(f"q{n}", text + "!" * n, ("price",)) for n in range(10)]
    assert len(once(copies)) == 1
    before = [week(random.Random(n), 40, price=0) for n in range(8)]
    assert news([*copies, *week(random.Random(10), 20, price=0)], before, THEMES) == ()


def test_nothing_to_compare_with_is_no_news() -> None:
    assert news(week(random.Random(3), 40), [], THEMES) == ()
    assert news([], [week(random.Random(3), 40)], THEMES) == ()


def test_an_alarm_is_explained_by_the_words_that_tell_it_apart() -> None:
    before = [
        [
            Voice(f"p{n}", f"the invoice was fine and the people too {words(random.Random(n))}", ("price",))
            for n in range(30)
        ]
    ] * 8
    now = [
        Voice(f"q{n}", f"the surcharge for parcels is too high {words(random.Random(n))}", ("price",))
        for n in range(9)
    ]
    assert set(terms([v.text for v in now], [v.text for v in before[0]])) >= {"surcharge", "parcels"}
    assert "the" not in terms([v.text for v in now], [v.text for v in before[0]])


def test_new_words_of_three_people_are_worth_a_look() -> None:
    before = [[Voice("a", "everything as usual", ())]]
    now = [Voice(f"p{n}", f"the kiosk stood still {words(random.Random(n))}", ()) for n in range(3)]
    assert "kiosk" in worth_a_look(now, before)
    assert worth_a_look(now[:2], before) == ()


@pytest.mark.parametrize(
    ("count", "of", "usual", "usual_of"), [(0, 10, 3, 80), (5, 40, 12, 300), (40, 40, 0, 300)]
)
def test_the_tail_is_a_probability(count: int, of: int, usual: int, usual_of: int) -> None:
    assert 0 <= exceeding(count, of, usual, usual_of) <= 1


@given(st.integers(1, 60), st.integers(0, 200))
def test_the_tail_starts_at_one_and_falls(of: int, usual: int) -> None:
    tail = [exceeding(count, of, usual, 200) for count in range(of + 1)]
    assert math.isclose(tail[0], 1, abs_tol=1e-9)
    assert all(later <= earlier + 1e-12 for earlier, later in pairwise(tail))
