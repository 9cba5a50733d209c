"""What texts and imported voices add to the release of a pulse: what is new, and the calibration line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from statistics import fmean
from typing import Any

from bot import cadence, learning
from bot.listening import news as themes_in_the_news
from bot.listening.news import Voice
from bot.model import Week
from bot.ports import Work
from bot.statistics import signals
from bot.statistics.figures import Estimate, Score, Suppressed
from bot.statistics.release import WHOLE

INDEX = "satisfaction"  # what ratings of customers can be held against
MOST_SIGNALS = 1000  # a week: enough to see a share, few enough to be read in seconds

Figures = Mapping[str, Any]


def news(work: Work, week: Week) -> list[dict[str, Any]]:
    """Themes heard beyond chance in a pulse, with words that at least three people used; least probable first.

    Nothing where machine reading is switched off. Rests on k voices at least, and tells how many nowhere.
    """
    if not work.workspace.reading:
        return []
    before = [
        list(_voices(work, cadence.later(week, -ago))) for ago in range(themes_in_the_news.WEEKS, 0, -1)
    ]
    book = learning.book(work)
    found = themes_in_the_news.news(
        list(_voices(work, week)), before, tuple(book.names), fewest=work.workspace.k
    )
    return [
        {"theme": alarm.theme, "names": dict(book.names[alarm.theme]), "terms": list(alarm.terms)}
        for alarm in found
    ]


def _voices(work: Work, week: Week) -> Iterator[Voice]:
    """Comments and relays of a pulse by pseudonym; an imported text is somebody of its own."""
    for relay in work.relays.of_week(week):
        yield Voice(relay.pseudonym, relay.text.text, relay.themes)
    monday = cadence.monday(week)
    for signal in work.signals.between(monday, monday + timedelta(days=6), most=MOST_SIGNALS):
        if signal.text is not None:
            yield Voice(signal.id, signal.text.text, signal.themes)


def calibration(work: Work, week: Week, told: Figures | None) -> dict[str, Any] | None:
    """Staff-relayed satisfaction against direct ratings, once a month; None at any other time or with too few.

    `told` is the whole's satisfaction in the release being frozen. Only figures that are shown anyway enter.
    """
    weeks = _month_ending(week)
    if not weeks:
        return None
    first, last = cadence.monday(weeks[0]), cadence.monday(week) + timedelta(days=6)
    rated = [signal for signal in work.signals.between(first, last) if signal.points is not None]
    ratings = signals.direct(signal.points for signal in rated if signal.points is not None)
    relayed = _of_the_month(work, weeks, told)
    apart = signals.difference(relayed, ratings)
    if apart is None or ratings is None or isinstance(relayed, Suppressed):
        return None
    return {
        "relayed": round(relayed.value),
        "direct": round(ratings.mean.value),
        "difference": round(relayed.value) - round(ratings.mean.value),
        "low": round(apart.low),
        "high": round(apart.high),
        "sources": sorted({signal.source for signal in rated}),
    }


def month_of(week: Week) -> date:
    """The first of the month a pulse belongs to: that of its Thursday, as its year is."""
    return (cadence.monday(week) + timedelta(days=3)).replace(day=1)


def _month_ending(week: Week) -> list[Week]:
    """The pulses of the month that ends with this one, oldest first; none in the middle of a month."""
    if month_of(cadence.later(week, 1)) == month_of(week):
        return []
    return [w for ago in range(5, -1, -1) if month_of(w := cadence.later(week, -ago)) == month_of(week)]


def _of_the_month(work: Work, weeks: Sequence[Week], told: Figures | None) -> Score:
    """The mean of what was newly shown in these pulses; errors of one series do not average out."""
    before = [work.releases.get(week) for week in weeks[:-1]]
    cells = [release["figures"][INDEX][WHOLE] for release in before if release] + [told]
    fresh = {cell["week"]: cell for cell in cells if cell and cell["week"] in weeks}.values()
    if not fresh:
        return Suppressed()
    value, low, high = (fmean(cell[end] for cell in fresh) for end in ("value", "low", "high"))
    return Estimate(value, low, high, 0)
