"""The face of the statistics: what a pulse changes in what may be said."""

import json

import numpy as np
import pytest

from bot.statistics.engine import Engine, ForeignState
from bot.statistics.figures import Estimate, Suppressed
from bot.statistics.layout import NoSuchIndex, NoSuchItem
from bot.statistics.pulsing import AlreadyObserved
from tests.bot.statistics.makers import INDICES, OPTIONS, answers, observed, tally, week_name

SIXTY = {"a": 60, "b": 60}


def level(segment, week):
    return {"a": 50.0, "b": 65.0, "c": 75.0, "d": 85.0}[segment]


def falling(segment, week):
    return level(segment, week) - (30.0 if segment == "c" and week >= 20 else 0.0)


def test_the_truth_lies_within_a_narrow_interval():
    engine = observed(level, 20)
    for segment in "abcd":
        estimate = engine.estimate("satisfaction", segment)
        assert isinstance(estimate, Estimate)
        assert estimate.half_width < 12
        assert estimate.value == pytest.approx(level(segment, 0), abs=7)


def test_nothing_is_said_before_the_first_voice():
    engine = Engine.start(INDICES)
    assert engine.estimate("trust", None) == Suppressed()
    assert engine.change("trust", None).direction == "none"
    assert engine.spread("trust") is None
    assert engine.needs({}) == ()


def test_nothing_is_said_of_a_segment_with_four_voices():
    engine = Engine.start(INDICES)
    engine.observe(
        "2026-W01",
        [tally("a", "satisfied", [75.0] * 4), tally("b", "satisfied", [75.0] * 5)],
        {"a": 50, "b": 50},
    )
    assert engine.estimate("satisfaction", "a") == Suppressed()
    assert engine.estimate("satisfaction", "nowhere") == Suppressed()


def test_a_fall_is_announced_and_the_level_set_anew():
    engine = observed(falling, 23)
    change = engine.change("satisfaction", "c")
    assert (change.direction, change.certainty) == ("fallen", "certain")
    assert change.four_weeks.high < 0
    assert engine.estimate("satisfaction", "c").value == pytest.approx(45, abs=8)
    assert engine.change("satisfaction", "a").direction == "none"


def test_one_bitter_voice_among_happy_ones_is_no_fall_but_several_are():
    engine = Engine.start(INDICES)
    for at in range(30):
        engine.observe(
            week_name(at), [tally("a", "kept", [100.0, 100.0]), tally("b", "kept", [100.0] * 2)], SIXTY
        )
    engine.observe("2026-W31", [tally("a", "kept", [0.0]), tally("b", "kept", [100.0] * 2)], SIXTY)
    assert engine.change("trust", "a").direction == "none"
    for at in range(31, 36):
        engine.observe(
            week_name(at), [tally("a", "kept", [0.0, 50.0]), tally("b", "kept", [100.0] * 2)], SIXTY
        )
    assert engine.change("trust", "a").direction == "fallen"
    assert engine.change("trust", "b").direction == "none"


def test_calm_weeks_are_called_calm():
    engine = observed(level, 30)
    assert {engine.change(index, part).certainty for index in INDICES for part in (None, *"abcd")} == {"none"}


def test_a_harder_item_does_not_look_like_a_fall():
    engine = Engine.start(INDICES)
    for at in range(30):
        item, points = ("kept", [50, 100, 100, 100]) if at < 15 else ("consistent", [0, 50, 100, 100])
        both = [
            tally("a", i, p) for i, p in (("kept", [50, 100, 100, 100]), ("consistent", [0, 50, 100, 100]))
        ]
        engine.observe(week_name(at), both if at < 10 else [tally("a", item, points * 2)], {"a": 60})
    assert engine.change("trust", "a").direction == "none"
    assert engine.estimate("consistent", "a").value < engine.estimate("trust", "a").value


def test_kept_is_the_share_of_kept():
    engine = Engine.start(INDICES)
    for at in range(40):
        engine.observe(week_name(at), [tally("a", "kept", [100, 100, 100, 50, 0] * 4)], {"a": None})
    assert engine.estimate("kept", "a").value == pytest.approx(60, abs=2)
    assert engine.estimate("trust", "a").value > 64


def test_segments_that_differ_have_a_spread_and_equal_ones_a_dash():
    assert observed(level, 20).spread("satisfaction").value == pytest.approx(14.9, abs=4)
    assert observed(lambda segment, week: 70.0, 20).spread("satisfaction") is None


