"""What holds for any answers whatever."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.statistics import kalman
from bot.statistics.engine import Engine
from bot.statistics.figures import Estimate
from bot.statistics.noise import mean_variance
from tests.bot.statistics.makers import INDICES, OPTIONS, tally, week_name

points = st.lists(st.sampled_from([0.0, 50.0, 100.0]), min_size=1, max_size=6)
pulse = st.dictionaries(
    st.tuples(st.sampled_from("abc"), st.sampled_from(sorted(OPTIONS))), points, max_size=9
)


@settings(max_examples=25, deadline=None)
@given(st.lists(pulse, min_size=1, max_size=4), st.randoms())
def test_the_order_of_answers_changes_nothing(pulses, random):
    straight, shuffled = Engine.start(INDICES), Engine.start(INDICES)
    for at, answers in enumerate(pulses):
        tallies = [tally(*key, given_) for key, given_ in answers.items()]
        mixed = [tally(*key, random.sample(given_, len(given_))) for key, given_ in answers.items()]
        random.shuffle(mixed)
        straight.observe(week_name(at), tallies, {"a": 30, "b": 9, "c": None})
        shuffled.observe(week_name(at), mixed, {"c": None, "b": 9, "a": 30})
    assert shuffled.dump() == straight.dump()


@settings(max_examples=25, deadline=None)
@given(st.lists(pulse, min_size=1, max_size=4))
def test_figures_stay_on_the_scale_and_inside_their_intervals(pulses):
    engine = Engine.start(INDICES)
    for at, answers in enumerate(pulses):
        engine.observe(
            week_name(at), [tally(*key, one) for key, one in answers.items()], dict.fromkeys("abc", 20)
        )
    for name in (*INDICES, *OPTIONS):
        for segment in (None, *"abc"):
            said = engine.estimate(name, segment)
            if isinstance(said, Estimate):
                assert 0 <= said.low <= said.value <= said.high <= 100
                assert said.voices >= 5
                assert 0 <= said.change.probability <= 1


@given(st.integers(1, 30), st.integers(1, 30), st.floats(50, 2000), st.integers(0, 10**6))
def test_more_answers_never_widen(n, more, single, seed):
    root = np.random.default_rng(seed).normal(size=(1, 4, 4))
    cov, rows, mean = root @ root.swapaxes(-1, -2), np.eye(4)[:2], np.zeros((1, 4))
    widths = []
    for answers in (n, n + more):
        noise = mean_variance(np.full(2, single), np.full(2, float(answers)), np.full(2, 60.0))
        evidence = kalman.confront(mean, cov, rows, np.zeros(2), noise)
        widths.append(np.diagonal(kalman.update(mean, cov, evidence)[1][0]))
    assert (widths[1] <= widths[0] + 1e-9).all()


def test_no_wolf_is_cried_where_almost_everybody_is_happy():
    rng, engine, said = np.random.default_rng(11), Engine.start(INDICES), []
    chances = {"kept": [0.02, 0.03, 0.95], "satisfied": [0.02, 0.0, 0.02, 0.06, 0.9]}
    for at in range(60):
        drawn = {
            (segment, item): rng.choice(np.linspace(0, 100, len(shares)), 1 + at % 2, p=shares).tolist()
            for segment in "abcd"
            for item, shares in chances.items()
        }
        engine.observe(
            week_name(at), [tally(*key, one) for key, one in drawn.items()], dict.fromkeys("abcd", 60)
        )
        said += [change for s in "abcd" if (change := engine.change("trust", s)).direction != "none"]
    assert said == []


def test_rare_bitter_answers_count_in_full():
    rng, off = np.random.default_rng(12), []
    shares = [0.12, 0.10, 0.78]
    for _ in range(6):
        engine = Engine.start({"index": ["item"]})
        for at in range(50):
            drawn = [tally(s, "item", rng.choice([0.0, 50.0, 100.0], 1, p=shares)) for s in "abcd"]
            engine.observe(week_name(at), drawn, dict.fromkeys("abcd", 60))
            if at >= 20:
                off.append(engine.estimate("index", None).value - np.dot(shares, [0, 50, 100]))
    assert abs(np.mean(off)) < 1
