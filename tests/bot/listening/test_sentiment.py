"""How a comment sounds."""

from pathlib import Path

import numpy as np
import pytest

from bot import listening
from bot.listening import model, sentiment
from bot.listening.features import BITS, features, tokens_of
from bot.listening.lexicon import Lexicon, beginnings, key, stem, weigh


@pytest.mark.parametrize(
    ("text", "language", "label"),
    [
        ("Die Beratung war hervorragend und sehr freundlich", "de", "positive"),
        ("Alles bestens, gerne wieder", "de", "positive"),
        ("Preise schon wieder erhöht", "de", "negative"),
        ("Nie wieder!", "de", "negative"),
        ("Der Service war leider überhaupt nicht hilfreich", "de", "negative"),
        ("Ich warte seit drei Wochen auf eine Antwort", "de", "negative"),
        ("Kunde fragt, wann die Filiale geöffnet hat", "de", "neutral"),
        ("The staff were wonderful and so helpful", "en", "positive"),
        ("Everybody tells me something different", "en", "negative"),
        ("Not good, not good at all", "en", "negative"),
        ("Thanks for nothing", "en", "negative"),
        ("Customer asks how long processing takes", "en", "neutral"),
    ],
)
def test_plain_and_implicit_judgements_are_heard(text: str, language: str, label: str) -> None:
    assert sentiment.hear(text, language).label == label


def test_a_guess_is_called_unclear() -> None:
    weights = model.shipped()[1]["de"]
    heard = [
        listening.read(text, "de")
        for text in ("Nun ja", "Hm", "Ach so", "xqz wrt plk", "Das ist sehr gut, danke!")
    ]
    assert all(
        (reading.sentiment == "unclear") is (reading.confidence < weights.unclear_below) for reading in heard
    )
    assert heard[-1].sentiment == "positive"


def test_what_is_masked_does_not_change_how_it_sounds() -> None:
    known, unknown = (listening.read(f"Frau {name} war sehr nett", "de") for name in ("Müller", "Xhemajli"))
    assert known.text == unknown.text
    assert (known.sentiment, known.confidence) == (unknown.sentiment, unknown.confidence)


@pytest.mark.parametrize("text", ["", "👍", "...", "😡" * 50, "a" * listening.LIMIT, "\ud83d"])
def test_any_text_gets_a_reading(text: str) -> None:
    reading = listening.read(text, "de")
    assert 0 <= reading.confidence <= 1
    assert reading.model_version == listening.shipped().version


def test_a_negation_turns_praise_and_hardly_blame() -> None:
    lexicon = model.shipped()[1]["de"].lexicon
    praise, turned = (
        sum(weigh(tokens_of(text), "de", lexicon).own) for text in ("war herzlich", "war nicht herzlich")
    )
    blame, softened = (
        sum(weigh(tokens_of(text), "de", lexicon).own) for text in ("war frech", "war nicht frech")
    )
    assert praise > 0 > turned
    assert blame < 0 < softened < praise


def test_the_longest_phrase_counts_and_a_part_of_it_does_not() -> None:
    worths = {"never again": -1.0, "never again without it": 1.0}
    phrases = {tuple(stem(word, "en") for word in text.split()): worth for text, worth in worths.items()}
    lexicon = Lexicon(
        {key(stems): worth for stems, worth in phrases.items()},
        {},
        frozenset().union(*(beginnings(stems) for stems in phrases)),
    )
    assert weigh(tokens_of("never again without it please"), "en", lexicon).own == [1, 0, 0, 0, 0]
    assert weigh(tokens_of("never again without"), "en", lexicon).own == [-1, 0, 0]
    assert weigh(tokens_of("never without it"), "en", lexicon).own == [0, 0, 0]


@pytest.mark.parametrize(("plain", "telling"), [("schon", "schön"), ("drei", "dreist"), ("sich", "sicher")])
def test_small_words_do_not_borrow_a_feeling_from_a_look_alike(plain: str, telling: str) -> None:
    own = model.shipped()[1]["de"].lexicon.own
    assert own.get(key([stem(plain, "de")]), 0) == 0
    assert own[key([stem(telling, "de")])] != 0


@pytest.mark.parametrize(
    ("high", "low"), [("5 stars", "1 star"), ("9/10", "2/10"), ("4,5 von 5", "1 von 5"), ("⭐⭐⭐⭐⭐", "⭐")]
)
def test_grades_in_digits_are_told_apart(high: str, low: str) -> None:
    assert tokens_of(high) == ["gradehigh"]
    assert tokens_of(low) == ["gradelow"]
    assert sentiment.hear(high, "en").polarity > sentiment.hear(low, "en").polarity


def test_features_fall_into_the_table() -> None:
    seen = features("Ein ganz normaler Satz.", "de", model.shipped()[1]["de"].lexicon)
    for buckets in (seen.words, seen.pieces):
        assert len(buckets) > 0
        assert buckets.max() < 1 << BITS


def test_weights_are_small_and_without_pickle(tmp_path: Path) -> None:
    assert model.SHIPPED.stat().st_size < 500_000
    version, models = model.shipped()
    model.save(tmp_path / "again.npz", version, models)
    again_version, again = model.load(tmp_path / "again.npz")
    assert again_version == version
    seen = features("Das war wirklich gut", "de", again["de"].lexicon)
    np.testing.assert_allclose(again["de"].probabilities(seen), models["de"].probabilities(seen), atol=1e-6)
