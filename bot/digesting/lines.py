"""The lines of a digest, one function each; an empty text is no line."""

from __future__ import annotations

from collections.abc import Callable
from statistics import fmean

from bot import bank, listening, words
from bot.digesting.frozen import Digest
from bot.digesting.telling import figure, say, short
from bot.events import ActionBegun, Commanded, Opened
from bot.messages import Button
from bot.model import Language

GAP = "    "
MOST_NEW = 3
MOST_DONE = 2


def title(digest: Digest, language: Language) -> str:
    """Customer pulse · week 47 (16–22 Nov)"""
    return say("title", language, week=words.number(digest.week), span=words.span(digest.week, language))


def headline(digest: Digest, language: Language) -> str:
    """Trust, satisfaction and promises in one line; nothing where the verdict says it already."""
    names = (*bank.INDICES, "kept")
    if not any(digest.cell(name) for name in names):
        return ""
    return GAP.join(figure(digest, name, language) for name in names)


def belief(digest: Digest, language: Language) -> str:
    """What leaders believed beside what staff heard, in the month's first digest."""
    found = digest.release.get("belief")
    if not found:
        return ""
    width = max(found["high"] - found["gap"], found["gap"] - found["low"])
    key = "gap" if found["low"] > 0 else "gap_under" if found["high"] < 0 else "gap_none"
    slots = {"believed": found["belief"], "kept": found["kept"], "gap": abs(found["gap"]), "half": width}
    text = say(key, language, **slots)
    before = found.get("before")
    return text if before is None else text + say("gap_before", language, gap=before)


def segments(digest: Digest, language: Language) -> str:
    """Trust by touchpoint or team, best first; satisfaction stands in the table below."""
    index = next((index for index in bank.INDICES if digest.shown_segments(index)), None)
    if index is None:
        return ""
    cells = digest.shown_segments(index)
    parts = [f"{words.touchpoint(s, language)} {short(digest, c, language)}" for s, c in cells]
    cut = say(f"segments_{digest.release['cut']}", language, name=say(index, language))
    return f"{cut}{GAP}" + " · ".join(parts) + _below(digest, index, language)


def _below(digest: Digest, index: str, language: Language) -> str:
    """Who is below the rest: only where segments differ beyond chance, and its interval lies under the others."""
    cells = digest.shown_segments(index)
    if not (digest.release.get("spread") or {}).get(index) or len(cells) < 2:
        return ""
    *others, (segment, lowest) = cells
    if lowest["high"] >= fmean(cell["value"] for _, cell in others):
        return ""
    return GAP + say("below", language, segment=words.touchpoint(segment, language))


def news(digest: Digest, language: Language) -> str:
    """Themes spoken of more than chance explains."""
    found = (digest.release.get("news") or [])[:MOST_NEW]
    if not found:
        return ""
    return say("news", language, themes=", ".join(_theme(alarm, language) for alarm in found))


def _theme(alarm: dict[str, object], language: Language) -> str:
    names = alarm.get("names")
    key = str(alarm["theme"])
    named = str(names.get(language, key)) if isinstance(names, dict) else listening.theme_name(key, language)
    terms = alarm.get("terms")
    told = ", ".join(str(term) for term in terms[:3]) if isinstance(terms, list | tuple) else ""
    return say("theme", language, theme=named, terms=told) if told else named


def quiet(digest: Digest, language: Language) -> str:
    """Where more is silent than chance explains."""
    found = digest.release.get("quiet") or []
    if not found:
        return ""
    named = [say("everywhere", language) if s == "*" else words.touchpoint(s, language) for s in found]
    return say("quiet", language, where=", ".join(named))


def cases(digest: Digest, language: Language) -> str:
    """What was followed up: opened, closed, how long it took, what the customers confirmed."""
    found = digest.release.get("cases")
    if not found:
        return ""
    parts = [
        say("cases_opened", language, n=found["opened"]),
        say("cases_closed", language, n=found["closed"]),
    ]
    if found.get("hours") is not None:
        parts.append(say("cases_hours", language, hours=found["hours"]))
    if found.get("asked_back"):
        parts.append(say("cases_confirmed", language, n=found["confirmed"], of=found["asked_back"]))
    if found.get("overdue"):
        parts.append(say("cases_late", language, n=found["overdue"]))
    return say("cases", language, told=" · ".join(parts))


def done(digest: Digest, language: Language) -> str:
    """What leaders logged this week."""
    found = (digest.release.get("done") or [])[-MOST_DONE:]
    return say("done", language, told=" · ".join(act["text"] for act in found)) if found else ""


def denominators(digest: Digest, language: Language) -> str:
    """Who was asked, in bands, and what this is not."""
    release = digest.release
    few = say("band_few", language, k=digest.k)
    if release["by_asking"] and not release["any"]:
        return say("empty", language)
    if not release["by_asking"]:
        return say("heard", language, voices=release["heard"] or few)
    answered = say(f"band_{release['answered']}", language) if release["answered"] else few
    return say("asked", language, asked=release["asked"] or few, answered=answered)


def buttons(digest: Digest, language: Language) -> tuple[Button, ...]:
    """What leaders can do from here."""
    return (
        Button(say("open", language), Opened(week=digest.week), "primary"),
        Button(say("log", language), ActionBegun()),
        Button(say("how", language), Commanded(text="counted"), "quiet"),
    )


BODY: tuple[Callable[[Digest, Language], str], ...] = (
    headline, belief, segments, news, quiet, cases, done,
)  # fmt: skip
