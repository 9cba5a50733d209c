"""Learning: from examples, and from what people of a workspace confirmed."""

import numpy as np

from bot import listening
from bot.listening import model, themes, train, workspace
from bot.listening.features import features
from bot.listening.redacted import Redacted
from bot.listening.workspace import Counts, counts, refit

BASE = model.shipped()[1]["de"]
BOOK = """[floor]
de = { name = "Boden", words = ["flur*"] }
en = { name = "Floor", words = ["floor*"] }"""
TEXTS = {"positive": "Das Flurmax ist knorke {}", "negative": "Das Flurmax ist plümerant {}"}


def examples(copies: int) -> list[train.Example]:
    return [
        train.Example(features(text.format(n), "de", BASE.lexicon), model.CLASSES.index(label))
        for label, text in TEXTS.items()
        for n in range(copies)
    ]


def test_a_fit_tells_its_examples_apart_and_is_the_same_each_time() -> None:
    fitted, again = (train.fit(examples(5), steps=30) for _ in range(2))
    np.testing.assert_array_equal(fitted.words, again.words)
    kept = train.model(fitted, BASE.lexicon, by=1.0, unclear_below=0.4)
    for example in examples(1):
        assert int(kept.probabilities(example.seen).argmax()) == example.label


def test_heat_cools_a_boaster_and_not_a_modest_one() -> None:
    dice = np.random.default_rng(1)
    labels = dice.integers(0, 3, 500)
    scores = (
        np.eye(3, dtype=np.float32)[np.where(dice.random(500) < 0.7, labels, dice.integers(0, 3, 500))] * 8
    )
    assert train.heat(scores, labels) > 2


def confirmed(copies: int) -> dict[str, list[Counts]]:
    return {
        label: [counts(Redacted.stored(text.format(n)), "de") for n in range(copies)]
        for label, text in TEXTS.items()
    }


def polarity(weights: model.Model, text: str) -> float:
    negative, _, positive = weights.probabilities(features(text, "de", weights.lexicon))
    return float(positive - negative)


def test_a_workspace_teaches_its_own_words() -> None:
    taught = refit(BASE, confirmed(20))
    assert polarity(taught, "Echt knorke") > polarity(BASE, "Echt knorke")
    assert polarity(taught, "Echt plümerant") < polarity(BASE, "Echt plümerant")


def test_what_nobody_used_sounds_as_before_however_unequal_the_labels() -> None:
    unequal = {"positive": confirmed(60)["positive"], "negative": confirmed(6)["negative"]}
    taught = refit(BASE, unequal)
    for strange in ("Morgen kommt der Schornsteinfeger", "Die Rechnung liegt bei"):
        assert abs(polarity(taught, strange) - polarity(BASE, strange)) < 0.02
    assert polarity(taught, "Echt plümerant") < polarity(BASE, "Echt plümerant")


def test_a_workspace_reads_with_what_it_taught() -> None:
    base = listening.shipped()
    ear = listening.Ear("2026-11+w47", {**base.models, "de": refit(BASE, confirmed(40))}, themes.parse(BOOK))
    reading = listening.read("Das Flurmax ist knorke, echt knorke", "de", ear=ear)
    assert (reading.sentiment, reading.themes, reading.model_version) == (
        "positive",
        ("floor",),
        "2026-11+w47",
    )


def test_a_handful_of_labels_teaches_nothing() -> None:
    assert refit(BASE, confirmed(2)) is BASE
    assert refit(BASE, {"positive": confirmed(40)["positive"]}) is BASE
    assert workspace.FEWEST_LABELS > 4


def test_counts_hold_no_words() -> None:
    total = sum(confirmed(3)["positive"], Counts(0, {}))
    assert total.texts == 3
    assert all(isinstance(bucket, int) and isinstance(count, int) for bucket, count in total.words.items())
