"""Numbers that stand for a person: IBANs, cards, and what a cue calls a customer, tax or identity number."""

import re
from collections.abc import Iterator
from typing import Final

from stdnum import iban, luhn, numdb

from bot.listening.masking.spans import Span, apart

_IBAN: Final = re.compile(r"(?<![^\W_])[A-Z]{2}[ .-]?\d{2}(?=[ .-]{0,2}[A-Z0-9])", re.IGNORECASE)
_SPELLING: Final = re.compile(r"(?:[ .-]{0,2}[A-Z0-9]){15,34}", re.IGNORECASE)
_CUED_IBAN: Final = re.compile(
    r"(?<!\w)iban\W{0,4}(?:\w{2,6}\W{1,3}){0,2}([a-z]{2}[ ]?\d{2}[ -]?(?:[a-z]{0,6}\d[\d -]{0,30}){2,4})",
    re.IGNORECASE,
)

_CARD: Final = re.compile(r"(?<![\w.,-])\d(?:[ .-]{0,2}\d){12,18}(?![\w-])")
_CARD_CUE: Final = re.compile(
    r"(?:kart\w{0,12}|card\w{0,8}|visa|amex|master\w{0,8}|express|maestro)\W{0,3}(?:\w{1,12}\W{1,3}){0,3}$",
    re.IGNORECASE,
)
_NO_CARD_CUE: Final = re.compile(
    r"(?:artikel|ean|gtin|isbn|imei|sku|order|bestell|sendung|tracking|paket|serie|serial|ticket"
    r"|rechnung|invoice|\bid\b)"
    r"[\w-]{0,14}\W{0,4}(?:\w{2,8}\W{1,3})?$",
    re.IGNORECASE,
)  # fmt: skip
_FIRST_DIGITS: Final = {
    13: ("4",),
    14: ("30", "36", "38", "39"),
    15: ("34", "37"),
    16: ("2", "3", "4", "5", "6"),
    19: ("4", "6"),
}

_IS: Final = r"(?:[ ]?(?:lautet|ist|war|is|was|reads|heißt|die|the|[:=#-])){0,3}[ :#=.]{0,3}"
_NO: Final = r"(?:[ -]?(?:(?:nummer|number|num|nr|no|id|code)(?![a-z])\.?|[#]))"
_NUMBER: Final = r"[a-z]{0,4}[ -]?\d(?:[ ./-]?(?:[a-z]{0,2}|[a-z][ ])\d){2,19}[a-z]?"
_CUES: Final = (
    ("card", r"\d{3,4}", r"""
        cvv2?|cvc2?|cvn|kartenprüfnummer|prüfnummer|prüfziffer|sicherheitscode|(?:security|card)[ ]code"""),
    ("card", r"\d{2}[ ]?/[ ]?\d{2,4}", r"""
        gültig[ ]bis|ablaufdatum|verfallsdatum|valid[ ](?:thru|until)
        |exp(?:iry|ires|iration)?\.?(?:[ ]date)?"""),
    ("account", r"[a-z]{0,6}\d(?:[ -]?\d){3,17}|[a-z]{4}de[a-z\d]{2,5}", rf"""
        konto{_NO}|kto\.?{_NO}?|bankkonto|blz|bankleitzahl|bic|swift
        |account[ ](?:number|no\.?|[#])|acct\.?{_NO}?|sort[ ]?code|routing{_NO}"""),
    ("order", _NUMBER, r"""
        (?:bestell|auftrags|buchungs|reservierungs)[ -]?(?:nr|nummer)\.?
        |(?:order|booking|reservation)[ ](?:no|num|number|id)\.?"""),
    ("customer", _NUMBER, rf"""
        (?:kunden|kundenkonto|kund\.?|kd\.?|vertrags|mitglieds|versicherten|versicherungs|patienten|police|policen
            |personal|mandats|nutzer|teilnehmer|zähler|matrikel)[ -]?{_NO}
        |kdnr\.?|kundenkonto|account[ ]id
        |(?:customer|client|member(?:ship)?|contract|policy|patient|employee|user|loyalty|subscriber|student)
            (?:[ ](?:account|card))?{_NO}"""),
    ("tax", _NUMBER, rf"""
        (?:steuer|steuer-?identifikations|ust|umsatzsteuer|sozialversicherungs|rentenversicherungs
            |sv|ahv)[ -]?{_NO}
        |idnr\.?|tin|ssn|(?:tax|vat|nhs|[ ]ni){_NO}
        |(?:social[ ]security|national[ ]insurance|ni)(?:[ ]?{_NO})?"""),
    ("document", r"(?=\w{0,8}\d\w{0,8}\d)[a-z0-9-]{7,18}|\d{2,6}(?:[ ]\d{2,6}){1,5}", rf"""
        [\w-]{{0,20}}(?:ausweis|reisepass|pass|führerschein|aufenthaltstitel)[ -]?{_NO}?|imei{_NO}?
        |(?:passport|driver'?s?[ ]licen[cs]e|driving[ ]licen[cs]e|id[ ]card|identity[ ]card){_NO}?"""),
    ("plate", r"[a-zäöü]{1,3}[ -]{1,2}[a-z]{1,2}[ -]?\d{1,4}[eh]?|[a-z]{2}\d{2}[ ]?[a-z]{3}", r"""
        kennzeichen|(?:number|licen[cs]e)[ ]plate"""),
)  # fmt: skip
_CUED: Final = tuple(
    (kind, re.compile(rf"(?<!\w)(?:{cue}){_IS}({value})(?!\w)", re.IGNORECASE | re.VERBOSE))
    for kind, value, cue in _CUES
)
_SHAPED: Final = (
    ("tax", re.compile(r"(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])")),  # US social security
    ("tax", re.compile(r"(?<!\w)756\.\d{4}\.\d{4}\.\d{2}(?!\w)")),  # Swiss AHV
    (
        "tax",
        re.compile(r"(?<!\w)[A-CEGHJ-PR-TW-Z]{2}[ ]?\d{2}[ ]\d{2}[ ]\d{2}[ ]?[A-D](?!\w)"),
    ),  # UK national insurance
)


