"""Both directions on real answers: hardly anything announced where nothing happened, a crisis where one did.

practices.csv  Friends and Family Test of a chain of general practices in London, 38 weeks of 2023-24
               (published under the MIT licence); summed by week and practice, practices renamed.
airlines.csv   English tweets to six United States airlines, 16 to 24 February 2015, counted by day, airline
               and tone; on 21 February storms closed airports and cancelled flights.
"""

import csv
from pathlib import Path

from bot.statistics.engine import Engine
from bot.statistics.figures import Tally
from tests.bot.statistics.makers import week_name

DATA = Path(__file__).parent / "data"


def pulses(name):
    """Tallies by period, in order."""
    periods: dict[str, list[Tally]] = {}
    with (DATA / name).open(newline="") as lines:
        for when, segment, n, total, squares in list(csv.reader(lines))[1:]:
            tally = Tally(segment, "item", int(n), float(total), float(squares))
            periods.setdefault(when, []).append(tally)
    return periods


def replay(periods, week_of):
    """What is announced, period by period: (period, segment, direction, certainty)."""
    engine, said = Engine.start({"index": ["item"]}), []
    segments = sorted({tally.segment for tallies in periods.values() for tally in tallies})
    for at, (when, tallies) in enumerate(periods.items()):
        engine.observe(week_of(at, when), tallies, dict.fromkeys(segments))
        for segment in (None, *segments):
            change = engine.change("index", segment)
            if change.direction != "none":
                said.append((when, segment, change.direction, change.certainty))
    return said


def test_practices_in_ordinary_weeks_are_left_alone():
    assert replay(pulses("practices.csv"), lambda at, week: week) == []


def test_the_crisis_of_the_airlines_is_announced_the_day_it_breaks_out():
    said = replay(pulses("airlines.csv"), lambda at, day: week_name(at))
    assert ("2015-02-21", None, "fallen", "certain") in said
    assert ("2015-02-21", "Southwest", "fallen", "certain") in said
    assert {when for when, _, direction, _ in said if direction == "fallen"} >= {"2015-02-21", "2015-02-22"}
