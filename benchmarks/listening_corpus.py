"""The comments the weights are trained on: written by hand, and built from hand-written parts with a seed.

`benchmarks/corpus/de.txt`, `hard_de.txt` and `voices_de.txt` (and `en`) hold comments in the voice of relayed
customers, grouped by sentiment and themes; `grammar.toml` holds parts. A tenth of both is kept apart before
anything is combined, so that no held-out comment shares a hand-written sentence, adjective or verb with one that
trains.
"""

import random
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from zlib import crc32

FOLDER = Path(__file__).parent / "corpus"
SENTIMENTS = {"+": "positive", "0": "neutral", "-": "negative"}
_SLOT = re.compile(r"\{(\w+)\}")
_TENTH = 10
_KINDS = ("", "hard_", "voices_")
"""What the names of files of hand-written comments begin with. "hard" and "voices" are about implicit judgements,
mixed feelings, irony and plain facts."""


@dataclass(frozen=True, slots=True)
class Comment:
    """A labelled comment."""

    text: str
    sentiment: str
    themes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Corpus:
    """Comments of one language."""

    training: tuple[Comment, ...]
    held_apart: tuple[Comment, ...]


def written(name: str) -> tuple[Comment, ...]:
    """Return the comments written by hand in the file `name`."""
    found, sentiment, themes = [], "", frozenset[str]()
    for line in (FOLDER / f"{name}.txt").read_text("utf-8").splitlines():
        if line.startswith("@ "):
            _, sign, *names = line.split()
            sentiment, themes = SENTIMENTS[sign], frozenset(names) - {"-"}
        elif line and not line.startswith("#"):
            found.append(Comment(line, sentiment, themes))
    return tuple(found)


def by_hand(language: str) -> tuple[Comment, ...]:
    """Return all comments of `language` written by hand, the probes left out."""
    return tuple(comment for kind in _KINDS for comment in written(f"{kind}{language}"))


def hand_apart(language: str) -> tuple[Comment, ...]:
    """Return the tenth of the hand-written comments that training never sees."""
    return tuple(comment for comment in by_hand(language) if _is_apart(comment.text))


def corpus(language: str, *, size: int = 8000, seed: int = 11) -> Corpus:
    """Return about `size` distinct comments to train on and a tenth of that held apart; the same for the
    same seed."""
    dice = random.Random(f"{language}{seed}")
    parts = _parts(language)
    return Corpus(
        _built(
            [c for c in by_hand(language) if not _is_apart(c.text)], _only(parts, apart=False), dice, size
        ),
        _built(
            [c for c in by_hand(language) if _is_apart(c.text)],
            _only(parts, apart=True),
            dice,
            size // _TENTH,
        ),
    )


def _parts(language: str) -> dict[str, list[str]]:
    grammar = tomllib.loads((FOLDER / "grammar.toml").read_text("utf-8"))[language]
    about: dict[str, list[str]] = grammar.pop("about")
    parts: dict[str, list[str]] = {**grammar, "thing": grammar.pop("things")}
    return parts | {f"about {thing}": [theme] for theme, things in about.items() for thing in things}


def _is_apart(text: str) -> bool:
    return crc32(text.encode()) % _TENTH == 0


def _only(parts: dict[str, list[str]], *, apart: bool) -> dict[str, list[str]]:
    """Return `parts` with the telling words either of the tenth held apart or of the rest."""
    telling = ("good", "bad", "did_good", "did_bad", "so_so", "does_plain")
    return {
        name: [word for word in words if _is_apart(word) is apart] or words if name in telling else words
        for name, words in parts.items()
    }


def _built(
    comments: Sequence[Comment], parts: dict[str, list[str]], dice: random.Random, size: int
) -> tuple[Comment, ...]:
    """Return `comments` and enough combinations to make `size` distinct comments."""
    found = {comment.text: comment for comment in comments}
    makers = _makers(comments, parts, dice)
    while len(found) < size:
        comment = _roughened(next(makers), dice)
        found.setdefault(comment.text, comment)
    return tuple(found.values())


