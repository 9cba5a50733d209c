"""Which figures may be shown anew, so that no arithmetic on everything ever shown isolates anybody.

A figure rests on every voice of its segment so far, the whole on everybody's. A segment's voices
between two renewals are a *batch*, everybody's between two renewals of the whole a *stretch*. An
attacker may add and subtract whatever was shown; for every voice the signs must sum to 0 or 1. That
leaves him two ways, for any set J of stretches:

    J minus the batches that lie wholly in J     leaves the voices of J in other batches
    the batches that cover J, minus J            leaves what they hold outside J

Neither may leave 1 … k-1 voices. All sets J are tried at once: from stretch to stretch we keep, for
each choice of the last ten, which small remainders can be reached. Voices that took longer than ten
stretches to become a batch belong to none: their segment's figures no longer cover them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

WHOLE = "*"
BANDS = ((50, "50+"), (20, "20–49"), (10, "10–19"), (5, "5–9"))
SPAN = 10
_INSIDE = (np.arange(2**SPAN)[:, None] >> np.arange(SPAN)) & 1  # [choice, so many stretches ago]

Counts = NDArray[np.int_]


@dataclass(frozen=True)
class Ledger:
    """What was heard and shown so far.

    `voices[segment][i]` are the distinct voices of a segment in pulse i; `shown[figure]` the pulses,
    ascending, at which a segment's figure (or the WHOLE's) was shown anew.
    """

    voices: Mapping[str, Sequence[int]]
    shown: Mapping[str, Sequence[int]]

    @property
    def pulses(self) -> int:
        """How many pulses there were."""
        return max((len(heard) for heard in self.voices.values()), default=0)

    def waiting(self, figure: str) -> int:
        """Voices since the figure was last shown."""
        begin = self.shown.get(figure, (-1,))[-1] + 1
        names = self.voices if figure == WHOLE else [figure]
        return sum(sum(self.voices[name][begin:]) for name in names)

    def with_pulse(self, voices: Mapping[str, int]) -> Ledger:
        """One more pulse with these voices; segments may be new or missing."""
        count, names = self.pulses, sorted({*self.voices, *voices})
        old = {name: tuple(self.voices.get(name, (0,) * count)) for name in names}
        return replace(self, voices={name: (*old[name], voices.get(name, 0)) for name in names})

    def showing(self, figures: Sequence[str]) -> Ledger:
        """These figures are shown anew at the last pulse."""
        last = self.pulses - 1
        return replace(self, shown={**self.shown, **{f: (*self.shown.get(f, ()), last) for f in figures}})


def renewable(ledger: Ledger, k: int, never: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """The figures that may be shown anew at the last pulse; segments in `never` are not shown apart.

    As many as possible: the smallest segments wait first (complementary hiding), then the whole does.
    """
    ready = [s for s in ledger.voices if s not in never and ledger.waiting(s) >= k]
    ready.sort(key=lambda segment: (-ledger.waiting(segment), segment))
    starts = ([WHOLE], []) if ledger.waiting(WHOLE) >= k else ([],)
    for start in starts:
        for count in range(len(ready), -1, -1):
            figures = (*start, *ready[:count])
            if not isolates(ledger.showing(figures), k):
                return figures
    return ()


def isolates(ledger: Ledger, k: int) -> bool:
    """Whether some sum or difference of figures shown stands for 1 … k-1 voices."""
    stretches = _stretches(ledger)
    batches: list[list[_Batch]] = [[] for _ in range(stretches.max(initial=-1) + 1)]
    for segment in ledger.voices:
        for batch in _batches(ledger, segment, stretches):
            batches[batch.last].append(batch)
    complete = len(ledger.shown.get(WHOLE, ()))
    return any(_reaches(batches, complete, k, way) for way in (_left, _outside))


@dataclass(frozen=True)
class _Batch:
    """Voices by stretch, counted back from the last one; `closed` when a figure covers just them."""

    last: int
    voices: Counts
    closed: bool


def _stretches(ledger: Ledger) -> Counts:
    """The stretch that each pulse belongs to; pulses after the last renewal belong to an unfinished one."""
    ends = np.array(ledger.shown.get(WHOLE, ()), int)
    return np.searchsorted(ends, np.arange(ledger.pulses), "left")


def _batches(ledger: Ledger, segment: str, stretches: Counts) -> Iterator[_Batch]:
    heard = np.array(ledger.voices[segment])
    begin = 0
    for end in (*ledger.shown.get(segment, ()), None):
        stop = len(heard) if end is None else end + 1
        own = np.bincount(stretches[begin:stop], heard[begin:stop]).astype(int)
        spoken = np.flatnonzero(own)
        begin = stop
        if not len(spoken):
            continue
        last = int(spoken[-1])
        lapsed = own[: max(0, last - SPAN + 1)]
        yield _Batch(last, own[::-1][len(own) - 1 - last :][:SPAN], closed=end is not None)
        yield from (_Batch(at, np.array([n]), closed=False) for at, n in enumerate(lapsed) if n)


def _left(inside: Counts, total: int, closed: bool) -> Counts:
    """Voices of J that this batch does not take away."""
    return np.where(closed & (inside == total), 0, inside)


def _outside(inside: Counts, total: int, closed: bool) -> Counts:
    """Voices outside J that this batch brings along when it is needed to cover J; without it J is uncovered."""
    return np.where(inside == 0, 0, total - inside if closed else _NEVER)


_NEVER = 1 << 40


def _reaches(
    batches: Sequence[Sequence[_Batch]], complete: int, k: int, way: Callable[[Counts, int, bool], Counts]
) -> bool:
    """Whether a set of stretches leaves 1 … k-1 voices: bit n of a choice's mask says that n can be left."""
    masks = np.zeros(2**SPAN, np.int64)
    masks[0] = 1
    for at, ending in enumerate(batches):
        before = masks[: 2 ** (SPAN - 1)] | masks[2 ** (SPAN - 1) :]
        masks = np.zeros(2**SPAN, np.int64)
        masks[0::2] = before
        masks[1::2] = before if at < complete else 0
        cost = np.zeros(2**SPAN, np.int64)
        for batch in ending:
            inside = _INSIDE[:, : len(batch.voices)] @ batch.voices
            cost += way(inside, int(batch.voices.sum()), batch.closed)
        masks = np.where(cost < k, (masks << np.minimum(cost, k)) & ((1 << k) - 1), 0)
    return bool((masks & ~1).any())


def band(voices: int) -> str:
    """A count as it may be shown: 5–9, 10–19, 20–49, 50+; empty below."""
    return next((name for least, name in BANDS if voices >= least), "")
