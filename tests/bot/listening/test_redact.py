"""Nobody can be found again in a redacted text, and nothing else is missing from it."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.listening.language import detect
from bot.listening.normal import LIMIT, normalise
from bot.listening.redact import find, redact

_MARK = re.compile(r"\[\[[A-Z]+:(.*?)\]\](?!\])")
_LINES = (Path(__file__).parent / "redaction.txt").read_text("utf-8").splitlines()
CASES = [line for line in _LINES if line and not line.startswith("#")]
TELLING = [line for line in CASES if _MARK.search(line)]
CLEAN = [line for line in CASES if not _MARK.search(line)]


def masked(text: str) -> str:
    plain = normalise(text)
    return redact(plain, detect(plain, "de")).text


@pytest.mark.parametrize("line", TELLING)
def test_what_is_marked_goes(line: str) -> None:
    left = re.sub(r"\[[^\]]*\]", "", masked(_MARK.sub(r"\1", line)))
    for value in _MARK.findall(line):
        for word in re.findall(r"\w{3,}", value):
            assert not re.search(rf"(?<!\w){re.escape(word)}(?!\w)", left)


def test_hardly_any_clean_text_is_touched() -> None:
    touched = [line for line in CLEAN if masked(line) != line]
    assert touched == []


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Ruf Herrn Müller an: 0170 1234567", "de", "Ruf Herrn [NAME] an: [TELEFON]"),
        ("Kunde (0171 1234567) wartet", "de", "Kunde ([TELEFON]) wartet"),
        ("Kunde (0171) 1234567 wartet", "de", "Kunde [TELEFON] wartet"),
        ("Call Mr Smith: +1 212 555 0143", "en", "Call Mr [NAME]: [PHONE]"),
        ("IBAN DE89 3704 0044 0532 0130 00, CVV 123", "de", "IBAN [IBAN], CVV [KARTE]"),
        ("Herr Dr. Hans-Peter Meier aus Köln", "de", "Herr [NAME] aus Köln"),
        ("a@b.de;c@d.com", "en", "[E-MAIL];[E-MAIL]"),
        ("LG Ines und Tom", "de", "LG [NAME]"),
        ("Regards,\nOluwaseun Adebayo", "en", "Regards,\n[NAME]"),
        ("Sachbearbeiterin Frau Engel", "de", "Sachbearbeiterin Frau [NAME]"),
        ("Ms. Smith's answer was fine", "en", "Ms. [NAME]'s answer was fine"),
        (
            "Nur Herr der Ringe, Frau Holle und Mr. Clean",
            "de",
            "Nur Herr der Ringe, Frau Holle und Mr. Clean",
        ),
    ],
)
def test_tokens_say_in_the_language_of_the_text_what_was_there(
    text: str, language: str, expected: str
) -> None:
    assert redact(text, language).text == expected


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("line", TELLING[::3])
def test_redacting_again_changes_nothing(line: str, language: str) -> None:
    once = redact(normalise(_MARK.sub(r"\1", line)), language).text
    assert redact(once, language).text == once


def test_disguises_do_not_help() -> None:
    assert masked("Mail: an\u200bna＠exam\u00adple.de") == "Mail: [E-MAIL]"
    assert masked("Ruf an: ０１７０ １２３４５６７") == "Ruf an: [TELEFON]"
    assert masked("Tel. 0170–1234567") == "Tel. [TELEFON]"


_BITS = st.sampled_from(
    ["a@", "@b.de", "0170 ", "+49", "DE89 ", "Herr ", "Dr. ", "von ", "Müller", "LG ", "http://", "/", "?x=",
     "<@", "IBAN ", "passwort: ", "1 ", "(", ")", ".", "-", "\n", " at ", " dot ", "straße ", "12",
     "'", '"', "İ", "ß", "\ud800"]
)  # fmt: skip


@given(st.lists(_BITS, max_size=60).map("".join))
def test_spans_are_apart_and_inside_whatever_is_thrown_at_it(text: str) -> None:
    plain = normalise(text)
    spans = find(plain)
    assert all(0 <= span.start < span.end <= len(plain) for span in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))


_HOSTILE = ["a@", "a.", "1", "1 ", "1-", "0170 ", "Herr ", "Aa ", "A. ", "-", "DE12 ", "IBAN DE12 1 ",
            "(", "<@", '"', "von ", "Dr. ", "passwort: ", "a at b ", "card 4", "\n", "1.1.", "1::",
            "wohne in A ", "10 High ", "Name: ", "eyJ", "+1 (", "a.bc/", "eins ", "O'", "abcdef0", "strasse ",
            "http://a/?token="]  # fmt: skip


@pytest.mark.parametrize("piece", _HOSTILE)
def test_hostile_texts_take_steps_in_line_with_their_length(piece: str) -> None:
    """Backtracking would not end within this test's patience; a straight pass over 4,000 characters does."""
    find((piece * LIMIT)[:LIMIT])
