"""What the rest of the product relies on."""

import pickle

import pytest

from bot import listening
from bot.listening import Redacted


def test_a_comment_is_read_and_masked() -> None:
    reading = listening.read("Der Preis ist zu hoch, schreibt an anna@example.de", "en")
    assert reading.text.text == "Der Preis ist zu hoch, schreibt an [E-MAIL]"
    assert reading.language == "de"
    assert reading.sentiment in {"positive", "neutral", "negative", "unclear"}
    assert 0 <= reading.confidence <= 1
    assert reading.themes == ("price",)


def test_without_the_machine_a_text_is_masked_and_nothing_judged() -> None:
    reading = listening.read("Furchtbarer Preis, an anna@example.de", "de", machine=False)
    assert str(reading.text) == "Furchtbarer Preis, an [E-MAIL]"
    assert (reading.sentiment, reading.confidence, reading.themes) == ("unclear", 0.0, ())
    assert reading.model_version == "none"


def test_redacted_text_cannot_be_made_by_hand() -> None:
    with pytest.raises(TypeError):
        Redacted()
    with pytest.raises(TypeError):
        Redacted("anna@example.de")  # type: ignore[call-arg]
    text = Redacted.stored("sealed")
    with pytest.raises(AttributeError):
        text.text = "anna@example.de"  # type: ignore[misc]


def test_redacted_text_does_not_show_itself_by_accident() -> None:
    text = Redacted.stored("a customer's words")
    assert repr(text) == "Redacted(18 characters)"
    assert f"{text}" == str(text) == "a customer's words"


def test_redacted_text_is_a_value() -> None:
    text = Redacted.stored("same")
    assert text == Redacted.stored("same")
    assert {text} == {Redacted.stored("same")}
    assert text != "same"
    assert pickle.loads(pickle.dumps(text)) == text


def test_an_author_masks_more() -> None:
    text = Redacted.stored("Sandra aus [E-MAIL] rief Sandras Chef (Mail) an, sandra!")
    assert (
        listening.mask_more(text, ["sandra", " ", "mail"]).text
        == "[…] aus [E-MAIL] rief Sandras Chef ([…]) an, […]!"
    )
    assert listening.mask_more(text, [""]) == text


def test_a_text_that_is_too_long_is_refused_not_cut() -> None:
    listening.read("a" * listening.LIMIT, "de", machine=False)
    with pytest.raises(listening.TooLong, match="4,000"):
        listening.read("a" * (listening.LIMIT + 1), "de")


def test_every_theme_has_a_name_in_both_languages() -> None:
    for key in listening.THEMES:
        assert listening.theme_name(key, "de")
        assert listening.theme_name(key, "en")
    with pytest.raises(KeyError):
        listening.theme_name("weather", "de")
