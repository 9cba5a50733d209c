"""Text as every database and every pattern can take it: one spelling for what looks the same.

Chat platforms hand in what a keyboard, a phone or an attacker made: NUL (PostgreSQL refuses it), lone
surrogates (UTF-8 cannot carry them), bidirectional and zero-width controls (they hide an address from a
pattern and not from a reader). All of it is settled once, before anything else looks at the text.
"""

import re
import unicodedata
from typing import Final

LIMIT: Final = 4000
"""Longest comment in characters, counted after normalising."""

_INVISIBLE: Final = [
    *range(0x00, 0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0x85), *range(0x86, 0xA0),  # C0, C1
    0x00AD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180E, 0x3164, 0xFFA0,  # letters without a shape
    0x200B, 0x200C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF,  # width
    *range(0xD800, 0xF900), *range(0xFFF9, 0xFFFC), *range(0xE0000, 0xE0080),  # surrogates, private use, tags
]  # fmt: skip
_LINE_ENDS: Final = (0x0D, 0x85, 0x2028, 0x2029)
_STRIP: Final = {**dict.fromkeys(_INVISIBLE), **dict.fromkeys(_LINE_ENDS, "\n")}
_STRAY_JOINER: Final = re.compile("(?<![\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])\u200d")  # joins no emoji

_OTHER_DIGIT: Final = re.compile(r"(?![0-9])\d")
_DASHES: Final = "‐‑‒–—―−﹣－"
_SPACES: Final = (
    "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
)
_QUOTES: Final = "’‘ʼ＇"
_FULL_WIDTH: Final = range(0xFF01, 0xFF5F)
_FOLDS: Final[dict[int, str | int | None]] = {
    **{code: chr(code - 0xFEE0) for code in _FULL_WIDTH},
    **str.maketrans(
        _DASHES + _SPACES + _QUOTES, "-" * len(_DASHES) + " " * len(_SPACES) + "'" * len(_QUOTES)
    ),
}
_STRIPPED, _FOLDED = (
    re.compile(f"[{''.join(re.escape(chr(code)) for code in table)}]") for table in (_STRIP, _FOLDS)
)
"""Looked for first: walking through a table letter by letter takes ten times as long, mostly for nothing."""


class TooLong(ValueError):
    """This text is longer than 4,000 characters. Please shorten it: nothing of it was kept."""


def normalise(text: str) -> str:
    """Return `text` composed (NFC), with plain line ends, without invisible controls, trimmed.

    Normalising twice changes nothing. Raises `TooLong` instead of cutting: nothing is lost silently.
    """
    plain = text.replace("\r\n", "\n")
    plain = plain.translate(_STRIP) if _STRIPPED.search(plain) else plain
    plain = unicodedata.normalize("NFC", _STRAY_JOINER.sub("", plain)).strip()
    if len(plain) > LIMIT:
        raise TooLong(TooLong.__doc__)
    return plain


def shadow(text: str) -> str:
    """Return `text` for patterns to read: as long, but look-alike dashes, spaces and digits made plain."""
    plain = text.translate(_FOLDS) if _FOLDED.search(text) else text
    return _OTHER_DIGIT.sub(lambda match: str(unicodedata.digit(match[0])), plain)
