"""One spelling for what looks the same, fit for both databases."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.listening.normal import normalise, shadow

ANY_TEXT = st.text(st.characters(), max_size=200)


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("a\x00b", "ab"),
        ("a\ud800b", "ab"),
        ("\u202eanna\u202c@exa\u200bmple.de", "anna@example.de"),
        ("an\u00adna\ufeff", "anna"),
        ("Mu\u0308ller", "Müller"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("  trimmed \n", "trimmed"),
        ("a\u200db", "ab"),
        ("👨\u200d👩", "👨\u200d👩"),
        ("hid\U000e0041den", "hidden"),
    ],
)
def test_what_looks_the_same_is_spelt_the_same(raw: str, plain: str) -> None:
    assert normalise(raw) == plain


@given(ANY_TEXT)
def test_normal_text_fits_utf8_and_stays_as_it_is(text: str) -> None:
    plain = normalise(text)
    assert "\x00" not in plain
    assert plain.encode("utf-8").decode("utf-8") == plain
    assert normalise(plain) == plain


@given(ANY_TEXT)
def test_the_shadow_has_the_same_length(text: str) -> None:
    assert len(shadow(text)) == len(text)


def test_the_shadow_makes_look_alikes_plain() -> None:
    assert shadow("０１７０–１２３ ٤５＠ｘ") == "0170-123 45@x"
