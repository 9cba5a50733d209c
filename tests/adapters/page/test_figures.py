"""Every figure on the page is the release's, and nothing that was hidden is in its source."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

import pytest

from adapters.page import showing
from bot import cadence, viewing, words
from bot.model import Language, Week
from tests.adapters.page import releases

READER = showing.Reader("/digest", "Europe/Berlin", datetime(2026, 11, 30, 9, 15, tzinfo=UTC))
YEARS = releases.years()
NAMES = {"trust": "Trust", "satisfaction": "Satisfaction", "kept": "Promises kept"}


class Tables(HTMLParser):
    """The tables of a page, by the words of their heads, as rows of cells."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[list[list[str]]] = []
        self._cell: list[str] | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag == "table":
            self.found.append([])
        elif tag == "tr":
            self.found[-1].append([])
        elif tag in ("th", "td"):
            self._cell = []

    def handle_endtag(self, tag: str) -> None:
        if tag in ("th", "td") and self._cell is not None:
            self.found[-1][-1].append(" ".join("".join(self._cell).split()))
            self._cell = None

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)


def drawn(told: Any, span: int = 12, language: Language = "en") -> str:
    view = viewing.view(told, told, span, language)
    return showing.page(view, span, READER, lambda **_: "#")


def cell(release: Any, index: str, name: str, week: Week, form: str = "{value} ({low}–{high})") -> str:
    """A figure of a release as the page must tell it."""
    found = release["figures"][index][name]
    if found is None:
        return "too few to say"
    half = max(found["high"] - found["value"], found["value"] - found["low"])
    age = "" if found["week"] == week else f" (week {words.number(Week(found['week']))})"
    return form.format(**found, half=half) + age


def moved(release: Any, index: str, name: str, week: Week) -> str:
    """A tested change as it stands behind a figure."""
    found = release["figures"][index][name]
    if found is None or found["week"] != week or found["moved"] == "none":
        return ""
    return " ▼ has fallen" if found["sure"] == "certain" else " ▼ has probably fallen"


def voices(release: Any, indices: tuple[str, ...], name: str) -> str:
    found = (release["figures"][index][name] for index in indices)
    return next((each["voices"] for each in found if each), "")


@pytest.mark.parametrize("span", viewing.SPANS)
def test_every_figure_of_every_week_is_the_releases(span: int) -> None:
    tables = Tables(drawn(YEARS, span)).found
    seen = list(reversed(YEARS[-span:]))

    def expected(indices: tuple[str, ...], name: str) -> list[list[str]]:
        head = ["Week", *(NAMES[index] for index in indices), "Voices"]
        rows = [
            [
                f"Week {words.number(week)} ({words.span(week, 'en')}) {week[:4]}",
                *(cell(release, index, name, week) for index in indices),
                voices(release, indices, name),
            ]
            for week, release in seen
        ]
        return [head, *rows]

    both = ("trust", "satisfaction")
    assert tables[:3] == [expected((index,), "*") for index in NAMES]
    newest, release = YEARS[-1]
    assert tables[3][1:] == [
        [
            name.capitalize(),
            *(
                part
                for i in both
                for part in (
                    "",
                    cell(release, i, name, newest, "{value} ±{half}") + moved(release, i, name, newest),
                )
            ),
            voices(release, both, name),
        ]
        for name in releases.SEGMENTS
    ]
    assert tables[4:8] == [expected(both, name) for name in releases.SEGMENTS]
    beliefs = [
        release["belief"] for _, release in {f"{cadence.monday(cadence.later(w, 1)):%Y-%m}": (w, r) for w, r in reversed(YEARS) if r["belief"]}.values()
    ]  # fmt: skip
    assert [row[2:] for row in tables[8][1:]] == [
        [f"{b['belief']} %", f"{b['kept']} %", f"{b['gap']} ({b['low']}–{b['high']})"] for b in beliefs[:12]
    ]


def test_what_a_pointer_reads_is_what_the_table_says() -> None:
    page = drawn(YEARS)
    titles = re.findall(r"<title>(Week[^<]*)</title>", page)
    first = [title.split("\n") for title in titles[:12]]
    release = dict(YEARS)
    weeks = [week for week, _ in YEARS[-12:]]
    assert [lines[0] for lines in first] == [f"Week {words.number(w)} ({words.span(w, 'en')})" for w in weeks]
    for week, (_, told) in zip(weeks, first, strict=True):
        fell = release[week]["figures"]["trust"]["*"]
        moved = {"none": "", "probable": " · has probably fallen", "certain": " · has fallen"}[fell["sure"]]
        assert told == f"Trust {cell(release[week], 'trust', '*', week)}{moved}"


def test_an_arrow_stands_only_where_a_change_was_tested() -> None:
    page = drawn(YEARS[:-4])  # the weeks before the fall
    assert "▼" not in page.split('aria-labelledby="how"')[0]
    assert "▲" not in page.split('aria-labelledby="how"')[0]
    fell = [
        each
        for week, release in YEARS[-4:]
        for cells in release["figures"].values()
        for each in cells.values()
        if each and each["moved"] == "fallen" and each["week"] == week
    ]
    assert len(fell) == 7
    fallen = drawn(YEARS).split('aria-labelledby="how"')[0]
    assert fallen.count('<text class="arrow"') == len(fell)


def test_a_hidden_figure_and_an_empty_one_look_the_same() -> None:
    page = drawn([releases.nothing(releases.LAST)])
    rows = Tables(page).found[3][1:]
    assert [row[1:] for row in rows] == [["", "too few to say", "", "too few to say", ""]] * 4
    assert '<rect class="span"' not in page
    assert "<circle" not in page
    assert not re.search(r"±\d", page)


def test_what_a_release_remembers_for_the_rule_is_on_no_page() -> None:
    assert all(release["people"] == {"support": 4711, "store": 4712} for _, release in YEARS)
    for span in viewing.SPANS:
        assert not re.search("471[12]", drawn(YEARS, span))


def test_a_week_in_which_nobody_was_asked_is_one_line() -> None:
    page = drawn([*YEARS[:-1], releases.nothing(releases.LAST, any_=False)])
    assert '<h1 id="verdict">Nobody was asked this week.</h1>' in page
    assert 'class="figures"' not in page


def test_a_gap_in_the_weeks_stays_a_gap() -> None:
    page = drawn([*YEARS[:-6], *YEARS[-4:]])
    rows = Tables(page).found[0]
    assert [row[1] for row in rows if row[0].startswith(("Week 43", "Week 44"))] == ["too few to say"] * 2


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_what_is_absent_has_no_place(language: Language) -> None:
    bare = [(w, {k: v for k, v in r.items() if k not in ("spread", "quiet", "cases", "done", "news", "belief", "calibration")}) for w, r in YEARS]  # fmt: skip
    page = drawn(bare, 52, language)
    for word in ("belief", "follow", "cases", "done", "news", "quiet", "calibration"):
        assert f">{words.say(f'page.{word}', language)}</h" not in page


def test_the_first_weeks_can_be_read_too() -> None:
    for count in (1, 2, 3):
        first = releases.years(104)[:count]
        assert "Week 49" in drawn(first, 104)
        assert "too few to say" in drawn(first)
