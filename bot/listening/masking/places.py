"""Where somebody lives and when somebody was born."""

import re
from collections.abc import Iterator
from typing import Final

from bot.listening.masking.spans import Span, apart

_COUNTED: Final = (
    "uhr|h|min|sek|std|stunde|tag|woche|monat|jahr|mal|x|mm|cm|m|km|kg|eur|euro|prozent|kunde|leute"
    "|person|gäste|kasse"
    "|mitarbeiter|stern|schalter|artikel|stück|th|nd|rd|year|day|hour|minute|mins|week|month|am|pm|star"
    "|people|customer"
)
_UNIT: Final = re.compile(rf"[ ]?(?:[€%$£]|[.,:/]\d|(?:{_COUNTED})(?:e|n|en|s|innen)?(?!\w))", re.IGNORECASE)
_NO_STREET: Final = re.compile(
    r"(?:park|sitz|arbeits|steh|liege|spiel|stell|camping|schlaf|fenster|lager|bau|speicher|golf|flug"
    r"|studien|praktikums"
    r"|ausbildungs|tagungs|betreuungs|kita|rück|heim|hin|liefer|um|vor|aus|ab|schul|dienst|rechts"
    r"|zahlungs|bestell|versand"
    r"|vertriebs|kontakt|super|online|schwarz|wochen|bau|arbeits|aktien|frei)(?:platz|weg|markt|hof)",
    re.IGNORECASE,
)

_CAP: Final = r"[A-ZÄÖÜ]\w{0,30}[.]?"
_HOUSE: Final = (
    r"(?:[Nn]r\.?[ ]?)?\d{1,4}(?:[ ]?[a-zA-Z](?!\w))?(?:[ ]?[-/+][ ]?\d{1,4}(?:[ ]?[a-z](?!\w))?)?(?!\w)"
)
_CITY: Final = (
    rf"(?:\s?,?\s{{1,2}}(?:in[ ])?(?:(?:D|A|CH|DE|AT)-)?\d{{4,5}}(?![\w.,]\d|\w)(?:[ "
    rf"]{_CAP}(?:-{_CAP})?(?:[ ](?:am|an[ ]der|im)[ ]{_CAP})?)?)?"
)
_FLOOR: Final = (
    r"(?:,?[ ]?(?:(?:Top|Stiege|Whg\.?|Wohnung|Hinterhaus|HH)[ ]?\d{0,3}|\d{1,2}\.[ ]?(?:OG|Stock|Etage)))?"
)
_GERMAN: Final = re.compile(
    rf"(?<![\w.])(?P<street>(?:{_CAP}[ ]){{1,2}}(?:Stra(?:ß|ss)e|Str\.|Allee|Platz|Weg|Ring|Damm|Ufer"
    rf"|Gasse|Chaussee|Markt)"
    r"|(?:[\w-]{1,40}stra(?:ß|ss)e|[\w-]{1,40}str\.?|[\w-]{1,40}-Str(?:\.|a(?:ß|ss)e))"
    r"|[A-ZÄÖÜ][\w-]{1,40}(?:weg|platz|ring|damm|ufer|allee|gasse|steig|graben|markt|chaussee|promenade"
    r"|hof|stieg|zeile))"
    rf"[ ]{{0,2}}(?P<house>{_HOUSE}){_FLOOR}{_CITY}"
)
_AT_HOME: Final = re.compile(
    r"(?i:(?<!\w)(?:wohn(?:e|t|en|haft)|(?:liefer|rechnungs|post|privat|wohn|heim)?(?:adresse"
    r"|anschrift)|lives?[ ]at|living[ ]at"
    r"|reside[sd]?[ ]at|(?:home|delivery|billing|shipping|postal|my|his|her|their)[ ]address)"
    r"(?:[ ](?:ist|is|war|was|lautet))?[ ]?:?[ ])"
    rf"(?:(?:in|im|an|auf|zu|der|den|dem)[ ]){{0,3}}(?P<street>(?i:(?:am|zum|zur|unter|den)[ "
    rf"]){{0,2}}(?:{_CAP}[ -]){{1,4}})(?P<house>{_HOUSE}){_FLOOR}{_CITY}"
)

