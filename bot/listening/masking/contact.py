"""Chat mark-up, links and e-mail addresses, also the ones written to be overlooked."""

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote

from bot.listening.masking.spans import Span, apart

_MARKUP: Final = re.compile(
    r"(?P<person><@[^<>\n]{1,80}>|<at[^<>\n]{0,80}>[^<>\n]{1,80}</at>|(?<!\w)@U[A-Z0-9]{8,10}(?!\w))"
    r"|(?P<email><mailto:[^<>\n]{1,300}>)|(?P<phone><tel:[^<>\n]{1,80}>)"
)

_LINK: Final = re.compile(
    r"(?<![\w@.])(?:(?:https?|ftp)://|www\.|(?=(?:[\w-]{1,63}\.){1,4}[a-z]{2,12}/\S{0,500}[?=]))[^\s<>"
    r"|\ue000]{3,2000}",
    re.IGNORECASE,
)
_USER_INFO: Final = re.compile(r"^(?:\w{1,9}://)?[^/\s]{1,200}@")
_TELLING_KEY: Final = re.compile(
    r"[?&#;/](?:[\w-]{0,30}(?:token|key|auth|sig|session|sid|secret|pass|pwd|reset|invite|mail|user|uid|kunde"
    r"|customer|order|bestell|account|konto|phone|tel|name|code|otp|jwt|hash)[\w-]{0,30}|id)=[^&\s]",
    re.IGNORECASE,
)
_CODE: Final = re.compile(
    r"\d{10,}|(?=[A-Za-z]{0,30}\d)(?=\d{0,30}[A-Za-z])[A-Za-z0-9]{16,}|(?=[a-z]{0,30}[A-Z])[A-Za-z0-9]{28,}"
)
_SEPARATORS: Final = re.compile(r"[/?&=#.,;:+_-]")

_AT: Final = r"(?:@|[ ]@[ ]|[ ]?[\[({<][ ]?(?:at|ät|@)[ ]?[\])}>][ ]?)"
_DOT: Final = r"(?:\.|[ ]?[\[({<][ ]?(?:dot|punkt|\.)[ ]?[\])}>][ ]?|[ ](?:dot|punkt)[ ])"
_LOCAL: Final = rf"(?:\"[^\"\s]{{1,64}}\"|(?<![\w.+%-])\w(?:[\w.+%'-]|{_DOT}){{0,254}})"
_LABEL: Final = r"[\w-]{1,63}"
_SPOKEN: Final = (
    rf"[ ](?:at|ät|klammeraffe)[ ]{_LABEL}(?:{_DOT}{_LABEL}){{0,3}}?[ ](?:dot|punkt)[ ][a-z]{{2,6}}(?!\w)"
)
_EMAIL: Final = re.compile(rf"{_LOCAL}(?:{_AT}{_LABEL}(?:{_DOT}{_LABEL}){{1,5}}|{_SPOKEN})", re.IGNORECASE)
_SPELLED: Final = re.compile(r"[\[({<][ ]?(?:at|ät)[ ]?[\])}>]|[ ](?:dot|punkt)[ ]", re.IGNORECASE)
_HALF_SPOKEN: Final = re.compile(
    rf"(?<![\w.+%-])\w{{1,64}}[._\d]\w{{1,64}}[ ]at[ ]{_LABEL}\.[a-z]{{2,6}}(?!\w)", re.IGNORECASE
)
_HOSTS: Final = "gmail|gmx|web|yahoo|hotmail|outlook|icloud|t-online|googlemail|proton|protonmail|aol|freenet"
_BARE: Final = re.compile(rf"(?<![\w.+%-])\w[\w.+%'-]{{0,63}}@(?:{_HOSTS})(?![\w.])", re.IGNORECASE)


def markup(shadow: str) -> Iterator[Span]:
    """Find what the chat platform itself has marked: <@U024BE7LH>, <at>Mia</at>, <mailto:…|…>."""
    if "<" in shadow or "@U" in shadow:
        yield from (Span(m.start(), m.end(), str(m.lastgroup)) for m in _MARKUP.finditer(shadow))


def links(shadow: str) -> Iterator[Span]:
    """Find links that carry a person with them: a password, a token, an address, a long number."""
    if "/" not in shadow:
        return
    for match in _LINK.finditer(shadow):
        link = match[0].rstrip(".,;:!?)'\"]»“")
        if _tells(link):
            yield Span(match.start(), match.start() + len(link), "link")


def _tells(link: str) -> bool:
    path = unquote(link.split("://", 1)[-1].partition("/")[2])
    codes = (_CODE.fullmatch(part) for part in _SEPARATORS.split(path))
    return bool(_USER_INFO.match(link) or "@" in path or _TELLING_KEY.search(link) or any(codes))


def emails(shadow: str) -> Iterator[Span]:
    """Find e-mail addresses: plain, quoted, spaced, "(at)", "[dot]", spoken."""
    spelled = _SPELLED.search(shadow)
    patterns = (
        (_EMAIL, _BARE, _HALF_SPOKEN)
        if "@" in shadow or spelled
        else (_HALF_SPOKEN,)
        if " at " in shadow
        else ()
    )
    matches = (match for pattern in patterns for match in pattern.finditer(shadow))
    yield from apart(Span(m.start(), m.start() + len(m[0].rstrip(".-_'")), "email") for m in matches)