def _makers(
    comments: Sequence[Comment], parts: dict[str, list[str]], dice: random.Random
) -> Iterator[Comment]:
    while True:
        kind = dice.random()
        if kind < 0.3:
            yield _sentence(parts, dice, dice.choice(["positive", "neutral", "negative"]))
        elif kind < 0.45:
            comment = dice.choice(comments)
            yield replace(comment, text=dice.choice(parts["frames"]) + comment.text)
        elif kind < 0.85:
            yield _chain(comments, parts, dice)
        else:
            yield _mixed(comments, parts, dice)


def _sentence(parts: dict[str, list[str]], dice: random.Random, sentiment: str) -> Comment:
    text = dice.choice(parts[sentiment])
    themes: set[str] = set()
    while slot := _SLOT.search(text):
        word = dice.choice(parts[slot[1]])
        themes.update(parts.get(f"about {word}", ()))
        inside = slot[1] == "thing" and slot.start() and text[slot.start() - 2] not in ".:?!"
        text = text[: slot.start()] + (word[0].lower() + word[1:] if inside else word) + text[slot.end() :]
    text = re.sub(r" {2,}", " ", text).strip()
    return Comment(text[0].upper() + text[1:], sentiment, frozenset(themes))


def _any(
    comments: Sequence[Comment], parts: dict[str, list[str]], dice: random.Random, sentiment: str
) -> Comment:
    if dice.random() < 0.5:
        return _sentence(parts, dice, sentiment)
    return dice.choice([comment for comment in comments if comment.sentiment == sentiment])


def _chain(comments: Sequence[Comment], parts: dict[str, list[str]], dice: random.Random) -> Comment:
    """Return two to five sentences of one sentiment, perhaps with a plain one before them."""
    sentiment = dice.choice(["positive", "positive", "negative", "negative", "neutral"])
    rows = [_any(comments, parts, dice, sentiment) for _ in range(dice.choice([2, 2, 2, 3, 3, 4, 5]))]
    if dice.random() < 0.3:
        rows.insert(0, _sentence({**parts, "neutral": parts["neutral"][:3]}, dice, "neutral"))
    text = rows[0].text
    for row in rows[1:]:
        text += dice.choice(parts["joints"]) + row.text
    return Comment(text, sentiment, frozenset().union(*(row.themes for row in rows)))


def _mixed(comments: Sequence[Comment], parts: dict[str, list[str]], dice: random.Random) -> Comment:
    """Return praise and blame; where they balance it is neutral, else what there is more of decides."""
    first, then = dice.sample(["positive", "negative"], 2)
    counts = dice.choice([(1, 1), (1, 1), (1, 2), (1, 3), (2, 1)])
    rows = [_any(comments, parts, dice, first) for _ in range(counts[0])]
    others = [_any(comments, parts, dice, then) for _ in range(counts[1])]
    text = (
        ". ".join(row.text for row in rows)
        + dice.choice(parts["turns"])
        + ". ".join(row.text for row in others)
    )
    winner = "neutral" if counts[0] == counts[1] else first if counts[0] > counts[1] else then
    return Comment(text, winner, frozenset().union(*(row.themes for row in [*rows, *others])))


def _roughened(comment: Comment, dice: random.Random) -> Comment:
    """Return the comment as people type: without capitals, points or one letter, or with more of them."""
    text, kind = comment.text, dice.random()
    if kind < 0.15:
        text = text.lower()
    elif kind < 0.25:
        text = text.rstrip(".!?") + dice.choice(["!", "!!", "!!!", "...", "."])
    elif kind < 0.3:
        text = text.upper() if len(text) < 60 else text
    elif kind < 0.38:
        at = dice.randrange(len(text))
        text = text[:at] + text[at + 1 :]
    elif kind < 0.45 and comment.sentiment != "neutral":
        text += dice.choice(
            [" 👍", " :)", " 😊", " ❤️"] if comment.sentiment == "positive" else [" 👎", " :(", " 😡", " 🙄"]
        )
    return replace(comment, text=text)
