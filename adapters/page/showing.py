"""The page as HTML: a view in a reader's words, poured into templates that escape everything."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from adapters.page import drawing
from adapters.page.pictures import LOOKS, Painter
from adapters.page.wording import Wording
from bot import bank, listening, words
from bot.digesting import HOW, LIMITS, lines, telling
from bot.messages import Line
from bot.model import Language, Week
from bot.viewing import SPANS, TOLD, Figure, Release, Segment, View

_TEMPLATES = Environment(
    loader=PackageLoader("adapters.page"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)
_TEMPLATES.globals["arrows"] = telling.ARROWS
CASES = ("opened", "closed", "hours", "confirmed", "asked_back", "overdue")


@dataclass(frozen=True)
class Reader:
    """Who reads: where the page lies for them, and until when they may."""

    at: str  # the path of the page, "/digest"
    zone: str
    until: datetime


def page(view: View, span: int, reader: Reader, link: Callable[..., str]) -> str:
    """The whole page. `link(week=, span=, lang=)` is the address of the same page, changed in that."""
    wording = Wording(view.language)
    courses = [*view.whole.values(), *(each for part in view.segments for each in part.course.values())]
    painter = Painter(wording, view.weeks, drawing.ends(courses))
    return _drawn(
        "page.html",
        reader.at,
        wording,
        view=view,
        span=span,
        spans=SPANS,
        link=link,
        until=wording.clock(reader.until, reader.zone),
        week_name=wording.short,
        title=_title(view),
        posted=_lines(view),
        figures=[_figure(wording, view, index) for index in TOLD],
        pictures=[painter.large(index, view.whole[index]) for index in TOLD],
        indices=[{"name": wording.index(index), "look": LOOKS[index]} for index in bank.INDICES],
        segments=[_segment(wording, painter, at, each) for at, each in enumerate(view.segments)],
        history=[
            {
                "week": told.week,
                "year": told.week[:4],
                "name": wording.dated(told.week),
                "verdict": told.verdict,
            }
            for told in view.history
        ],
        **_told(wording, view),
    )


def _title(view: View) -> str:
    """The head of the digest; in a week of one line it is followed by the verdict."""
    return _lines(view)[0].text.removesuffix(view.verdict).removesuffix(" · ")


def enter(at: str, onward: str, language: Language) -> str:
    """The way on for a browser that came from another site: from here it brings its cookie along."""
    return _drawn("enter.html", at, Wording(language), onward=onward)


def sorry(at: str, what: str, onward: str = "") -> str:
    """What to do next, in both languages: nobody knows who reads. `onward` is the way on, if there is one."""
    told = [
        {
            "language": language,
            "heading": Wording(language).say(what),
            "text": Wording(language).say(f"{what}_text"),
            "enter": Wording(language).say("enter"),
        }
        for language in words.LANGUAGES
    ]
    return _drawn("sorry.html", at, Wording("en"), told=told, heading=told[-1]["heading"], onward=onward)


def _drawn(template: str, at: str, wording: Wording, **values: Any) -> str:
    return _TEMPLATES.get_template(template).render(
        at=at, language=wording.language, say=wording.say, digest=wording.index, **values
    )


def _figure(wording: Wording, view: View, index: str) -> dict[str, Any]:
    now = view.whole[index][-1]
    told = {"moved": wording.moved(now), "about": wording.about(now)} if now else {}
    return {
        "name": wording.index(index),
        "look": LOOKS[index],
        "share": index == "kept",
        "now": now,
        **told,
    }


def _segment(wording: Wording, painter: Painter, at: int, segment: Segment) -> dict[str, Any]:
    cells = [
        {
            "figure": figure,
            "look": LOOKS[index],
            "text": wording.figure(figure),
            "moved": _moved(wording, figure),
        }
        for index, figure in segment.now.items()
    ]
    return {
        "name": wording.segment(segment.name),
        "cells": cells,
        "voices": next((figure.voices for figure in segment.now.values() if figure), ""),
        "picture": painter.small(at, segment.name, dict(segment.course)),
    }


def _moved(wording: Wording, figure: Figure | None) -> str:
    """What is certain about the change of a figure; nothing where nothing is."""
    return "" if figure is None or figure.moved == "none" else wording.moved(figure)


def _told(wording: Wording, view: View) -> dict[str, Any]:
    """What stands beside the figures: each only where a release has it."""
    release = view.release
    small = [line.text for line in _lines(view) if line.kind == "small"]
    return {
        "denominators": " ".join(small),
        "quiet": view.quiet.rpartition(lines.GAP)[2],
        "beliefs": [{**told, "month": wording.month(day)} for day, told in reversed(view.beliefs)],
        "cases": list(_cases(wording, release.get("cases") or {})),
        "done": [{"text": done["text"], "about": _about_done(wording, done)} for done in view.done],
        "news": [_news(wording, week, new) for week, new in view.news],
        "calibration": view.calibration
        and {"text": view.calibration[1], "about": wording.short(view.calibration[0])},
        "how": [
            wording.say("how_asked" if release["by_asking"] else "how_customers"),
            *(wording.say(f"how_{line}", k=release["k"]) for line in HOW),
        ],
        "limits": [wording.say(f"limit_{line}") for line in LIMITS],
    }


def _lines(view: View) -> list[Line]:
    return [block for block in view.posted.body if isinstance(block, Line)]


def _cases(wording: Wording, cases: Release) -> Iterator[tuple[str, str]]:
    for name in CASES:
        if cases.get(name) is not None:
            yield wording.say(f"cases_{name}"), wording.number(cases[name])


def _about_done(wording: Wording, done: Release) -> str:
    theme = _theme(wording, done) if done.get("theme") else ""
    return " · ".join(part for part in (theme, wording.day(done.get("day"))) if part)


def _news(wording: Wording, week: Week, new: Release) -> dict[str, str]:
    terms = ", ".join(str(term) for term in new.get("terms") or ())
    about = " · ".join(part for part in (terms, wording.short(week)) if part)
    return {"text": _theme(wording, new), "about": about}


def _theme(wording: Wording, told: Release) -> str:
    """A theme by the name a workspace gave it, or the one the product knows."""
    key, names = str(told["theme"]), told.get("names") or {}
    known = listening.theme_name(key, wording.language) if key in listening.THEMES else key
    return str(names.get(wording.language, known))
