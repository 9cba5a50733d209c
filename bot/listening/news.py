"""What is new this week: themes spoken of more than chance explains, and the words that explain it.

Pure functions over what was read. A theme is news when its share among this week's voices is improbably high
against the last eight weeks, all themes considered together, and at least five voices from at least three
people carry it. Near-duplicates count once; one person counts once. A word explains it only if at least three
people used it and it is nobody's name. Single new words are worth a look, never an alarm.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.listening.features import tokens_of
from bot.listening.wordlists import words

WEEKS: Final = 8
"""How many weeks this week is compared with."""
FEWEST_VOICES: Final = 5
FEWEST_PEOPLE: Final = 3
FALSE_ALARM: Final = 0.05
"""Probability that a week in which nothing changed names any theme at all."""

_SHINGLE: Final = 3
_ALIKE: Final = 0.6
_PRIOR_WORDS: Final = 200.0
_LEAST_Z: Final = 1.64
_SHORTEST_TERM: Final = 3
_NAMES: Final = words("first_names") | words("surnames")


@dataclass(frozen=True, slots=True)
class Voice:
    """One comment of one person in one week; `person` is any value that tells people of that week apart."""

    person: str
    text: str
    themes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Alarm:
    """A theme that is news."""

    theme: str
    voices: int
    people: int
    share: float
    """Share of this week's voices, 0 to 1."""
    usual: float
    """Share in the weeks before."""
    chance: float
    """Probability of as many voices by chance, corrected for looking at all themes."""
    terms: tuple[str, ...]
    """Words that tell these comments from earlier ones, the most telling first."""


def news(
    now: Sequence[Voice],
    before: Sequence[Sequence[Voice]],
    themes: Sequence[str],
    *,
    fewest: int = FEWEST_VOICES,
) -> tuple[Alarm, ...]:
    """Return the themes that are news in the week `now`, the least probable first.

    `fewest` voices must carry a theme, and never fewer than `FEWEST_VOICES`.

    `before` holds the weeks before it, the latest last; only the last `WEEKS` count. Without any earlier
    voice there is nothing to compare with and nothing is news.
    """
    voices = once(now)
    earlier = [voice for week in before[-WEEKS:] for voice in once(week)]
    if not voices or not earlier:
        return ()
    least = max(fewest, FEWEST_VOICES)
    candidates = [_candidate(theme, voices, earlier, len(themes), least) for theme in themes]
    return tuple(sorted((alarm for alarm in candidates if alarm), key=lambda alarm: alarm.chance))


def _candidate(
    theme: str, now: Sequence[Voice], earlier: Sequence[Voice], themes: int, least: int
) -> Alarm | None:
    mine = [voice for voice in now if theme in voice.themes]
    people = len({voice.person for voice in mine})
    if len(mine) < least or people < FEWEST_PEOPLE:
        return None
    usual = sum(theme in voice.themes for voice in earlier)
    chance = min(1.0, themes * exceeding(len(mine), len(now), usual, len(earlier)))
    if chance > FALSE_ALARM:
        return None
    telling = terms([voice.text for voice in mine], [voice.text for voice in earlier])
    return Alarm(theme, len(mine), people, len(mine) / len(now), usual / len(earlier), chance, telling)


def exceeding(count: int, of: int, usual: int, usual_of: int) -> float:
    """Return the probability of `count` or more among `of` where `usual` among `usual_of` is known so far.

    The beta-binomial tail under a Jeffreys prior: a plain binomial would take the share of eight weeks for
    the truth and cry wolf where few voices stand behind it.
    """
    a, b = usual + 0.5, usual_of - usual + 0.5
    return min(1.0, math.fsum(math.exp(_log_share(k, of, a, b)) for k in range(count, of + 1)))


def _log_share(k: int, n: int, a: float, b: float) -> float:
    choose = math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
    return choose + _log_beta(k + a, n - k + b) - _log_beta(a, b)


def _log_beta(a: float, b: float) -> float:
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)


