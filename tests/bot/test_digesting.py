"""What leaders read: golden texts of a release made by hand, in both languages. Regenerate with PULSE_GOLDEN=1."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import digesting
from bot.digesting import Digest
from bot.messages import Chart, Line, Message, Table
from bot.model import Language, Week

GOLDEN = Path(__file__).parent / "golden"
W46, W47 = Week("2026-W46"), Week("2026-W47")


def cell(value: int, half: int, week: str = W47, moved: str = "none", sure: str = "none") -> dict[str, Any]:
    """A figure as it was released."""
    return {"value": value, "low": value - half, "high": value + half - 1, "voices": "20–49", "week": week, "moved": moved, "sure": sure}  # fmt: skip


def release(**change: Any) -> dict[str, Any]:
    """A frozen release."""
    figures = {
        "trust": {"*": cell(71, 6), "app": cell(79, 6), "store": cell(82, 6, W46), "support": cell(55, 7, W47, "fallen", "probable"), "website": None},
        "satisfaction": {"*": cell(78, 5, W47, "fallen", "certain"), "app": None, "store": None, "support": None, "website": None},
        "kept": {"*": cell(64, 7)},
    }  # fmt: skip
    whole = {"version": 1, "k": 5, "cut": "touchpoint", "figures": figures, "asked": "50+", "answered": "most", "heard": "20–49", "by_asking": True, "any": True}  # fmt: skip
    return whole | change


def eventful() -> dict[str, Any]:
    """A release of a week in which everything happened that a digest can tell."""
    return release(
        spread={"trust": {"value": 9, "low": 5, "high": 14}, "satisfaction": None},
        belief={"belief": 82, "kept": 64, "gap": 18, "low": 11, "high": 25, "before": 14},
        news=[{"theme": "price", "terms": ["invoice", "mail"]}, {"theme": "own", "names": {"de": "Eigenes", "en": "Our own"}, "terms": []}],
        quiet=["support", "*"],
        cases={"opened": 9, "closed": 7, "hours": 31, "asked_back": 7, "confirmed": 5, "overdue": 2},
        done=[{"text": "Invoice mails fixed", "theme": "price", "day": "2026-11-19"}],
        effects=[{"text": "Two more on the phone", "change": -6, "low": -11, "high": -1}],
        second={"trust": {"value": 66, "low": 58, "high": 74, "untold": 1.5}, "satisfaction": None},
        calibration={"relayed": 71, "direct": 66, "difference": 5, "low": -2, "high": 12, "sources": ["reviews"]},
    )  # fmt: skip


def calm(week: str) -> tuple[Week, dict[str, Any]]:
    """A release in which nothing moved."""
    return Week(week), release(figures={"trust": {"*": cell(71, 6, week)}, "satisfaction": {"*": cell(78, 5, week)}, "kept": {"*": cell(64, 7, week)}})  # fmt: skip


def fell_before(week: str) -> tuple[Week, dict[str, Any]]:
    """The release of an earlier week that told the same fall."""
    figures = release()["figures"] | {"satisfaction": {"*": cell(78, 5, week, "fallen", "certain")}}
    return Week(week), release(figures=figures)


def hidden() -> dict[str, Any]:
    """A release in which nothing may be shown; what it would have shown is not in it."""
    none = {i: {"*": None, "app": None} for i in ("trust", "satisfaction")} | {"kept": {"*": None}}
    return release(figures=none, asked="", answered="", heard="")


WEEKS = {
    "a_fall": Digest(W47, release(), [(W46, hidden()), (W47, release())], 5),
    "everything": Digest(
        W47, eventful(), [*map(calm, ("2026-W44", "2026-W45", "2026-W46")), (W47, eventful())], 5
    ),
    "told_before": Digest(
        W47,
        release(),
        [calm("2026-W44"), fell_before("2026-W45"), fell_before("2026-W46"), (W47, release())],
        5,
    ),
    "only_cases": Digest(
        W47,
        hidden()
        | {
            "any": False,
            "cases": {"opened": 1, "closed": 0, "hours": None, "asked_back": 0, "confirmed": 0, "overdue": 0},
        },
        [(W47, hidden())],
        5,
    ),
    "too_few": Digest(W47, hidden(), [(W47, hidden())], 5),
    "nobody_asked": Digest(W47, hidden() | {"any": False}, [(W47, hidden())], 5),
    "heard_not_asked": Digest(W47, release(asked="", answered="", by_asking=False), [(W47, release())], 5),
}


def drawn(message: Message) -> str:
    """A message as text one can read and compare."""
    told = [f"({message.summary})"]
    for block in (*message.body, "", *message.details):
        match block:
            case Line(text, kind):
                told.append(f"{kind:8} {text}")
            case Table(table):
                told += [" | ".join(row) for row in table]
            case Chart(title, labels, series):
                told.append(f"{title}: {' '.join(labels)}")
                told += [f"  {s.name}: {s.values} {s.low} {s.high}" for s in series]
            case _:
                told.append("")
    return "\n".join(told) + "\n"


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("name", WEEKS)
def test_a_digest_says_what_it_said(name: str, language: Language) -> None:
    text = drawn(digesting.compose(WEEKS[name], language))
    file = GOLDEN / f"{name}.{language}.txt"
    if os.environ.get("PULSE_GOLDEN"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, "utf-8")
    assert text == file.read_text("utf-8")


def test_a_digest_is_a_function_of_its_release() -> None:
    digest = WEEKS["a_fall"]
    assert digesting.compose(digest, "en") == digesting.compose(digest, "en")


@st.composite
def releases(draw: st.DrawFn) -> dict[str, Any]:
    """Any release: figures fresh or standing, moved or not, hidden where None."""
    drawn_cell = st.none() | st.builds(
        cell,
        st.integers(20, 80),
        st.integers(2, 20),
        st.sampled_from([W46, W47]),
        st.sampled_from(["none", "fallen", "risen"]),
        st.sampled_from(["probable", "certain"]),
    )
    segments = draw(st.lists(st.sampled_from(["app", "store", "support", "Team Nord"]), unique=True))
    figures = {i: {name: draw(drawn_cell) for name in ("*", *segments)} for i in ("trust", "satisfaction")}
    return release(figures={**figures, "kept": {"*": draw(drawn_cell)}})


@given(releases(), st.sampled_from(["de", "en"]))
def test_every_figure_in_the_text_is_one_of_the_release_and_every_one_is_told(
    made: dict[str, Any], language: Language
) -> None:
    text = drawn(digesting.compose(Digest(W47, made, [(W47, made)], 5), language))
    told = {(int(v), int(h)) for v, h in re.findall(r"(\d+)(?:.%)?.±(\d+)", text)}
    shown = [c for cells in made["figures"].values() for c in cells.values() if c]
    assert told == {(c["value"], digesting.half(c)) for c in shown}
    arrows = sum(text.split("\n\n")[0].count(arrow) for arrow in "▲▼")
    tested = [made["figures"][i]["*"] for i in ("trust", "satisfaction", "kept")]
    assert arrows == sum(bool(c) and c["week"] == W47 and c["moved"] != "none" for c in tested)


def test_an_arrow_stands_only_where_a_change_was_tested_this_week() -> None:
    moved = {"fallen": "▼", "risen": "▲"}
    for week, direction, sure in [
        (w, d, s) for w in (W46, W47) for d in moved for s in ("certain", "probable")
    ]:
        figures = {i: {"*": cell(70, 5, week, direction, sure)} for i in ("trust", "satisfaction", "kept")}
        text = drawn(digesting.compose(Digest(W47, release(figures=figures), [], 5), "en"))
        assert text.count(moved[direction]) == (3 if week == W47 else 0)
    still = {i: {"*": cell(70, 5)} for i in ("trust", "satisfaction", "kept")}
    text = drawn(digesting.compose(Digest(W47, release(figures=still), [], 5), "en"))
    assert "▼" not in text
    assert "▲" not in text


def test_nobody_is_named_below_the_rest_by_chance() -> None:
    assert "below the rest" in drawn(digesting.compose(WEEKS["everything"], "en"))
    by_chance = eventful() | {"spread": {"trust": None, "satisfaction": None}}
    assert "below the rest" not in drawn(digesting.compose(Digest(W47, by_chance, [], 5), "en"))


def test_half_a_width_is_never_told_smaller_than_it_is() -> None:
    assert digesting.half({"value": 71, "low": 64, "high": 76}) == 7
