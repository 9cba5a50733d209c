"""German and English are equals; what was once asked is never reworded."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from string import Formatter

import pytest

from bot import bank, words
from bot.model import NO_CUSTOMER, Week

PINNED = {
    "consistent-1": "0729eb35f20f4f88",
    "easy-1": "913d296272618ba7",
    "heard-1": "fe5477ed08f67781",
    "kept-1": "910b462036f40609",
    "rely-1": "8b5173dd332b5a05",
    "satisfied-1": "9b7f02bcdf5df2ac",
}


def slots(text: str) -> set[str]:
    """The names in braces."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def wording(question: bank.Question) -> str:
    """A hash of everything a person sees of a question, and of what its values mean."""
    seen = {lang: [said.text, dict(said.options)] for lang, said in sorted(question.wording.items())}
    whole = [question.id, question.version, question.index, question.options, seen]
    return hashlib.sha256(json.dumps(whole, ensure_ascii=False).encode()).hexdigest()[:16]


def test_both_languages_say_the_same_things_with_the_same_slots() -> None:
    german, english = words.every("de"), words.every("en")
    assert german.keys() == english.keys()
    assert {k: slots(t) for k, t in german.items()} == {k: slots(t) for k, t in english.items()}
    assert {key for key in german if not german[key].strip() or not english[key].strip()} == {
        "where.unassigned"
    }
    same = {
        key.rpartition(".")[2]
        for key in german
        if german[key] == english[key] and len(german[key]) > 2 and any(map(str.isalpha, german[key]))
    }
    assert same <= {
        "website",
        "app",
        "support",
        "unassigned",
        "title",
        "figure",
        "share",
        "since",
        "few",
        "segments_team",
        "column_team",
        "neutral",
        "list_line",
    }


def test_every_question_is_asked_in_both_languages_with_the_same_options() -> None:
    for question in bank.versions().values():
        assert set(question.wording) == {"de", "en"}
        for said in question.wording.values():
            assert slots(said.text) == {"where"}
            assert tuple(said.options) == question.options
            assert len(set(said.options.values())) == len(question.options)
        assert 3 <= len(question.options) <= 5
        assert question.index in bank.INDICES


def test_a_version_of_a_question_is_never_reworded() -> None:
    assert {f"{q.id}-{q.version}": wording(q) for q in bank.versions().values()} == PINNED


def test_values_run_from_the_worst_to_the_best() -> None:
    for question in bank.versions().values():
        values = [question.value(option) for option in question.options]
        assert values == list(range(1, len(values) + 1))
        assert (question.points(values[0]), question.points(values[-1])) == (0, 100)
        assert question.offers(NO_CUSTOMER)
        assert not question.offers("no such option")
    assert bank.question("kept").options == ("broken", "partly", "kept")
    with pytest.raises(bank.NoSuchQuestion):
        bank.question("kept", 99)
    with pytest.raises(bank.NoSuchQuestion):
        bank.question("unheard")


def test_promises_consistency_and_satisfaction_are_asked_unless_somebody_says_otherwise() -> None:
    assert bank.asked_by_default() == {"trust": ("consistent", "kept"), "satisfaction": ("satisfied",)}


def test_days_and_weeks_are_written_as_people_write_them() -> None:
    assert [words.day(date(2026, 12, 14), lang) for lang in words.LANGUAGES] == ["14. Dez", "14 Dec"]
    assert [words.span(Week("2026-W47"), lang) for lang in words.LANGUAGES] == ["16.–22. Nov", "16–22 Nov"]
    assert words.span(Week("2026-W53"), "en") == "28 Dec – 3 Jan"
    assert words.span(Week("2026-W53"), "de") == "28. Dez – 3. Jan"


@pytest.mark.parametrize(
    ("locale", "language"),
    [("de-AT", "de"), ("DE", "de"), ("en_US", "en"), ("fr-FR", "en"), ("", "en"), ("deu", "en"), ("-", "en")],
)
def test_a_locale_is_german_english_or_the_houses_language(locale: str, language: str) -> None:
    assert words.language_of(locale, "en") == language


def test_own_names_of_segments_stand_as_they_are() -> None:
    assert words.touchpoint("Team {x}", "de") == "Team {x}"
    assert words.where("Team {x}", "de") == " (Team {x})"
    for question in bank.versions().values():
        said = question.said("de").text.format(where=words.where("Team {x}", "de"))
        assert "Team {x}" in said