def once(voices: Iterable[Voice]) -> tuple[Voice, ...]:
    """Return `voices` without near-duplicates, and with each person's themes joined into one voice.

    A text passed on by three colleagues is one customer's text; a colleague who passes on five is one person.
    """
    by_person: dict[str, list[Voice]] = {}
    for voice in _apart(voices):
        by_person.setdefault(voice.person, []).append(voice)
    return tuple(_joined(person, theirs) for person, theirs in by_person.items())


def _apart(voices: Iterable[Voice]) -> Iterator[Voice]:
    """Yield the first of each bunch of voices whose texts share most of their word triples (Jaccard)."""
    sizes: list[int] = []
    holders: dict[int, list[int]] = {}
    for voice in voices:
        shingles = _shingles(voice.text)
        shared = Counter(holder for shingle in shingles for holder in holders.get(shingle, ()))
        if any(same >= _ALIKE * (sizes[at] + len(shingles) - same) for at, same in shared.items()):
            continue
        for shingle in shingles:
            holders.setdefault(shingle, []).append(len(sizes))
        sizes.append(len(shingles))
        yield voice


def _joined(person: str, theirs: Sequence[Voice]) -> Voice:
    themes = dict.fromkeys(theme for voice in theirs for theme in voice.themes)
    return Voice(person, "\n".join(voice.text for voice in theirs), tuple(themes))


def _shingles(text: str) -> frozenset[int]:
    spoken = [word for word in tokens_of(text) if word[0].isalnum()]
    size = max(len(spoken) - _SHINGLE + 1, 1)
    return frozenset(hash(tuple(spoken[at : at + _SHINGLE])) for at in range(size))


def terms(now: Sequence[str], earlier: Sequence[str], most: int = 5) -> tuple[str, ...]:
    """Return the words that tell `now` from `earlier`, by weighted log-odds with a Dirichlet prior.

    After Monroe, Colaresi and Quinn 2008: the prior is all texts together, so that neither rare nor everyday
    words win by their frequency. Each text counts a word once; with one text a person, no word of fewer than
    three people is ever told.
    """
    mine, others = _counts(now), _counts(earlier)
    both = mine + others
    total, my_total, other_total = both.total(), mine.total(), others.total()
    if not my_total:
        return ()
    weight = min(_PRIOR_WORDS, total) / total
    scores = {
        word: _log_odds(mine[word], my_total, others[word], other_total, both[word] * weight, total * weight)
        for word in mine
        if mine[word] >= FEWEST_PEOPLE
    }
    best = sorted(
        (word for word in scores if scores[word] >= _LEAST_Z), key=lambda word: (-scores[word], word)
    )
    return tuple(best[:most])


def _log_odds(
    mine: int, my_total: int, other: int, other_total: int, prior: float, prior_total: float
) -> float:
    """Return how many standard deviations the odds of a word differ."""
    first = math.log((mine + prior) / (my_total + prior_total - mine - prior))
    second = math.log((other + prior) / (other_total + prior_total - other - prior))
    return (first - second) / math.sqrt(1 / (mine + prior) + 1 / (other + prior))


def _counts(texts: Iterable[str]) -> Counter[str]:
    return Counter(word for text in texts for word in set(tokens_of(text)) if _is_term(word))


def _is_term(word: str) -> bool:
    return len(word) >= _SHORTEST_TERM and word[0].isalpha() and word not in _NAMES


def worth_a_look(now: Sequence[Voice], before: Sequence[Sequence[Voice]], most: int = 5) -> tuple[str, ...]:
    """Return words of at least three people this week that nobody used in the weeks before; never an
    alarm."""
    known = _counts(voice.text for week in before[-WEEKS:] for voice in week)
    people: Mapping[str, int] = _counts(voice.text for voice in once(now))
    fresh = [word for word in people if people[word] >= FEWEST_PEOPLE and word not in known]
    return tuple(sorted(fresh, key=lambda word: (-people[word], word))[:most])
