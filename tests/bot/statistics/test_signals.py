"""Staff relay one index, reviews give another: do they tell the same story?"""

import pytest

from bot.statistics import signals
from bot.statistics.figures import Estimate, Interval, Suppressed

RELAYED = Estimate(71.0, 68.0, 74.0, voices=60)


def test_five_ratings_make_a_direct_index():
    month = signals.direct([50.0, 75.0, 75.0, 75.0, 100.0])
    assert (month.n, month.mean.value) == (5, 75.0)
    assert month.mean.high - 75.0 == pytest.approx(1.6449 * (312.5 / 5) ** 0.5, abs=1e-3)
    assert signals.direct([50.0] * 4) is None


def test_the_difference_carries_both_errors():
    told = signals.difference(RELAYED, signals.Direct(50, Interval(66.0, 62.0, 70.0)))
    assert told == pytest.approx((5.0, 0.0, 10.0))


@pytest.mark.parametrize(
    ("relayed", "ratings"), [(Suppressed(), signals.direct([50.0] * 9)), (RELAYED, None)]
)
def test_no_difference_where_one_side_may_not_be_told(relayed, ratings):
    assert signals.difference(relayed, ratings) is None
