"""What must go before anybody logs, queues or stores a text."""

from bot.listening.masking import BLANK, FINDERS, Span, token
from bot.listening.normal import shadow
from bot.listening.redacted import Redacted, seal


def redact(text: str, language: str) -> Redacted:
    """Return normalised `text` without what tells who it is about; typed tokens in `language` stand instead.

    Time grows with the length of the text, not with its spelling: every pattern has bounded repeats.
    Redacting redacted text changes nothing.
    """
    return seal(_cut(text, find(text), language))


def find(text: str) -> list[Span]:
    """Return what must go from normalised `text`, in order and without overlaps."""
    seen, found = shadow(text), list[Span]()
    digits = sum(map(str.isdecimal, seen))
    for finder, fewest in FINDERS:
        spans = list(finder(seen)) if digits >= fewest else []
        for span in spans:
            seen = seen[: span.start] + BLANK * (span.end - span.start) + seen[span.end :]
        found += spans
    return sorted(found)


def _cut(text: str, spans: list[Span], language: str) -> str:
    pieces, at = [], 0
    for span in spans:
        pieces += [text[at : span.start], token(span.kind, language)]
        at = span.end
    return "".join([*pieces, text[at:]])
