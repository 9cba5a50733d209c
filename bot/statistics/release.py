"""Which voices may enter the figures now: only whole groups of at least k, so nobody can be isolated.

The voices of a segment wait until k of them stand together; then they enter as one group. A group
that never fills enters with the others' waiting voices as one pooled group, which counts for the
whole and for no segment. Whatever is shown, then or ever after, is made of whole groups, so every
sum or difference of it is too: no arithmetic isolates 1 … k-1 voices. The price is that a small
segment's voices are heard some weeks late; docs/decisions.md says why it is paid.

Groups under k are hidden; if the hidden ones together are under k, the smallest one that could be
shown waits with them (complementary hiding), so that not even their number can be told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

PATIENCE = 4  # pulses a group may wait before it is pooled
BANDS = ((50, "50+"), (20, "20–49"), (10, "10–19"), (5, "5–9"))


@dataclass(frozen=True)
class Admission:
    """The groups that enter: segments alone, and segments pooled into one group (or none)."""

    alone: tuple[str, ...] = ()
    pooled: tuple[str, ...] = ()


def admit(
    waiting: Mapping[str, int],
    k: int,
    *,
    since: int = 0,
    first: bool = False,
    never_alone: frozenset[str] = frozenset(),
) -> Admission:
    """Who enters, of so many voices waiting by segment.

    `since`: pulses that the longest waiting voice has waited. `first`: nothing was shown before;
    then everybody who can be is heard at once. `never_alone`: segments that only enter pooled.
    """
    heard = {segment: n for segment, n in waiting.items() if n > 0}
    alone = sorted(s for s, n in heard.items() if n >= k and s not in never_alone)
    hidden = sorted(set(heard) - set(alone))
    if alone and 0 < sum(heard[s] for s in hidden) < k:
        smallest = min(alone, key=lambda segment: (heard[segment], segment))
        alone.remove(smallest)
        hidden = sorted([*hidden, smallest])
    together = sum(heard[s] for s in hidden) >= k
    pooled = hidden if together and (first or since >= PATIENCE) else []
    return Admission(tuple(alone), tuple(pooled))


def band(voices: int) -> str:
    """A count as it may be shown: 5–9, 10–19, 20–49, 50+; empty below."""
    return next((name for least, name in BANDS if voices >= least), "")
