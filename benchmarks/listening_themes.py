"""What fifty confirmed examples of a theme add to its rules, on patients' comments nobody here wrote.

Their labels are mapped to seven of our themes; each confirmed example names one theme of its text, as an
author does in the preview. Rules alone and rules joined by the classifiers read the same texts.
"""

import csv
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from bot.listening import themes, topics

CONFIRMED = 50
OURS: Mapping[str, frozenset[str]] = {
    "staff": frozenset(
        {"Staff manner & personal attributes", "Competence & training", "Staff responsiveness"}
    ),
    "waiting": frozenset({"Timeliness of care", "Appointment arrangements"}),
    "being_heard": frozenset(
        {"Staff listening, understanding & involving patients", "Information directly from staff during care"}
    ),
    "website_app": frozenset({"Contacting services"}),
    "delivery": frozenset({"Transport to/ from services"}),
    "product": frozenset(
        {
            "Food & drink provision & facilities",
            "Environment & Facilities",
            "Cleanliness, tidiness & infection control",
        }
    ),
    "consistency": frozenset({"Being kept informed, clarity & consistency of information"}),
}

Row = tuple[str, frozenset[str]]


def joined(file: Path, *, tested: int = 1200, seed: int = 1) -> dict[str, float]:
    """Return macro-F1 over the seven themes of the rules alone, and joined by classifiers."""
    rows = _rows(file)
    random.Random(seed).shuffle(rows)
    apart, pool = rows[:tested], rows[tested:]
    known = _known(_confirmed(pool, seed))
    rules = [frozenset(themes.themes_of(text, "en")) for text, _ in apart]
    both = [
        found | frozenset(topics.heard(text, known)) for found, (text, _) in zip(rules, apart, strict=True)
    ]
    return {"rules": _f1(apart, rules), f"joined_by_{CONFIRMED}": _f1(apart, both)}


def _rows(file: Path) -> list[Row]:
    with file.open(encoding="utf-8", newline="") as opened:
        rows = [
            (row["text"], {name.strip() for name in row["themes"].split("|")})
            for row in csv.DictReader(opened)
        ]
    mapped = [
        (text, frozenset(theme for theme, theirs in OURS.items() if theirs & names)) for text, names in rows
    ]
    return [row for row in mapped if row[1]]


def _confirmed(pool: Sequence[Row], seed: int) -> dict[str, list[str]]:
    dice, found = random.Random(seed), {theme: list[str]() for theme in OURS}
    for text, mine in pool:
        theme = dice.choice(sorted(mine))
        if len(found[theme]) < CONFIRMED:
            found[theme].append(text)
    return found


def _known(confirmed: Mapping[str, Sequence[str]]) -> topics.Topics:
    counts = {theme: _counts(texts) for theme, texts in confirmed.items()}
    everything = sum(counts.values(), Counter[int]())
    total = sum(map(len, confirmed.values()))
    made = {
        theme: topics.topic(counts[theme], len(texts), everything - counts[theme], total - len(texts))
        for theme, texts in confirmed.items()
    }
    return {theme: topic for theme, topic in made.items() if topic is not None}


def _counts(texts: Sequence[str]) -> Counter[int]:
    return Counter(bucket for text in texts for bucket in topics.buckets(text).tolist())


def _f1(apart: Sequence[Row], found: Sequence[frozenset[str]]) -> float:
    each = []
    for theme in OURS:
        true = [theme in mine for _, mine in apart]
        said = [theme in names for names in found]
        right = sum(a and b for a, b in zip(true, said, strict=True))
        each.append(2 * right / max(sum(true) + sum(said), 1))
    return round(float(np.mean(each)), 3)
