"""No arithmetic on what was ever shown isolates anybody: every combination is tried."""

from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.statistics.release import SPAN, WHOLE, Ledger, band, isolates, renewable

K = 5
SEGMENTS = "abc"


def isolated(ledger):
    """A combination with signs -1, 0, 1 that stands for 1 … k-1 voices, found by trying them all."""
    atoms = [(s, at) for s in ledger.voices for at, n in enumerate(ledger.voices[s]) if n]
    weight = [ledger.voices[s][at] for s, at in atoms]
    figures = {
        tuple(f in (WHOLE, s) and at <= end for s, at in atoms)
        for f in ledger.shown
        for end in ledger.shown[f]
    }
    sums = {(0,) * len(atoms)}
    for figure in sorted(figures):
        sums = {
            tuple(v + sign * r for v, r in zip(s, figure, strict=True))
            for s, sign in product(sums, (-1, 0, 1))
        }
    zero_or_one = (s for s in sums if set(s) <= {0, 1})
    return next((s for s in zero_or_one if 0 < sum(w * x for w, x in zip(weight, s, strict=True)) < K), None)


def after(pulses, show=renewable):
    ledger = Ledger({}, {})
    for pulse in pulses:
        ledger = ledger.with_pulse(dict(zip(SEGMENTS, pulse, strict=False)))
        ledger = ledger.showing(show(ledger, K))
    return ledger


PULSES = st.lists(st.tuples(*[st.integers(0, 7)] * 3), min_size=1, max_size=3)


@settings(max_examples=40, deadline=None)
@given(PULSES)
@example(
    [(1, 4, 0), (1, 0, 4), (0, 3, 2)]
)  # b is silent in between: its batch ties the first stretch to the third
def test_nothing_ever_shown_isolates_anybody(pulses):
    assert isolated(after(pulses)) is None


def everything_over_k(ledger, k):
    return [f for f in (*ledger.voices, WHOLE) if ledger.waiting(f) >= k]


@settings(max_examples=40, deadline=None)
@given(PULSES)
def test_the_rule_sees_exactly_the_leaks_there_are(pulses):
    ledger = after(pulses, everything_over_k)
    assert isolates(ledger, K) == (isolated(ledger) is not None)


def test_a_plain_threshold_leaks():
    ledger = after([(6, 3, 0)], everything_over_k)
    assert isolated(ledger)
    assert isolates(ledger, K)


@pytest.mark.parametrize(
    ("pulse", "shown"),
    [
        ((4, 0, 0), ()),
        ((5, 0, 0), (WHOLE, "a")),
        ((3, 3, 3), (WHOLE,)),
        ((4, 5, 0), (WHOLE,)),  # b alone would give a away
        ((4, 6, 8), (WHOLE, "c")),  # b keeps a company
        ((5, 6, 8), (WHOLE, "c", "b", "a")),
    ],
)
def test_hidden_groups_are_never_left_alone(pulse, shown):
    ledger = Ledger({}, {}).with_pulse(dict(zip(SEGMENTS, pulse, strict=True)))
    assert renewable(ledger, K) == shown


def test_a_figure_waits_for_k_new_voices():
    ledger = after([(9, 9, 9), (4, 9, 9), (1, 9, 9)])
    assert ledger.shown["a"] == (0, 2)
    assert ledger.shown["b"] == (0, 1, 2)
    assert ledger.shown["c"] == (0, 2)  # with b alone in the second pulse: a's four keep a company


def test_the_unassigned_are_never_shown_apart():
    ledger = Ledger({}, {}).with_pulse({"a": 9, "unassigned": 9})
    assert renewable(ledger, K, frozenset({"unassigned"})) == (WHOLE, "a")


def test_voices_that_took_too_long_belong_to_no_batch():
    slow = after([(1, 0, 9)] + [(0, 0, 9)] * (SPAN + 1) + [(5, 0, 9)])
    assert slow.shown["a"] == (SPAN + 2,)


@pytest.mark.parametrize(
    ("voices", "shown"), [(4, ""), (5, "5–9"), (10, "10–19"), (49, "20–49"), (50, "50+")]
)
def test_counts_are_told_in_bands(voices, shown):
    assert band(voices) == shown
