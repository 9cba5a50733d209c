"""The state of the last four weeks, still learning: fixed-lag smoothing.

What is heard today also says where things stood a month ago. Each past state z is carried as its mean,
its covariance and its covariance with today's state x (Anderson & Moore, *Optimal Filtering*, 7.2).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from bot.statistics.kalman import Evidence, times
from bot.statistics.layout import Array, Layout, Mask, widened

MONTH = 4
"""The change that is told is against four weeks ago."""


@dataclass(frozen=True)
class Past:
    """Past states: weeks (l,), mean (g, l, d), cross (g, l, d, d) = Cov(z, x), cov (g, l, d, d)."""

    weeks: tuple[int, ...]
    mean: Array
    cross: Array
    cov: Array

    @classmethod
    def none(cls, layout: Layout, cells: int) -> "Past":
        """No week behind us."""
        d = layout.extent
        return cls((), np.zeros((cells, 0, d)), np.zeros((cells, 0, d, d)), np.zeros((cells, 0, d, d)))

    def learn(self, cov: Array, evidence: Evidence) -> "Past":
        """The same after a week's voices; `cov` (g, d, d) is today's covariance before them."""
        weight, pull = evidence.weight[:, None], evidence.pull[:, None]
        back = self.cross.swapaxes(-1, -2)
        return replace(
            self,
            mean=self.mean + times(self.cross, np.broadcast_to(pull, self.mean.shape)),
            cross=self.cross - self.cross @ weight @ cov[:, None],
            cov=self.cov - self.cross @ weight @ back,
        )

    def remember(self, week: int, mean: Array, cov: Array) -> "Past":
        """The same with today's state of `week` added; weeks older than a month are dropped."""
        kept = [at for at, past in enumerate(self.weeks) if week - past < MONTH]
        return Past(
            (*(self.weeks[at] for at in kept), week),
            np.append(self.mean[:, kept], mean[:, None], axis=1),
            np.append(self.cross[:, kept], cov[:, None], axis=1),
            np.append(self.cov[:, kept], cov[:, None], axis=1),
        )

    def corrected(self, moves: Sequence[tuple[Array, Array]]) -> "Past":
        """The same once a step is known: mean (g, d) and covariance (g, d, d) to add, a week each."""
        if not moves:
            return self
        shift, spread = (np.stack([move[part] for move in moves], axis=1) for part in (0, 1))
        return replace(self, mean=self.mean + shift, cross=self.cross + spread, cov=self.cov + spread)

    def within(self, rows: Mask) -> "Past":
        """The same for some of the state's rows."""
        cross, cov = self.cross[..., rows, :][..., rows], self.cov[..., rows, :][..., rows]
        return replace(self, mean=self.mean[..., rows], cross=cross, cov=cov)

    def only(self, cells: Mask) -> "Past":
        """The same for some of the cells."""
        return replace(self, mean=self.mean[cells], cross=self.cross[cells], cov=self.cov[cells])

    def grow(self, fresh: Array) -> "Past":
        """The same with the rows added to the state; `fresh` (g, d, d) is their prior covariance."""
        d = fresh.shape[-1]
        return replace(
            self,
            mean=widened(self.mean, d, 1),
            cross=widened(self.cross, d, 2) + fresh[:, None],
            cov=widened(self.cov, d, 2) + fresh[:, None],
        )
