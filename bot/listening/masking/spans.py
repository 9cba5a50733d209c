"""What a finder finds, and what is put in its place."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

BLANK: Final = "\ue000"
"""Stands in the shadow where something was found already: a private-use character, no letter and no digit.
`normalise` takes it out of every text that comes in."""

_TOKENS: Final = {
    "account": ("KONTO", "ACCOUNT"),
    "address": ("ADRESSE", "ADDRESS"),
    "birth": ("GEBURTSDATUM", "DATE OF BIRTH"),
    "card": ("KARTE", "CARD"),
    "customer": ("KUNDENNUMMER", "CUSTOMER NO."),
    "document": ("AUSWEIS", "ID"),
    "email": ("E-MAIL", "E-MAIL"),
    "iban": ("IBAN", "IBAN"),
    "ip": ("IP", "IP"),
    "link": ("LINK", "LINK"),
    "name": ("NAME", "NAME"),
    "order": ("BESTELLNUMMER", "ORDER NO."),
    "person": ("PERSON", "PERSON"),
    "phone": ("TELEFON", "PHONE"),
    "plate": ("KENNZEICHEN", "NUMBER PLATE"),
    "secret": ("GEHEIM", "SECRET"),
    "tax": ("STEUERNUMMER", "TAX NO."),
}


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters `start` up to, not including, `end` of a text, and what `kind` of thing they are."""

    start: int
    end: int
    kind: str


def apart(spans: Iterable[Span]) -> Iterator[Span]:
    """Yield `spans` in order, of overlapping ones the first, of those the longest."""
    taken = 0
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if span.start >= taken:
            taken = span.end
            yield span


Finder = Callable[[str], Iterable[Span]]
"""Reads a shadow and says what in it must go."""


def token(kind: str, language: str) -> str:
    """Return what stands in the place of something of that `kind`, "[TELEFON]" or "[PHONE]"."""
    german, english = _TOKENS[kind]
    return f"[{german if language == 'de' else english}]"