_ROADS: Final = (
    "Street|St|Road|Rd|Avenue|Ave|Av|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Place|Pl|Square|Sq|Way"
    "|Terrace|Close"
    "|Crescent|Cres|Gardens|Grove|Hill|Mews|Row|Parade|Parkway|Pkwy|Highway|Hwy|Circle|Trail|Walk|Wharf|Quay"
)
_POSTCODE: Final = r"[A-Z]{1,2}\d[A-Z\d]?[ ]\d[A-Z]{2}(?!\w)"
_ENGLISH: Final = re.compile(
    r"(?<![\w.,#-])(?:(?:Flat|Apt\.?|Apartment|Unit|Suite)[ ]\w{1,5},?[ ])?\d{1,5}[A-Za-z]?(?:-\d{1,4})?[ ]"
    rf"(?:[A-Z][\w'.]{{0,20}}[ ]){{1,3}}?(?:{_ROADS})(?!\w)\.?"
    rf"(?:,?[ ](?:Flat|Apt\.?|Apartment|Unit|Suite|\#)[ ]?\w{{1,5}})?(?:,[ ][A-Z][\w'-]{{1,20}}(?:[ "
    rf"][A-Z][\w'-]{{1,20}})?(?=[,.;!?)\n]|$|[ ][A-Z]{{1,2}}\d))?"
    rf"(?:,?[ ](?:[A-Z]{{2}}[ ])?\d{{5}}(?:-\d{{4}})?(?!\w)|,?[ ]{_POSTCODE})?"
)
_LOWER_ENGLISH: Final = re.compile(
    r"(?<!\w)(?:i[ ]live|i'm|lives?|living|address[ ]is)[ ](?:at[ ])?(\d{1,5}[a-z]?[ ](?:[a-z']{2,20}[ "
    r"]){1,3}?(?:street|st|road|rd|avenue|ave|lane|drive|close|court|place|way))(?!\w)",
    re.IGNORECASE,
)  # fmt: skip
_LONE: Final = re.compile(
    rf"(?<![\w-]){_POSTCODE}|(?<!\w)(?:Postfach|P\.?[ ]?O\.?[ ]?Box)[ ]?\d{{1,4}}(?:[ ]?\d{{2}}){{0,3}}(?!\w)"
)

_MONTH: Final = "jan|feb|mär|mar|apr|mai|may|jun|jul|aug|sep|okt|oct|nov|dez|dec"
_DATE: Final = (
    r"(?:\d{1,4}[./-][ ]?\d{1,2}[./-][ ]?\d{2,4}"
    rf"|(?:the[ ])?\d{{1,2}}(?:\.|st|nd|rd|th)?(?:[ ]of)?[ ]?(?:{_MONTH})\w{{0,7}}\.?,?(?:[ ]\d{{2,4}})?"
    rf"|(?:{_MONTH})\w{{0,7}}\.?[ ]\d{{1,2}}(?:st|nd|rd|th)?,?[ ]\d{{2,4}})"
)
_BIRTH: Final = re.compile(
    r"(?<!\w)(?:geb(?:oren|\.)?(?:[ ]am)?|geburts(?:datum|tag)|geb\.?-?datum|jahrgang|d\.?o\.?b\.?"
    r"|date[ ]of[ ]birth|birth[ -]?(?:date|day)"
    rf"|born(?:[ ]on)?)(?:[ ](?:ist|war|is|was|am|on|the|lautet)){{0,2}}\W{{0,4}}({_DATE}|(?:19"
    rf"|20)\d\d(?!\w))",
    re.IGNORECASE,
)


def addresses(shadow: str) -> Iterator[Span]:
    """Find street and house number, with the town that follows; a street or a town alone is nobody's home."""
    if not any(c.isdigit() for c in shadow):
        return
    found = [Span(m.start(), m.end(), "address") for p in (_ENGLISH, _LONE) for m in p.finditer(shadow)]
    found += [Span(m.start(1), m.end(1), "address") for m in _LOWER_ENGLISH.finditer(shadow)]
    for pattern in (_GERMAN, _AT_HOME):
        matches = (m for m in pattern.finditer(shadow) if not _UNIT.match(shadow, m.end("house")))
        found += [
            Span(m.start("street"), m.end(), "address") for m in matches if not _NO_STREET.search(m["street"])
        ]
    yield from apart(found)


def births(shadow: str) -> Iterator[Span]:
    """Find a date the text calls a date of birth; any other date tells nobody."""
    yield from (Span(m.start(1), m.end(1), "birth") for m in _BIRTH.finditer(shadow))