def test_a_stored_engine_goes_on_to_the_last_bit():
    engine = observed(falling, 22)
    again = Engine.load(json.loads(json.dumps(engine.dump())))
    assert again.dump() == engine.dump()
    pulse = [tally("c", item, [0.0, 50.0, 100.0]) for item in OPTIONS]
    for one in (engine, again):
        one.observe("2026-W30", pulse, dict.fromkeys("abcd", 60))
    assert again.dump() == engine.dump()


def test_a_state_of_another_version_is_refused():
    with pytest.raises(ForeignState):
        Engine.load({"version": 0})


def test_quiet_weeks_widen():
    engine = observed(level, 12)
    before = engine.estimate("trust", "a").half_width
    engine.observe("2026-W16", [], dict.fromkeys("abcd", 60))
    assert engine.estimate("trust", "a").half_width > before


def test_segments_appear_and_vanish():
    engine = observed(level, 12)
    engine.observe("2026-W13", [tally("new", "satisfied", [50.0] * 9)], {"a": 60, "new": 20})
    assert isinstance(engine.estimate("satisfaction", "new"), Estimate)
    assert engine.estimate("satisfaction", "b") == Suppressed()
    assert {need.segment for need in engine.needs({"a": 60, "other": 9})} == {"a", "other"}


def test_needs_are_known_before_the_first_pulse_and_shrink_with_voices():
    engine = Engine.start(INDICES)
    first = engine.needs({"a": 30})
    assert [(need.segment, need.index, need.size) for need in first] == [
        ("a", "trust", 30),
        ("a", "satisfaction", 30),
    ]
    engine.observe("2026-W01", [tally("a", "satisfied", [75.0] * 9)], {"a": 30})
    assert engine.needs({"a": 30})[1].variance < first[1].variance / 2
    assert engine.variance("satisfaction", "a") == pytest.approx(engine.needs({"a": 30})[1].variance)


def test_a_vanished_segment_is_forgotten_after_a_quarter_and_the_others_stay_as_they_are():
    engine = observed(level, 10)
    for at in range(10, 26):
        engine.observe(week_name(at), [], dict.fromkeys("abc", 60))
        if at == 20:
            before = engine.dump()["panels"][""][0]["segments"]
    assert before == ["a", "b", "c", "d"]
    after = engine.dump()["panels"][""][0]
    assert after["segments"] == ["a", "b", "c"]
    assert after["steps"]["precision"]["shape"][2] == 4
    engine.observe("2026-W30", [tally("d", "satisfied", [50.0] * 9)], dict.fromkeys("abcd", 60))
    assert engine.estimate("satisfaction", "d").voices == 9


def test_weeks_items_and_indices_must_exist():
    engine = observed(level, 2)
    with pytest.raises(AlreadyObserved):
        engine.observe("2026-W02", [], {})
    with pytest.raises(NoSuchItem):
        engine.observe("2026-W03", [tally("a", "cheap", [50.0])], {"a": 60})
    with pytest.raises(NoSuchIndex):
        engine.estimate("love", None)
    with pytest.raises(ValueError, match="not an ISO week"):
        engine.observe("2026-47", [], {})


def test_a_company_of_many_segments_is_measured_in_blocks_and_told_as_one():
    rng, engine = np.random.default_rng(5), Engine.start(INDICES)
    names = [f"t{at:02d}" for at in range(70)]
    for at in range(13):
        height = 70.0 if at < 10 else 45.0
        pulse = [tally(s, i, answers(rng, i, height, 2)) for s in names for i in OPTIONS]
        engine.observe(week_name(at), pulse, dict.fromkeys(names, 30))
    whole = engine.estimate("satisfaction", None)
    assert whole.value == pytest.approx(45, abs=2)
    assert whole.half_width < 3
    assert whole.voices == 70 * 26
    assert engine.change("satisfaction", None).direction == "fallen"
    assert engine.variance("trust", "t69") < 100
    assert len(engine.needs(dict.fromkeys(names, 30))) == 140
    assert engine.spread("satisfaction") is None
    assert Engine.load(json.loads(json.dumps(engine.dump()))).estimate(
        "satisfaction", "t69"
    ) == engine.estimate("satisfaction", "t69")
