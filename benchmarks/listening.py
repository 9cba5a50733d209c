"""Measure listening: `python -m benchmarks.listening [--data FOLDER]`.

Without `--data` the hard probes and the comments kept apart from training are read; with it also labelled
sets from a folder (CSV files with text and label, or the NHS file). TextBlob alone and vaderSentiment read
the same texts in the same run. Two-class figures go by the sign of polarity over positive and negative
texts, three-class figures by the label. The last line is one JSON object.
"""

import argparse
import csv
import json
import random
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table
from textblob import TextBlob
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from benchmarks import listening_themes
from benchmarks.listening_corpus import Comment, corpus, hand_apart, written
from bot import listening
from bot.listening import news, sentiment, themes

CLASSES = ("negative", "neutral", "positive")
SHORT = {"neg": "negative", "neu": "neutral", "pos": "positive"}
NHS = {"1": "positive", "2": "positive", "3": "neutral", "4": "negative", "5": "negative"}
Reader = Callable[[str, str], tuple[float, str]]
"""From a text and its language to a polarity, -1 to +1, and a label."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A file of labelled texts of one language."""

    name: str
    language: str
    texts: tuple[str, ...]
    labels: tuple[str, ...]


def main() -> None:
    """Print the tables and the line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, help="folder of labelled CSV files")
    chosen = parser.parse_args()
    files = [*own_files(), *(data_files(chosen.data) if chosen.data else [])]
    tools: dict[str, Reader] = {
        "ours": ours,
        "textblob": _by_polarity(_textblob),
        "vader": _by_polarity(_vader),
    }
    f2, f3, direction = {}, {}, {}
    for file in files:
        read = {tool: [reader(text, file.language) for text in file.texts] for tool, reader in tools.items()}
        f2[file.name] = {tool: two_class(file.labels, found) for tool, found in read.items()}
        f3[file.name] = {tool: three_class(file.labels, found) for tool, found in read.items()}
        direction[file.name] = {tool: weekly_direction(file.labels, found) for tool, found in read.items()}
    figures = {
        "f2": f2, "f3": f3, "weekly_direction": direction, "unclear": unclear(files),
        "themes_f1": themes_f1() | themes_joined(chosen.data), "news": alarms(), "texts_per_s": speed(files), **start(),
    }  # fmt: skip
    show(figures)
    print(json.dumps(figures))


def own_files() -> list[Labelled]:
    """Return the hard probes, the hand-written comments kept apart from training, and those with what was built
    from parts kept apart."""
    sets = {
        "probes": lambda language: written(f"probes_{language}"),
        "apart": hand_apart,
        "built_apart": _built,
    }
    return [
        _labelled(f"{language}_{name}", language, comments(language))
        for name, comments in sets.items()
        for language in ("de", "en")
    ]


def _built(language: str) -> Sequence[Comment]:
    return corpus(language).held_apart


def _labelled(name: str, language: str, comments: Sequence[Comment]) -> Labelled:
    return Labelled(name, language, tuple(c.text for c in comments), tuple(c.sentiment for c in comments))


def data_files(folder: Path) -> list[Labelled]:
    """Return the labelled sets in `folder`; their names begin with their language."""
    found = []
    for path in sorted(folder.glob("??_*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        labels = tuple(
            SHORT[row["label"]] if "label" in row else NHS[row["sentiment_1_best_5_worst"]] for row in rows
        )
        found.append(Labelled(path.stem, path.stem[:2], tuple(row["text"] for row in rows), labels))
    return found


def ours(text: str, language: str) -> tuple[float, str]:
    """Read as the product does, redaction included."""
    masked = listening.read(text[: listening.LIMIT], language, machine=False).text.text
    heard = sentiment.hear(masked, language)
    return heard.polarity, heard.label


def _textblob(text: str) -> float:
    return float(TextBlob(text).sentiment.polarity)


_VADER = SentimentIntensityAnalyzer()


def _vader(text: str) -> float:
    return float(_VADER.polarity_scores(text)["compound"])


def _by_polarity(polarity: Callable[[str], float]) -> Reader:
    def reader(text: str, _: str) -> tuple[float, str]:
        found = polarity(text)
        return found, "positive" if found > 0.05 else "negative" if found < -0.05 else "neutral"

    return reader


def f1(labels: Sequence[str], found: Sequence[str], classes: Sequence[str]) -> float:
    """Return macro-F1 over `classes`."""
    each = []
    for name in classes:
        right = sum(a == b == name for a, b in zip(labels, found, strict=True))
        each.append(2 * right / max(labels.count(name) + list(found).count(name), 1))
    return round(float(np.mean(each)), 3)


def three_class(labels: Sequence[str], found: Sequence[tuple[float, str]]) -> float | None:
    """Return macro-F1 over three classes; nothing for a file without neutral texts."""
    return f1(labels, [label for _, label in found], CLASSES) if "neutral" in labels else None


def two_class(labels: Sequence[str], found: Sequence[tuple[float, str]]) -> float:
    """Return macro-F1 of the sign of polarity over the positive and the negative texts."""
    polar = [(label, at) for label, (at, _) in zip(labels, found, strict=True) if label != "neutral"]
    signs = ["positive" if at > 0 else "negative" for _, at in polar]
    return f1([label for label, _ in polar], signs, ("negative", "positive"))


def weekly_direction(labels: Sequence[str], found: Sequence[tuple[float, str]], *, pairs: int = 400) -> float:
    """Return how often the mean polarity of two pseudo-weeks of 100 comments moves as their true shares
    do."""
    dice = random.Random(5)
    pools = {name: [at for at, label in enumerate(labels) if label == name] for name in CLASSES}
    right = total = 0
    while total < pairs:
        weeks = [_week(pools, dice) for _ in range(2)]
        true = [np.mean([labels[at] == "positive" for at in week]) for week in weeks]
        if abs(true[0] - true[1]) <= 0.1:
            continue
        means = [np.mean([found[at][0] for at in week]) for week in weeks]
        total += 1
        right += (means[0] > means[1]) == (true[0] > true[1])
    return round(right / pairs, 3)


def _week(pools: dict[str, list[int]], dice: random.Random) -> list[int]:
    plain = 20 if pools["neutral"] else 0
    happy = round((100 - plain) * dice.uniform(0.2, 0.8))
    counts = {"positive": happy, "neutral": plain, "negative": 100 - plain - happy}
    return [at for name, count in counts.items() if count for at in dice.choices(pools[name], k=count)]


def unclear(files: Sequence[Labelled]) -> dict[str, float]:
    """Return the share of texts of each file that are called unclear."""
    return {
        f.name: round(float(np.mean([sentiment.hear(t, f.language).unclear for t in f.texts])), 3)
        for f in files
    }


def themes_f1() -> dict[str, float]:
    """Return macro-F1 over themes of the rules, on the comments kept apart from training."""
    return {language: _themes_f1(language) for language in ("de", "en")}


def themes_joined(data: Path | None) -> dict[str, float]:
    """Return what classifiers add to the rules, where the patients' comments are at hand."""
    file = data / "en_nhs_fft.csv" if data else None
    return listening_themes.joined(file) if file and file.exists() else {}


