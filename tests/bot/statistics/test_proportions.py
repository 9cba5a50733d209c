"""Published tables: Newcombe 1998, Statist. Med. 17, 857-872, Table I; Benjamini & Hochberg 1995."""

import pytest

from bot.statistics import proportions

NEWCOMBE = [
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0, 0.1611),
    (1, 29, 0.0061, 0.1718),
]

BH_P = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528]
BH_P += [0.759, 1.0]
BH_ADJUSTED = [0.0015, 0.003, 0.0095, 0.035625, 0.0603, 0.0638571429, 0.0638571429, 0.0645, 0.0765, 0.486]
BH_ADJUSTED += [0.5811818182, 0.714875, 0.7532307692, 0.8132142857, 1.0]


@pytest.mark.parametrize(("x", "n", "low", "high"), NEWCOMBE)
def test_wilson_agrees_with_newcombe(x, n, low, high):
    interval = proportions.wilson(x, n, level=0.95)
    assert interval == pytest.approx((x / n, low, high), abs=5e-5)


@pytest.mark.parametrize(("x", "n"), [(-1, 5), (6, 5), (0, 0)])
def test_wilson_refuses_what_is_no_share(x, n):
    with pytest.raises(ValueError, match="no share"):
        proportions.wilson(x, n)


def test_benjamini_hochberg_agrees_with_their_example():
    adjusted = proportions.adjusted(BH_P)
    assert adjusted == pytest.approx(BH_ADJUSTED, abs=1e-9)
    assert sum(p <= 0.05 for p in adjusted) == 4


def test_adjusted_values_come_back_in_the_order_given():
    shuffled = proportions.adjusted(BH_P[::-1])
    assert shuffled == pytest.approx(BH_ADJUSTED[::-1], abs=1e-9)
