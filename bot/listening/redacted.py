"""The only text this product may keep: a type that says it has been through redaction."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

MARKED: Final = "[…]"
"""What stands where the author masked a word by hand; it says no more than that, in any language."""

_TOKEN: Final = re.compile(r"(\[[A-ZÄÖÜ][A-ZÄÖÜ .-]{1,30}\]|\[…\])")


@dataclass(frozen=True, init=False, repr=False, slots=True)
class Redacted:
    """Text in which nobody can be found again. Made by `listening.read`, never by a caller.

    `repr` shows the length only, so that no log line, traceback or assertion prints what a customer said.
    """

    text: str

    def __init__(self) -> None:
        raise TypeError("only listening.read makes Redacted text")

    @classmethod
    def stored(cls, text: str) -> "Redacted":
        """Return text that storage sealed earlier as `Redacted` again.

        The one way in besides `read`: reading a row back must not run redaction again, because newer
        rules could then change what its author saw and agreed to.
        """
        return seal(text)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"Redacted({len(self.text)} characters)"

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return seal, (self.text,)


def seal(text: str) -> Redacted:
    """Return `text` as `Redacted`; for this package only, once its text has been masked."""
    made = object.__new__(Redacted)
    object.__setattr__(made, "text", text)
    return made


def mask_more(text: Redacted, words: Sequence[str]) -> Redacted:
    """Return `text` with every whole occurrence of the author's own `words` masked too, in any case of
    letters.

    Tokens already standing in the text are left alone; empty words mask nothing.
    """
    wanted = sorted({word.strip() for word in words} - {""}, key=len, reverse=True)
    if not wanted:
        return text
    pattern = re.compile("|".join(_whole(word) for word in wanted), re.IGNORECASE)
    pieces = _TOKEN.split(text.text)
    pieces[::2] = [pattern.sub(MARKED, piece) for piece in pieces[::2]]
    return seal("".join(pieces))


def _whole(word: str) -> str:
    start = r"(?<!\w)" if re.match(r"\w", word) else ""
    end = r"(?!\w)" if re.search(r"\w$", word) else ""
    return start + re.escape(word) + end
