"""Themes by rules a workspace can edit."""

import pytest

from bot.listening.themes import BrokenThemes, parse, themes_of

ONE = """
[weather.de]
name = "Wetter"
words = ["regen*", "*sturm", "ruft … zurück", "heiter bis wolkig"]
[weather.en]
name = "Weather"
words = ["rain*", "call* back"]
"""


@pytest.mark.parametrize(
    ("text", "language", "heard"),
    [
        ("REGENSCHIRM vergessen", "de", True),
        ("Schneesturm am Abend", "de", True),
        ("ruft mich morgen nicht zurück", "de", True),
        ("ruft mich ganz bestimmt irgendwann einmal zurück", "de", False),
        ("heiter  bis wolkig", "de", True),
        ("Sturmschaden, kein Verregnen", "de", False),
        ("they called back", "en", True),
        ("they called me back", "en", False),
    ],
)
def test_words_stand_for_what_the_file_says(text: str, language: str, heard: bool) -> None:
    assert themes_of(text, language, parse(ONE)) == (("weather",) if heard else ())


@pytest.mark.parametrize(
    ("text", "language", "themes"),
    [
        ("Der versprochene Rückruf kam nie", "de", ("promise_kept",)),
        ("Preise schon wieder erhöht", "de", ("price",)),
        ("Everybody tells me something different", "en", ("consistency",)),
        ("The chatbot just repeats itself", "en", ("ai_chatbot",)),
        ("Nothing to report", "en", ()),
    ],
)
def test_shipped_themes_hear_what_customers_mean(text: str, language: str, themes: tuple[str, ...]) -> None:
    assert themes_of(text, language) == themes


@pytest.mark.parametrize(
    "broken",
    [
        "[",
        "[a]\nb = 1",
        '[a.de]\nname = "A"\nwords = ["x"]',
        ONE.replace('words = ["rain*", "call* back"]', "words = []"),
    ],
)
def test_a_broken_file_is_refused(broken: str) -> None:
    with pytest.raises(BrokenThemes, match="every theme needs"):
        parse(broken)
