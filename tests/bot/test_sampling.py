"""The planner: who is asked, who never, and why."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import sampling
from bot.sampling import Candidate, Settings
from bot.statistics.figures import Need
from bot.statistics.rates import Rates

ITEMS = {"trust": ("kept", "consistent"), "satisfaction": ("satisfied",)}
SETTINGS = Settings(ITEMS)
SEGMENTS_ONLY = Settings(ITEMS, whole_half_width=100.0, watch=2.0)


def needs(segments="ab", variance=100.0, size=100):
    return [Need(segment, index, variance, 800.0, size) for segment in segments for index in ITEMS]


def people(count, segment="a", **memory):
    known = {"last_asked": 10, "asked_13": 1, **memory}
    return [Candidate(f"{segment}{at:03d}", segment, **known) for at in range(count)]


def plan(candidates, needed=None, seed=1, settings=SETTINGS, week="2026-W47"):
    return sampling.plan(week, candidates, needed or needs(), Rates(), settings, seed)


candidates = st.lists(
    st.builds(
        Candidate,
        person=st.uuids().map(str),
        segment=st.sampled_from("ab"),
        last_asked=st.none() | st.integers(0, 60),
        asked_13=st.integers(0, 4),
        recontact=st.sampled_from([4, 8, 16]),
        no_customer_streak=st.integers(0, 3),
        available=st.booleans(),
    ),
    max_size=60,
    unique_by=lambda candidate: candidate.person,
)


@given(candidates, st.integers(0, 9))
def test_rules_hold_for_everybody(audience, seed):
    memory = {candidate.person: candidate for candidate in audience}
    picks = plan(audience, seed=seed)
    assert len({pick.person for pick in picks}) == len(picks) <= max(1, len(audience) // 10)
    for who in (memory[pick.person] for pick in picks):
        assert who.available
        assert who.asked_13 < 3
        assert who.last_asked is None or who.last_asked >= who.recontact


@given(candidates, st.randoms())
def test_the_same_seed_makes_the_same_plan_in_any_order(audience, random):
    shuffled = audience[:]
    random.shuffle(shuffled)
    assert plan(shuffled) == plan(audience)


def test_the_least_asked_and_then_the_longest_waiting_come_first():
    waiting = [Candidate("often", "a", 40, 2), Candidate("long", "a", 30, 0), Candidate("short", "a", 5, 0)]
    crowd = people(27, segment="z")
    assert [pick.person for pick in plan(waiting + crowd, needs("a"))] == ["long", "often", "short"]
    tenth = people(17, segment="z")
    assert [pick.person for pick in plan(waiting + tenth, needs("a"))] == ["long", "short"]


def test_who_is_new_waits_their_turn_and_not_for_ever():
    rested = [Candidate(f"a{at:03d}", "a", 4 + at % 9, 1) for at in range(90)]
    new = [Candidate(f"n{at:03d}", "a", None, 0) for at in range(10)]
    asked = [
        sum(pick.person in {n.person for n in new} for pick in plan(rested + new, needs("a"), seed))
        for seed in range(40)
    ]
    assert 1.0 < sum(asked) / 40 < 3.5  # of ten: not all in their first week, and more than by lot among all


def test_in_a_new_company_everybody_is_as_new_as_anybody():
    everybody = [Candidate(f"a{at:03d}", "a", None, 0) for at in range(100)]
    first, second = ({pick.person for pick in plan(everybody, needs("a"), seed)} for seed in (1, 2))
    assert len(first) in (9, 10)
    assert first != second


@pytest.mark.parametrize("count", [12, 60, 600])
def test_a_little_less_than_the_cap_is_asked_and_never_more(count):
    asks = [len(plan(people(count), needs("a"), week=f"2026-W{week:02d}")) for week in range(1, 51)]
    assert max(asks) <= max(1, count // 10)
    assert 0.9 * min(0.96, int(count / 10) / (count / 10)) <= sum(asks) / (50 * count / 10) <= 0.97


def test_a_segment_over_its_target_is_asked_first():
    wide, narrow = needs("a", variance=200.0), needs("b", variance=30.0)
    picks = plan(people(50, "a") + people(50, "b"), wide + narrow)
    assert {pick.segment for pick in picks} == {"a"}


def test_once_all_targets_are_reached_every_segment_is_still_heard():
    picks = plan(people(500, "a") + people(500, "b"), needs(variance=0.5), settings=SEGMENTS_ONLY)
    assert {pick.segment for pick in picks} == {"a", "b"}
    assert len(picks) <= 8


def test_a_segment_too_small_to_be_shown_is_asked_only_for_the_whole():
    people_there = people(4, "a") + people(6, "z")
    assert plan(people_there, needs("a", variance=400.0, size=4), settings=SEGMENTS_ONLY) == ()
    picks = plan(people_there, needs("a", variance=400.0, size=4))
    assert [(pick.reason, dict(pick.slots)) for pick in picks] == [("whole_needed_voices", {"weeks": 10})]


def test_reasons_name_the_segment_and_the_weeks_and_no_figure():
    first = plan(people(10, last_asked=None, asked_13=0), needs("a"))[0]
    assert (first.reason, first.slots) == ("segment_needed_voices_first", {"segment": "a"})
    asked = plan(people(10), needs("a"))[0]
    assert (asked.reason, asked.slots) == ("segment_needed_voices", {"segment": "a", "weeks": 10})


def test_who_was_asked_often_is_asked_again_only_for_a_much_wider_figure():
    wide = (8 / 1.645) ** 2 * 1.5
    assert len(plan(people(300, asked_13=0), needs("a", variance=wide), settings=SEGMENTS_ONLY)) > 8
    assert len(plan(people(300, asked_13=2), needs("a", variance=wide), settings=SEGMENTS_ONLY)) == 4


def test_two_times_no_customer_halves_the_rate():
    streak = Candidate("p", "a", last_asked=6, asked_13=1, no_customer_streak=2)
    assert not streak.eligible
    assert Candidate("p", "a", last_asked=8, asked_13=1, no_customer_streak=2).eligible


def test_items_of_an_index_take_turns():
    questions = [pick.question for pick in plan(people(400), needs("a"))]
    assert abs(questions.count("kept") - questions.count("consistent")) <= 1
    assert questions.count("satisfied") > 0


def test_a_week_must_exist():
    with pytest.raises(ValueError, match="not an ISO week"):
        plan(people(10), week="2026-W60")


def test_over_a_year_nobody_is_asked_too_soon_too_often_or_after_opting_out():
    asked: dict[str, list[int]] = {person.person: [] for person in people(60, "a") + people(20, "b")}
    gone = {"a000", "b000"}
    for week in range(52):
        audience = [_remembered(person, weeks, week, person not in gone) for person, weeks in asked.items()]
        for pick in plan(audience, needs(variance=300.0), week=f"2026-W{week + 1:02d}"):
            asked[pick.person].append(week)
    assert all(asked[person] == [] for person in gone)
    busy = [weeks for person, weeks in asked.items() if person not in gone]
    assert min(later - sooner for weeks in busy for sooner, later in itertools.pairwise(weeks)) >= 4
    assert max(sum(0 <= other - week < 13 for other in weeks) for weeks in busy for week in weeks) <= 3
    assert max(map(len, busy)) - min(map(len, busy)) <= 6
    assert sum(map(len, busy)) <= 52 * 8


def _remembered(person, weeks, now, available):
    last = now - weeks[-1] if weeks else None
    return Candidate(person, person[0], last, sum(now - week < 13 for week in weeks), available=available)