def _themes_f1(language: str) -> float:
    apart = [comment for comment in corpus(language).held_apart if comment.themes]
    found = [themes.themes_of(comment.text, language) for comment in apart]
    each = []
    for theme in listening.THEMES:
        true = [theme in comment.themes for comment in apart]
        said = [theme in names for names in found]
        if any(true):
            right = sum(a and b for a, b in zip(true, said, strict=True))
            each.append(2 * right / (sum(true) + sum(said)))
    return round(float(np.mean(each)), 3)


def alarms(weeks: int = 150, voices: int = 60) -> dict[str, float]:
    """Return false alarms a year of "new this week", and how often a theme of 10 % is found when it is 30
    %."""
    dice = random.Random(3)
    history = [_voices(dice, voices, 0.1) for _ in range(weeks)]
    tried = range(news.WEEKS, weeks)
    false = sum(bool(news.news(history[at], history[at - 8 : at], listening.THEMES)) for at in tried)
    risen = [_voices(dice, voices, 0.3) for _ in tried]
    found = sum(
        "price" in {alarm.theme for alarm in news.news(now, history[at - 8 : at], listening.THEMES)}
        for at, now in zip(tried, risen, strict=True)
    )
    return {"false_alarms_per_year": round(52 * false / len(tried), 2), "power": round(found / len(tried), 3)}


def _voices(dice: random.Random, count: int, price: float) -> list[news.Voice]:
    shares = {theme: price if theme == "price" else 0.1 for theme in listening.THEMES}
    return [
        news.Voice(
            f"p{n}",
            " ".join(dice.choices("abcdefghijklmnop", k=9)),
            tuple(t for t in shares if dice.random() < shares[t]),
        )
        for n in range(count)
    ]


def speed(files: Sequence[Labelled]) -> int:
    """Return texts a second of the whole `read`, on one core: processor time, the better of three rounds."""
    texts = [(text[: listening.LIMIT], file.language) for file in files for text in file.texts][:4000]
    best = 0.0
    for _ in range(3):
        began = time.process_time()
        for text, language in texts:
            listening.read(text, language)
        best = max(best, len(texts) / (time.process_time() - began))
    return round(best)


_START = """
import re, time
from pathlib import Path
peak = lambda: int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024
bare, began = peak(), time.perf_counter()
from bot import listening
imported = time.perf_counter() - began
for text in ("wifi app update", "Der Service war leider schlecht, Tel. 0170 1234567", "I love the new app"):
    listening.read(text, "de")
print(imported, time.perf_counter() - began - imported, peak() - bare)
"""


def start() -> dict[str, float]:
    """Return seconds to import, seconds of the first readings, and megabytes beyond the bare interpreter."""
    out = subprocess.run([sys.executable, "-c", _START], capture_output=True, text=True, check=True).stdout
    imported, first, megabytes = map(float, out.split())
    return {"import_s": round(imported, 2), "first_read_s": round(first, 2), "rss_mb": round(megabytes, 1)}


def show(figures: dict[str, dict[str, dict[str, float | None]]]) -> None:
    """Print the figures for people."""
    table = Table("file", "measure", "ours", "TextBlob", "VADER", title="Listening")
    for measure in ("f2", "f3", "weekly_direction"):
        for file, tools in figures[measure].items():
            table.add_row(file, measure, *(str(tools[tool]) for tool in ("ours", "textblob", "vader")))
    console = Console(width=100)
    console.print(table)
    rest = Table("figure", "value")
    for name in ("unclear", "themes_f1", "news", "texts_per_s", "import_s", "first_read_s", "rss_mb"):
        rest.add_row(name, str(figures[name]))
    console.print(rest)


if __name__ == "__main__":
    main()
