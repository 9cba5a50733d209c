"""Word lists beside the patterns: what is a first name, a surname, an ordinary word, no person at all."""

from functools import cache
from typing import Final

from bot.listening.wordlists import lines, words

_NOUN_ENDS: Final = (
    "ung", "ungen", "heit", "heiten", "keit", "keiten", "schaft", "tion", "tionen", "ität", "nis", "ismus",
    "ment", "service", "support", "bereich", "fall", "frist", "gerät", "preis", "tag",
    "test", "zeit", "team", "weise",
)  # fmt: skip
_SHORTEST_COMPOUND: Final = 5  # "mann", "koch" and "haus" end too many surnames


@cache
def no_persons() -> tuple[str, ...]:
    """Return the titles, brands and figures of speech that look like a person, in lower case, no dots."""
    return tuple(line.lower().replace(".", "") for line in lines("no_person"))


@cache
def _compound_ends() -> tuple[str, ...]:
    return (*_NOUN_ENDS, *(word for word in words("ordinary") if len(word) >= _SHORTEST_COMPOUND))


def is_first_name(word: str) -> bool:
    """Tell whether `word`, or its first part before a hyphen, is a common first name."""
    return word.lower().split("-")[0] in words("first_names")


def is_surname(word: str) -> bool:
    """Tell whether `word`, or one part of it beside a hyphen, is a common surname."""
    return any(part in words("surnames") for part in word.lower().split("-"))


def is_ordinary(word: str) -> bool:
    """Tell whether `word`, capitalised or not, is an everyday word or a German compound ending in one."""
    low = word.lower()
    return low in words("ordinary") or (len(low) > _SHORTEST_COMPOUND + 2 and low.endswith(_compound_ends()))
