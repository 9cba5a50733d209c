"""Which row of the state vector is what, and how much each may vary.

The state of a panel with I indices and S segments has `extent` rows, in this order:

    item offsets   one a question, only for indices with several; they sum to zero within an index
    common         I rows, the level of each index
    segment s      I rows, how far the segment lies from the common level

A *target* is a place where a step can happen: target 0 is the common level, target 1 + s segment s.
New segments are appended at the end, so that growing never moves a row.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]
Mask = NDArray[np.bool_]

LEVEL_MEAN, LEVEL_SD = 70.0, 20.0
"""Before the first answer: most internal customer indices lie between 35 and 100."""
OFFSET_SD = 8.0
"""Items of one index differ by some points, rarely by twenty."""
KINSHIP = 0.6
"""Correlation of the indices' levels and drifts: who keeps promises also satisfies."""


def widened(array: Array, extent: int, axes: int) -> Array:
    """`array` with its last `axes` axes filled up with zeros to `extent`."""
    pad = [(0, 0)] * (array.ndim - axes) + [
        (0, extent - length) for length in array.shape[array.ndim - axes :]
    ]
    return np.pad(array, pad)


class NoSuchItem(ValueError):
    """There is no such item in the indices measured here."""


class NoSuchIndex(LookupError):
    """No index or item of this name is measured here."""


@dataclass(frozen=True)
class Layout:
    """Rows of the state: `indices` maps each index to its items, `segments` are in order of appearance."""

    indices: tuple[tuple[str, tuple[str, ...]], ...]
    segments: tuple[str, ...] = ()

    @classmethod
    def of(cls, indices: Mapping[str, Sequence[str]]) -> "Layout":
        """The layout without segments."""
        return cls(tuple((name, tuple(items)) for name, items in indices.items()))

    def with_segments(self, segments: Sequence[str]) -> "Layout":
        """The same indices over other segments."""
        return replace(self, segments=tuple(segments))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The indices in order."""
        return tuple(name for name, _ in self.indices)

    @cached_property
    def offset_rows(self) -> dict[str, int]:
        """Row of each item that has an offset."""
        shifted = [item for _, items in self.indices if len(items) > 1 for item in items]
        return {item: row for row, item in enumerate(shifted)}

    @cached_property
    def index_of(self) -> dict[str, int]:
        """Number of the index each item belongs to."""
        return {item: i for i, (_, items) in enumerate(self.indices) for item in items}

    @cached_property
    def item_numbers(self) -> dict[str, int]:
        """A running number for every item."""
        return {item: number for number, item in enumerate(self.index_of)}

    @property
    def width(self) -> int:
        """Rows a target takes: one an index."""
        return len(self.indices)

    @property
    def first(self) -> int:
        """Row of the first common level."""
        return len(self.offset_rows)

    @property
    def targets(self) -> int:
        """Places where a step can happen."""
        return 1 + len(self.segments)

    @property
    def extent(self) -> int:
        """Length of the state vector."""
        return self.first + self.width * self.targets

    @cached_property
    def _number(self) -> dict[str, int]:
        return {segment: s for s, segment in enumerate(self.segments)}

    def target_rows(self, segment: str | None) -> slice:
        """Rows of the common level (None) or of a segment."""
        at = self.first + (0 if segment is None else self.width * (1 + self._number[segment]))
        return slice(at, at + self.width)

    def observed(self, segment: str, item: str) -> Array:
        """The row (extent,) that maps the state to the expected answer. Raises NoSuchItem."""
        if item not in self.index_of:
            raise NoSuchItem(item)
        row = self.level(self.index_of[item], segment)
        if item in self.offset_rows:
            row[self.offset_rows[item]] = 1.0
        return row

    def level(self, index: int, segment: str) -> Array:
        """The row (extent,) that maps the state to the level of a segment."""
        row = np.zeros(self.extent)
        row[self.first + index] = 1.0
        row[self.first + self.width * (1 + self._number[segment]) + index] = 1.0
        return row

    def figures(self, name: str, segments: Sequence[str]) -> Array:
        """The rows (len(segments), extent) of an index or item in each segment.

        Raises NoSuchIndex where neither an index nor an item is called `name`.
        """
        if name not in self.names and name not in self.index_of:
            raise NoSuchIndex(name)
        at = self.names.index(name) if name in self.names else self.index_of[name]
        numbers = np.array([self._number[segment] for segment in segments], int)
        rows = np.zeros((len(segments), self.extent))
        rows[:, self.first + at] = 1.0
        rows[np.arange(len(segments)), self.first + self.width * (1 + numbers) + at] = 1.0
        if name not in self.names and name in self.offset_rows:
            rows[:, self.offset_rows[name]] = 1.0
        return rows

    def spread(self, common: Array, segment: Array, offset: float = 0.0) -> Array:
        """Covariances (cells, extent, extent) from variances (cells,) of the common level and the segments.

        `offset` is the variance of the item offsets, which are centred within their index.
        """
        kin = np.full((self.width, self.width), KINSHIP)
        np.fill_diagonal(kin, 1.0)
        cov = np.zeros((len(common), self.extent, self.extent))
        for target in range(self.targets):
            at = slice(self.first + self.width * target, self.first + self.width * (target + 1))
            cov[:, at, at] = (common if target == 0 else segment)[:, None, None] * kin
        row = 0
        for _, items in self.indices:
            if len(items) > 1:
                at = slice(row, row + len(items))
                cov[:, at, at] = offset * (np.eye(len(items)) - 1.0 / len(items))
                row += len(items)
        return cov
