"""Telephone numbers as people write them in Germany, Austria, Switzerland, Britain, America and abroad."""

import re
from collections.abc import Iterator
from typing import Final

import phonenumbers
from phonenumbers import NumberParseException

from bot.listening.masking.spans import BLANK, Span

_CANDIDATE: Final = re.compile(
    r"(?<!\d[.,])(?<![\w/#+-])(?:(?:\+|\(\+|\()[ ]?)?\d(?:[ ./()-]{0,3}\d){5,18}(?!\w)"
)
_EXTENSION: Final = re.compile(r"[ ]?(?:ext\.?|x|dw|durchwahl|app\.)[ ]?\d{1,5}(?!\w)", re.IGNORECASE)
_GROUP_END: Final = re.compile(r"\d(?!\d)")
_CUE: Final = re.compile(
    r"(?:(?<!\w)(?:tele(?:fon|phone)|phone|mobile?|cell|handy|whats-?app|signal|fax|call|text|ring|dial"
    r"|rückruf|anruf|tel|hotline|durchwahl"
    r"|erreichbar|erreichen|reach|unter|ruft?|rufen|number|nummer|callback|contact|mob|fon"
    r"|sms)\w{0,10}\W{1,4}(?:\w{1,10}\W{1,3}){0,3})$",
    re.IGNORECASE,
)
_DIRECT_CUE: Final = re.compile(
    r"(?:telef|phone|mobil|handy|whats|hotline|fax|festnetz|cell|(?<!\w)tel)[\w-]{0,12}\W{1,4}$",
    re.IGNORECASE,
)
_OTHER_CUE: Final = re.compile(
    r"(?:artikel|ean|gtin|isbn|sku|order|bestell|auftrag|sendung|tracking|paket|serien|serial|ticket"
    r"|rechnung|invoice|vorgang|case|fall|ref"
    r"|referenz|version|build|plz|zip|model|typ|charge|batch|lot|zähler|belege?|claim|flight|flug"
    r"|kurs|buchung|booking|reservation|(?<!\w)(?:id|call-id|po))"
    r"[\w-]{0,16}\W{0,4}(?:(?:nr|no|num|nummer|number|id)\W{0,3})?(?:(?:ist|is|war|was|lautet|with"
    r"|mit)\W{1,2})?$",
    re.IGNORECASE,
)
_TRUNK: Final = ("DE", "AT", "CH", "GB")  # a number at home starts with 0
_AMERICAN: Final = re.compile(r"(?:1[ .-]?)?(?:\([2-9]\d\d\)[ .-]?|[2-9]\d\d[ .-])[2-9]\d\d[ .-]\d{4}(?!\d)")
_NO_PHONE: Final = re.compile(
    r"(?<![\d.])\d{1,2}\.[ ]?\d{1,2}\.[ ]?(?:\d{4}|\d{2})?(?!\d)|(?<!\d)(?:19|20)\d\d-\d\d?-\d\d?(?!\d)"
    r"|(?<!\d)\d{1,2}/\d{1,2}/(?:\d{4}|\d{2})(?!\d)"
    r"|(?<![\d.])\d{1,2}[:.]\d{2}[ ]?(?:-|bis|to|until)[ ]?\d{1,2}[:.]\d{2}(?!\d)"
    r"|(?<!\d)\d{1,2}:\d{2}(?::\d{2})?(?!\d)"
    r"|\d[\d.,]{0,14}[ ]?(?:€|eur(?:o|os)?(?!\w)|usd|chf|\$|£|%|pkt|punkte|points|gb|mb|kwh|km|ml|mg"
    r"|steps)|[€$£][ ]?\d[\d.,]{0,14}"
    r"|(?<![\d/.-])(?:19|20)\d\d[ ]?[/-][ ]?(?:19|20)?\d\d(?![\d/])|(?<!\d)\d{4}[ ]?-[ ]?\d{4}(?=[ "
    r"](?:uhr|h)\b)",
    re.IGNORECASE,
)
_DIGIT_WORDS: Final = "null|eins|zwei|zwo|drei|vier|fünf|sechs|sieben|acht|neun|zero|oh|one|two|three"
"|four|five|six|seven|eight|nine|double|triple|doppel"
_SPELLED: Final = re.compile(
    rf"(?<!\w)(?:{_DIGIT_WORDS})(?:[ ,-]{{1,2}}(?:{_DIGIT_WORDS})){{6,18}}(?!\w)", re.IGNORECASE
)


def phones(shadow: str) -> Iterator[Span]:
    """Find telephone numbers; dates, times, prices, order and article numbers are none."""
    plain = _NO_PHONE.sub(lambda match: BLANK * len(match[0]), shadow)
    at = 0
    while match := _CANDIDATE.search(plain, at):
        end = _number_end(plain, match.start(), match[0])
        if end:
            yield Span(_behind_bracket(plain, match.start(), end), end, "phone")
        at = end or _next_group(plain, match.start(), match.end())


def spelled(shadow: str) -> Iterator[Span]:
    """Find telephone numbers spelled out: seven words for digits in a row, or more."""
    yield from (Span(m.start(), m.end(), "phone") for m in _SPELLED.finditer(shadow))


def _behind_bracket(text: str, start: int, end: int) -> int:
    """Return where a number begins whose bracket closes behind it, "(0171 1234567)", and not inside."""
    if text[start] != "(" or ")" in text[start:end]:
        return start
    return start + len(text[start:end]) - len(text[start:end].lstrip("( "))


def _next_group(text: str, start: int, end: int) -> int:
    """Return where to look on after a candidate that is no number: behind its first group of digits."""
    group = _GROUP_END.search(text, start, end)
    return group.end() if group else end


def _number_end(text: str, start: int, candidate: str) -> int:
    """Return where the longest telephone number at `start` ends, 0 if there is none."""
    before = text[max(0, start - 40) : start]
    other = not _DIRECT_CUE.search(before) and bool(_OTHER_CUE.search(before))
    if other:
        return 0
    cued = bool(_CUE.search(before))
    if not cued and not candidate.startswith(("+", "(", "0")):
        american = _AMERICAN.match(candidate)
        return start + american.end() if american else 0
    ends = [match.end() for match in _GROUP_END.finditer(candidate)]
    for end in reversed(ends):
        if _is_phone(candidate[:end], cued):
            extension = _EXTENSION.match(text, start + end)
            return extension.end() if extension else start + end
    return 0


def _is_phone(written: str, cued: bool) -> bool:
    digits = re.sub(r"\D", "", written)
    if "+" in written or digits.startswith("00"):
        return _is_possible("+" + digits.removeprefix("00")) and len(digits) >= 8
    if _AMERICAN.fullmatch(written):
        return True
    if digits.startswith("0"):
        return 7 <= len(digits) <= 13 and (cued or any(_is_valid(digits, region) for region in _TRUNK))
    return cued and 7 <= len(digits) <= 12


def _is_possible(number: str) -> bool:
    try:
        return bool(phonenumbers.is_possible_number(phonenumbers.parse(number)))
    except NumberParseException:
        return False


def _is_valid(number: str, region: str) -> bool:
    try:
        return bool(phonenumbers.is_valid_number(phonenumbers.parse(number, region)))
    except NumberParseException:
        return False