def _lengths() -> dict[str, int]:
    """Return how many characters an IBAN has, by country, from python-stdnum's table."""
    table = numdb.get("iban")
    letters = [chr(code) for code in range(ord("A"), ord("Z") + 1)]
    found = {}
    for country in (a + b for a in letters for b in letters):
        fields = table.info(country)[0][1].get("bban", "")
        size = sum(int(number) for number in re.findall(r"(\d+)!", fields))
        if size:
            found[country] = 4 + size
    return found


_LENGTHS: Final = _lengths()


def ibans(shadow: str) -> Iterator[Span]:
    """Find IBANs by country and length: a mistyped one, with its checksum wrong, is somebody's still."""
    whole = [
        Span(m.start(), _end_of(shadow, m.start(), _LENGTHS.get(m[0][:2].upper(), 0)), "iban")
        for m in _IBAN.finditer(shadow)
    ]
    broken = [
        Span(m.start(1), m.start(1) + len(m[1].rstrip(" -")), "iban") for m in _CUED_IBAN.finditer(shadow)
    ]
    yield from apart([*(span for span in whole if span.end), *broken])


def _end_of(text: str, start: int, wanted: int) -> int:
    """Return where the IBAN of `wanted` characters at `start` ends, 0 if there is none."""
    written = _SPELLING.match(text, start)
    ends = [start + at + 1 for at, c in enumerate(written[0] if written else "") if c.isalnum()]
    if not wanted or len(ends) < wanted:
        return 0
    end = ends[wanted - 1]
    candidate = text[start:end]
    whole = not text[end : end + 1].isalnum() and sum(map(str.isdigit, candidate)) * 2 >= wanted
    return end if whole or iban.is_valid(candidate) else 0


def cards(shadow: str) -> Iterator[Span]:
    """Find payment cards: digits that pass Luhn, or any sixteen a cue calls a card."""
    for match in _CARD.finditer(shadow):
        digits = re.sub(r"\D", "", match[0])
        before = shadow[max(0, match.start() - 40) : match.start()]
        if _CARD_CUE.search(before) or (_is_card(digits) and not _NO_CARD_CUE.search(before)):
            yield Span(match.start(), match.end(), "card")


def _is_card(digits: str) -> bool:
    return (
        digits.startswith(_FIRST_DIGITS.get(len(digits), ()))
        and len(digits) > 13
        and bool(luhn.is_valid(digits))
    )


def cued(shadow: str) -> Iterator[Span]:
    """Find numbers after a word that says whose they are: customer, account, tax, passport, CVV, plate."""
    found: list[Span] = []
    for kind, pattern in (*_CUED, *_SHAPED):
        group = pattern.groups
        found += [Span(m.start(group), m.end(group), kind) for m in pattern.finditer(shadow)]
    yield from apart(found)
