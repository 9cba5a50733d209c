"""Names beside a cue: a title, a role, a greeting, a signature, "my name is".

Without a cue a name cannot be told from any other capitalised word offline, German nouns least of all; only a
common first name before a word that is no everyday word is taken for a full name. Authors see the masked text
before it is kept and can mark more.
"""

import re
from collections.abc import Iterator
from typing import Final

from bot.listening.masking import naming
from bot.listening.masking.cues import LINE, LINE_START, WORD, Cue, by_head
from bot.listening.masking.lists import is_first_name, is_ordinary, is_surname, no_persons
from bot.listening.masking.spans import Span, apart
from bot.listening.wordlists import words

_TITLE: Final = re.compile(r"(?i:herrn?|frau|mrs?|ms|[hf]r)(?!\w)")  # a cue of its own: its turn comes next
_SURE: Final = (naming.titled, naming.learned, naming.introduced)
_NO_DOTS: Final = {ord("."): None}


def names(shadow: str) -> Iterator[Span]:
    """Find names beside cues, and full names with a common first name."""
    yield from apart(span for span in _all(shadow) if span)


def _all(shadow: str) -> Iterator[Span | None]:
    heads, first_names = by_head(), words("first_names")
    for word in WORD.finditer(shadow):
        low = word[0].lower()
        for cue, tail in heads.get(low, ()):
            end = tail.match(shadow, word.end())
            if end:
                yield _after(cue, shadow, word.start(), end.end())
        if low in first_names and word[0][0].isupper():
            yield _full(shadow, word.start())
    for line in LINE.finditer(shadow):
        yield _after(LINE_START, shadow, line.start(), line.end())


def _after(cue: Cue, shadow: str, start: int, end: int) -> Span | None:
    """Return the name after the `cue` that stands from `start` to `end`, if there is one."""
    written = naming.WRITTEN.match(shadow, end) or (cue.lower and naming.LOWER.match(shadow, end)) or None
    if not written or _TITLE.match(written["lead"]) or _is_no_person(shadow, start, written.start("name")):
        return None
    before, after = shadow[max(0, start - 20) : start], shadow[written.end() : written.end() + 8]
    judge = naming.titled if written["lead"] else cue.judge
    count = judge(naming.sight(written["name"], before, after))
    lower = written["name"].islower() and judge not in _SURE and not is_first_name(written["name"])
    return None if lower or not count else Span(end, _with_others(shadow, _end(written, count), cue), "name")


def _with_others(shadow: str, end: int, cue: Cue) -> int:
    """Return where the name ending at `end` really ends: with "and Tom", or a surname without its capital."""
    other = naming.AND.match(shadow, end)
    if other and is_first_name(other["name"]) and not is_ordinary(other["name"]):
        return other.end()
    second = naming.SECOND.match(shadow, end) if cue.judge is naming.introduced else None
    if second and second["name"].islower() and shadow[end - 1].islower() and _is_strange(second["name"]):
        return second.end()
    return end


def _is_strange(word: str) -> bool:
    return not is_ordinary(word) and word not in words("no_name")


def _end(written: re.Match[str], count: int) -> int:
    """Return where the first `count` words of the name end; an English genitive stays."""
    pieces = list(naming.PIECES.finditer(written["name"]))
    size = pieces[count - 1].end() if pieces else len(written["name"])
    return written.start("name") + len(written["name"][:size].removesuffix("'s"))


def _full(shadow: str, start: int) -> Span | None:
    """Return the full name that begins at `start` with a common first name, if a surname follows."""
    written = naming.FULL.match(shadow, start)
    seen = naming.sight(written[0], "", "") if written else None
    if (
        not written
        or not seen
        or len(seen.pieces) < 2
        or not seen.known
        or _is_no_person(shadow, start, start)
    ):
        return None
    surname = seen.pieces[1].rsplit(" ", 1)[-1]
    sure = is_surname(surname) or (seen.first.lower() not in words("two_faced") and not seen.shouted)
    if not sure or is_ordinary(surname):
        return None
    return Span(start, start + len(written[0].removesuffix("'s")), "name")


def _is_no_person(shadow: str, start: int, name: int) -> bool:
    """Tell whether a title or a name in `shadow` begins a brand, a work or a figure of speech."""
    spoken = (shadow[at : at + 40].lower().translate(_NO_DOTS) for at in {start, name})
    return any(text.startswith(no_persons()) for text in spoken)
