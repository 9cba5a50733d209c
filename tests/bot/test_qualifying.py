"""What qualifies a release: the spread tells no more than the figures, silence nothing of single people."""

from __future__ import annotations

from datetime import date
from typing import Any

from bot import qualifying
from bot.model import Ask, AskRef, AskState, Memory, Person, PersonId, Week, Why
from bot.statistics.rates import Rates
from bot.statistics.silence import Wave

W47 = Week("2026-W47")
K = 5


def cell(value: int, half: int = 4) -> dict[str, Any]:
    return {"value": value, "low": value - half, "high": value + half, "week": W47}


def figures(**trust: dict[str, Any] | None) -> dict[str, Any]:
    return {"trust": {"*": cell(70), **trust}, "satisfaction": {"*": None, **dict.fromkeys(trust)}}


def test_segments_that_lie_apart_have_a_spread_in_whole_points() -> None:
    told = qualifying.spread(figures(app=cell(50), store=cell(70), support=cell(90)))
    assert told is not None
    assert told["satisfaction"] is None
    assert told["trust"] is not None
    assert 18 <= told["trust"]["value"] <= 22
    assert all(isinstance(part, int) for part in told["trust"].values())


def test_a_spread_within_chance_is_not_told() -> None:
    near = figures(app=cell(68), store=cell(70), support=cell(71))
    assert qualifying.spread(near) == {"trust": None, "satisfaction": None}


def test_of_one_segment_there_is_no_spread_to_speak_of() -> None:
    assert qualifying.spread(figures(app=cell(68), store=None)) is None


def test_a_spread_knows_nothing_of_hidden_segments_nor_of_the_whole() -> None:
    shown = {"app": cell(50), "store": cell(90)}
    assert qualifying.spread(figures(**shown, support=None)) == qualifying.spread(figures(**shown))
    other = figures(**shown) | {"trust": {"*": cell(10), **shown}}
    assert qualifying.spread(other) == qualifying.spread(figures(**shown))


SHOWN = figures(app=cell(70), support=cell(70), store=None)


def test_a_quiet_segment_is_named_without_a_number() -> None:
    waves = {"support": Wave(30, 6, 20.0), "app": Wave(30, 19, 20.0), "*": Wave(60, 25, 40.0)}
    assert qualifying.quiet(waves, SHOWN, K) == ["*", "support"]


def test_silence_is_not_told_of_a_hidden_segment_nor_where_fewer_than_k_were_asked() -> None:
    quiet = Wave(30, 3, 20.0)
    assert qualifying.quiet({"store": quiet}, SHOWN, K) == []
    assert qualifying.quiet({"support": quiet}, SHOWN, K) == ["support"]
    assert qualifying.quiet({"support": quiet}, SHOWN, 31) == []


def person(name: str, last: str | None) -> Person:
    return Person(PersonId(name), "app", memory=Memory(Week(last) if last else None, 1 if last else 0))


def ask(name: str, state: AskState) -> Ask:
    return Ask(AskRef(name), W47, PersonId(name), "kept", 1, "app", date(2026, 11, 17), Why("x"), state)


def test_what_was_to_be_expected_rests_on_the_last_ask_before_this_pulse() -> None:
    people = {p.id: p for p in (person("a", None), person("b", "2026-W42"), person("c", "2026-W30"))}
    rates = Rates({("app", 0): (100, 20), ("app", 4): (100, 95)})
    asked = [ask("a", "answered"), ask("b", "sent"), ask("c", "no_customer")]
    found = qualifying.waves(asked, people, rates)
    expected = sum(rates.expected("app", ago) for ago in (None, 5, 17))
    assert found == {
        "app": Wave(3, 2, expected, rates.doubt("app")),
        "*": Wave(3, 2, expected, rates.doubt(None)),
    }
