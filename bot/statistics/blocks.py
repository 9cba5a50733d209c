"""Many segments in blocks: work grows with a company and not with its cube.

Each block is a panel of its own with its own common level; with this many segments in a block hardly
anything is gained from the others. What is said of the whole is put together from the blocks.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from bot.statistics import pulsing
from bot.statistics.figures import Change, Interval, Need, Tally
from bot.statistics.layout import Array
from bot.statistics.panel import Panel
from bot.statistics.reading import Reading, worded

TOGETHER, APART = 32, 16
"""So many segments are measured together; where there are more, in blocks of so many."""

Blocks = tuple[Panel, ...]


def housed(blocks: Blocks, segments: Iterable[str]) -> Blocks:
    """Blocks with room for all `segments`: new ones fill up the last block, then open another."""
    known = {segment for panel in blocks for segment in panel.layout.segments}
    new = sorted({*segments} - known)
    block = TOGETHER if len(known) + len(new) <= TOGETHER else APART
    result = list(blocks)
    while new:
        room = max(0, block - len(result[-1].layout.segments))
        result[-1], new = result[-1].with_segments(new[:room]), new[room:]
        if new:
            result.append(Panel.start(dict(blocks[0].layout.indices), blocks[0].noise.usual))
    return tuple(result)


def peopled(blocks: Blocks, sizes: Mapping[str, int | None]) -> Blocks:
    """Blocks that know of today's people, before any of them was heard."""
    return tuple(
        replace(panel, voices=replace(panel.voices, sizes=_own(panel, sizes)))
        for panel in housed(blocks, sizes)
    )


def _own(panel: Panel, sizes: Mapping[str, int | None]) -> dict[str, int | None]:
    return {segment: sizes[segment] for segment in sorted(panel.layout.segments) if segment in sizes}


def pulse(blocks: Blocks, week: int, tallies: Sequence[Tally], sizes: Mapping[str, int | None]) -> Blocks:
    """All blocks after the pulse of `week`."""
    result = []
    for panel in housed(blocks, [*sizes, *(tally.segment for tally in tallies)]):
        own = {*panel.layout.segments}
        result.append(
            pulsing.pulse(
                panel,
                week,
                [tally for tally in tallies if tally.segment in own],
                _own(panel, sizes),
            )
        )
    return tuple(result)


@dataclass(frozen=True)
class Readings:
    """All figures of all blocks."""

    blocks: tuple[Reading, ...]

    @classmethod
    def of(cls, blocks: Blocks) -> "Readings":
        """Read every block."""
        return cls(tuple(Reading.of(panel) for panel in blocks))

    def voices(self, segment: str | None) -> int:
        """Distinct voices certainly behind the figures of a segment, or of the whole."""
        return sum(block.voices(segment) for block in self.blocks)

    def level(self, name: str, segment: str | None) -> Interval:
        """Value and interval, kept on the scale."""
        parts = [(share, block.level(name, segment)) for share, block in self._parts(segment)]
        return _together(parts)

    def variance_next_week(self, name: str, segment: str | None) -> float:
        """Variance a week from now if nobody were asked."""
        return sum(
            share**2 * block.variance_next_week(name, segment) for share, block in self._parts(segment)
        )

    def change(self, name: str, segment: str | None) -> Change:
        """Whether a figure has moved beyond chance; the whole as much as its blocks, by their people."""
        parts = [(share, block.moved(name, segment)) for share, block in self._parts(segment)]
        down, up = (sum(share * moved[side] for share, moved in parts) for side in (0, 1))
        months = [(share, block.month(name, segment)) for share, block in self._parts(segment)]
        told = [(share, month) for share, month in months if month is not None]
        return worded(down, up, _together(told) if len(told) == len(months) else None)

    def joint(self, name: str) -> tuple[Array, Array]:
        """Mean (s,) and covariance (s, s) of a figure over the present segments."""
        parts = [block.joint(name) for block in self.blocks if block.panel.voices.present]
        mean = np.concatenate([part[0] for part in parts]) if parts else np.zeros(0)
        cov, at = np.zeros((len(mean), len(mean))), 0
        for _, block in parts:
            cov[at : at + len(block), at : at + len(block)] = block
            at += len(block)
        return mean, cov

    def needs(self) -> tuple[Need, ...]:
        """Every index in every present segment, for the planner."""
        return tuple(need for block in self.blocks for need in block.needs())

    def _parts(self, segment: str | None) -> list[tuple[float, Reading]]:
        """Blocks a figure rests on, with their share of it."""
        if segment is not None:
            own = (block for block in self.blocks if segment in block.panel.voices.present)
            return [(1.0, next(own, self.blocks[0]))]
        people = [(sum(map(b.panel.voices.share, b.panel.voices.present)), b) for b in self.blocks]
        total = sum(count for count, _ in people)
        return (
            [(count / total, block) for count, block in people if count] if total else [(1.0, self.blocks[0])]
        )


def _together(parts: Sequence[tuple[float, Interval]]) -> Interval:
    """The weighted sum of independent figures."""
    value = sum(share * part.value for share, part in parts)
    below = math.sqrt(sum((share * (part.value - part.low)) ** 2 for share, part in parts))
    above = math.sqrt(sum((share * (part.high - part.value)) ** 2 for share, part in parts))
    return Interval(value, value - below, value + above)
