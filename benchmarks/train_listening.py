"""Train the weights of sentiment.

`python -m benchmarks.train_listening --german-lexicon WHEEL [--nhs CSV] [--uci CSV]`

What they are made of, and under which licence:

- comments this project wrote (`benchmarks/corpus`, MIT) and its word lists (`lexicon_de.txt`,
  `lexicon_en.txt`);
- the German Polarity Lexicon 1.1 (Klenner, Clematide, Wiegand, Peters 2010; Apache-2.0), in the wheel
  textblob-de;
- the English lexicon inside TextBlob (De Smedt and Daelemans; PDDL);
- NHS friends-and-family comments of the pxtextmining project (MIT), if their file is given;
- UCI "sentiment labelled sentences" (Kotzias et al. 2015; CC BY 4.0), if their file is given.

The texts of the last two are not part of this project; the weights learned from them are.
"""

import argparse
import csv
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import textblob

from benchmarks.listening_corpus import FOLDER, Comment, by_hand, corpus
from bot.listening import model, train
from bot.listening.features import features, tokens_of
from bot.listening.lexicon import Lexicon, beginnings, key, stem
from bot.listening.train import Example, Fit

VERSION = "2026-11c"
UNCLEAR_BELOW = 0.38
DECAY = 3e-5
STEPS = 150
NHS_SENTIMENT = {"1": "positive", "2": "positive", "3": "neutral", "4": "negative", "5": "negative"}
UCI_SENTIMENT = {"pos": "positive", "neg": "negative"}
_WEIGHTS = {"written": 2.0, "built": 0.7, "listed": 0.2, "nhs": 2.0, "uci": 3.0}
"""How much one text of each kind counts. What is built from parts repeats itself, a listed word is no comment."""


def main() -> None:
    """Write `bot/listening/weights.npz`."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--german-lexicon", type=Path, required=True, help="the wheel textblob_de-0.4.3")
    parser.add_argument("--nhs", type=Path, help="CSV with text and sentiment_1_best_5_worst")
    parser.add_argument("--uci", type=Path, help="CSV with text and label")
    parser.add_argument("--out", type=Path, default=model.SHIPPED)
    chosen = parser.parse_args()
    public = [*nhs(chosen.nhs), *uci(chosen.uci)]
    heat = _heat_for_strangers(public)
    models = {}
    for language, others in (("de", []), ("en", public)):
        lexicon = lexicon_of(language, chosen.german_lexicon)
        fitted = train.fit(examples(language, lexicon, others), decay=DECAY, steps=STEPS)
        models[language] = train.model(fitted, lexicon, by=heat, unclear_below=UNCLEAR_BELOW)
        print(language, "held apart:", _accuracy(fitted, language, lexicon))
    model.save(chosen.out, VERSION, models)
    print(chosen.out, chosen.out.stat().st_size, "bytes, heat", round(heat, 2))


def _heat_for_strangers(public: Sequence[tuple[Comment, float]]) -> float:
    """Return how far to cool scores down on a company whose words were never seen.

    Measured by training without the public comments and reading them: on our own comments, which share an
    author with the training ones, the model would boast.
    """
    if not public:
        return 1.5
    lexicon = lexicon_of("en", None)
    fitted = train.fit(examples("en", lexicon, []), decay=DECAY, steps=STEPS)
    strangers = public[:2000]
    scores = np.stack([fitted.scores(features(comment.text, "en", lexicon)) for comment, _ in strangers])
    return train.heat(scores, np.array([model.CLASSES.index(comment.sentiment) for comment, _ in strangers]))


def examples(language: str, lexicon: Lexicon, others: Iterable[tuple[Comment, float]]) -> list[Example]:
    hand = {comment.text for comment in by_hand(language)}
    own = [(c, _WEIGHTS["written" if c.text in hand else "built"]) for c in corpus(language).training]
    words = [
        (Comment(word, _sign(worth)), _WEIGHTS["listed"])
        for word, worth in listed(language)
        if abs(worth) > 1
    ]
    return [
        Example(features(comment.text, language, lexicon), model.CLASSES.index(comment.sentiment), weight)
        for comment, weight in [*own, *words, *others]
    ]


def _sign(worth: float) -> str:
    return "positive" if worth > 0 else "negative"


def _accuracy(fitted: Fit, language: str, lexicon: Lexicon) -> float:
    apart = corpus(language).held_apart
    right = [
        model.CLASSES[int(fitted.scores(features(c.text, language, lexicon)).argmax())] == c.sentiment
        for c in apart
    ]
    return round(float(np.mean(right)), 3)


def nhs(path: Path | None) -> list[tuple[Comment, float]]:
    return [
        (Comment(row["text"], NHS_SENTIMENT[row["sentiment_1_best_5_worst"]]), _WEIGHTS["nhs"])
        for row in _rows(path)
    ]


def uci(path: Path | None) -> list[tuple[Comment, float]]:
    return [(Comment(row["text"], UCI_SENTIMENT[row["label"]]), _WEIGHTS["uci"]) for row in _rows(path)]


def _rows(path: Path | None) -> list[dict[str, str]]:
    if path is None:
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def listed(language: str) -> list[tuple[str, float]]:
    """Return the words and phrases of our own list with their worth, -3 to +3."""
    found: dict[str, float] = {}
    for kind in ("lexicon", "phrases"):
        for line in (FOLDER / f"{kind}_{language}.txt").read_text("utf-8").splitlines():
            if line and not line.startswith("#"):
                worth, words = line.split(":", 1)
                for word in words.split(", "):
                    found.setdefault(word.strip(), float(worth))
    return list(found.items())


def lexicon_of(language: str, wheel: Path | None) -> Lexicon:
    """Return all that is known about words of `language`; `wheel` holds the German Polarity Lexicon."""
    own: dict[int, float] = {}
    starts: set[int] = set()
    for phrase, worth in listed(language):
        tokens = tokens_of(phrase)
        if not any(token[0].isalpha() or token[0] in ":;<" for token in tokens):
            continue
        stems = [stem(token, language) for token in tokens]
        own.setdefault(key(stems), worth / 3)
        starts |= beginnings(stems)
    return Lexicon(own, _wide(language, wheel), frozenset(starts))


def _wide(language: str, wheel: Path | None) -> dict[int, float]:
    """Return the mean worth of each stem in the public lexicon of `language`, -1 to +1."""
    worths = defaultdict(list)
    for entry in ElementTree.fromstring(_public_lexicon(language, wheel)):
        form = str(entry.get("form")).lower()
        if " " not in form:
            worths[key([stem(form, language)])].append(float(str(entry.get("polarity"))))
    means = {at: float(np.mean(found)) for at, found in worths.items()}
    return {at: worth for at, worth in means.items() if abs(worth) > 0.05}


def _public_lexicon(language: str, wheel: Path | None) -> bytes:
    if language == "en":
        return (Path(textblob.__file__).parent / "en" / "en-sentiment.xml").read_bytes()
    if wheel is None:
        return b"<sentiment/>"
    with zipfile.ZipFile(wheel) as archive:
        return archive.read("textblob_de/data/de-sentiment.xml")


if __name__ == "__main__":
    main()
