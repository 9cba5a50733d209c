"""Expected answer rates from participation memory alone."""

import pytest

from bot.statistics.rates import POOL, USUAL, Rates, band


@pytest.mark.parametrize(("waited", "expected"), [(4, 0), (6, 1), (13, 2), (26, 3), (27, 4), (None, 4)])
def test_bands_by_weeks_since_the_last_ask(waited, expected):
    assert band(waited) == expected


def test_before_anything_is_known_the_usual_is_expected():
    assert Rates().expected("support", 4) == pytest.approx(USUAL[0])


def test_a_segment_goes_from_the_company_towards_its_own_rate():
    rates = Rates({("support", 0): (20, 4), ("store", 0): (180, 126)})
    company = (130 + POOL * USUAL[0]) / (200 + POOL)
    assert rates.company[0] == pytest.approx(company)
    assert rates.expected("support", 4) == pytest.approx((4 + POOL * company) / (20 + POOL))
    assert rates.expected("new", 4) == pytest.approx(company)


def test_the_more_is_known_the_less_a_rate_is_doubted():
    rates = Rates({("support", 0): (20, 4), ("store", 0): (180, 126)})
    assert rates.doubt("new") == Rates().doubt(None) == pytest.approx((0.65 * 0.35 / 21) ** 0.5)
    assert rates.doubt(None) < rates.doubt("store") < rates.doubt("support") < rates.doubt("new")
