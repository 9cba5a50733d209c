"""German or English, and the person's own language when the text does not say."""

import pytest

from bot.listening.language import detect


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Der Service war leider nicht gut", "de"),
        ("The service was not good at all", "en"),
        ("Paket kam nie an", "de"),
        ("Parcel never arrived here", "en"),
        ("Unfassbar schlechte Verarbeitung", "de"),
        ("Unbelievably poor workmanship", "en"),
    ],
)
@pytest.mark.parametrize("hint", ["de", "en"])
def test_a_sentence_says_its_language(text: str, language: str, hint: str) -> None:
    assert detect(text, hint) == language


@pytest.mark.parametrize("text", ["", "Top", "Super Service", "👍👍👍", "12345 67"])
def test_under_three_words_the_person_decides(text: str) -> None:
    assert detect(text, "de") == "de"
    assert detect(text, "en") == "en"


def test_other_locales_count_as_english() -> None:
    assert detect("Top", "fr") == "en"
