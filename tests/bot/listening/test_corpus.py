"""The comments the weights come from: many, distinct, and a tenth of them out of reach of training."""

import pytest

from benchmarks.listening_corpus import by_hand, corpus, hand_apart, written
from bot.listening import THEMES


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_corpus_is_large_labelled_and_the_same_each_time(language: str) -> None:
    made = corpus(language)
    assert len({comment.text for comment in made.training}) >= 3000
    assert made == corpus(language)
    assert {comment.sentiment for comment in made.training} == {"positive", "neutral", "negative"}
    assert {theme for comment in made.training for theme in comment.themes} == set(THEMES)


@pytest.mark.parametrize("language", ["de", "en"])
def test_training_never_sees_what_is_kept_apart_nor_the_probes(language: str) -> None:
    made = corpus(language)
    apart = {comment.text for comment in hand_apart(language)}
    assert apart < {comment.text for comment in by_hand(language)}
    assert len(apart) > 200
    probes = {comment.text for comment in written(f"probes_{language}")}
    assert not any(
        text in comment.text for comment in made.training for text in apart | probes if len(text) > 12
    )
