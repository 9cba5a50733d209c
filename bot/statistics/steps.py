"""Suspected steps: did the common level or a segment jump in one of the last weeks?

A step of unknown size in target j at onset t is one linear hypothesis (Willsky & Jones 1976, IEEE
Trans. Automatic Control 21, 108-112): it shifts every later state by trace[t] e_j, and the filter's own
surprises hold all the evidence. With a normal prior on its size, everything is closed form:

    weekly      precision J += T' W T    pull b += T' w    trace T -= P W T        (T = I at the onset)
    size        V = (1/prior + J)^-1     mean V b          log-evidence (b'Vb - log|I + J prior|) / 2

Steps in different segments are independent; a common step excludes them, since a fall everywhere is one
fall. So two falls at once do not hide each other, and one common fall is not announced twenty times.
"""

from dataclasses import dataclass, replace

import numpy as np

from bot.statistics.kalman import Evidence, times
from bot.statistics.layout import Array, Layout, Mask, widened

WINDOW = 10
"""Onsets are looked for in this many weeks; what is older has long been learned."""
STEP_SD = 16.0
"""Steps worth suspecting are of this size, in index points."""
STEP_KINSHIP = 0.7
"""Correlation of a step's size in the indices."""
HAZARD, COMMON_HAZARD = 0.005, 0.003
"""Prior chance of a step a week: in one segment once in four years, everywhere at once in six. A false one
everywhere is told of every segment, and a true one has everybody's voices to show itself."""


@dataclass(frozen=True)
class Suspicion:
    """Evidence for steps: g cells, k onsets, j targets of width i, d state rows.

    onsets (k,) week numbers; trace (g, k, d, d); precision (g, k, j, i, i); pull (g, k, j, i);
    open (k, j): 0 where the step is already committed, else 1.
    """

    layout: Layout
    onsets: tuple[int, ...]
    trace: Array
    precision: Array
    pull: Array
    open: Array

    @classmethod
    def none(cls, layout: Layout, cells: int) -> "Suspicion":
        """Nothing suspected yet."""
        d, j, i = layout.extent, layout.targets, layout.width
        return cls(
            layout,
            (),
            np.zeros((cells, 0, d, d)),
            np.zeros((cells, 0, j, i, i)),
            np.zeros((cells, 0, j, i)),
            np.zeros((0, j)),
        )

    def grow(self, layout: Layout) -> "Suspicion":
        """The same over a `layout` with more segments."""
        d, j = layout.extent, layout.targets
        new = np.diag((np.arange(d) >= self.layout.extent).astype(float))
        pulled = np.moveaxis(self.pull, -2, -1)
        blocks = np.moveaxis(self.precision, -3, -1)
        return replace(
            self,
            layout=layout,
            trace=widened(self.trace, d, 2) + new,
            precision=np.moveaxis(widened(blocks, j, 1), -1, -3),
            pull=np.moveaxis(widened(pulled, j, 1), -1, -2),
            open=np.pad(self.open, [(0, 0), (0, j - self.open.shape[1])], constant_values=1.0),
        )

    def from_week(self, week: int) -> "Suspicion":
        """The same, also suspecting a step at the start of `week`; onsets out of the window are dropped."""
        kept = [k for k, onset in enumerate(self.onsets) if week - onset < WINDOW]
        new = Suspicion.none(self.layout, len(self.trace))
        cells, d = len(self.trace), self.layout.extent
        return replace(
            self,
            onsets=(*(self.onsets[k] for k in kept), week),
            trace=np.append(self.trace[:, kept], np.broadcast_to(np.eye(d), (cells, 1, d, d)), axis=1),
            precision=np.append(
                self.precision[:, kept], np.zeros((cells, 1, *new.precision.shape[2:])), axis=1
            ),
            pull=np.append(self.pull[:, kept], np.zeros((cells, 1, *new.pull.shape[2:])), axis=1),
            open=np.append(self.open[kept], np.ones((1, self.layout.targets)), axis=0),
        )

    def learn(self, cov: Array, learned: Evidence, told: Evidence) -> "Suspicion":
        """The same after a week's voices; `cov` (g, d, d) is the state's covariance before them.

        `learned` is what they taught the filter, `told` what they may tell of steps: less, where answers
        lie so far off that one alone would look like a fall.
        """
        layout = self.layout
        heard = told.weight[:, None] @ self.trace
        late = self.trace[..., layout.first :]
        shape = (*late.shape[:3], layout.targets, layout.width)
        precision = np.einsum(
            "gkdja,gkdjb->gkjab", late.reshape(shape), heard[..., layout.first :].reshape(shape)
        )
        pull = times(late.swapaxes(-1, -2), np.broadcast_to(told.pull[:, None], late.shape[:3]))
        return replace(
            self,
            trace=self.trace - cov[:, None] @ learned.weight[:, None] @ self.trace,
            precision=self.precision + precision,
            pull=self.pull + pull.reshape(self.pull.shape),
        )

    def within(self, layout: Layout, rows: Mask, targets: Mask) -> "Suspicion":
        """The same over a `layout` with fewer segments: the `rows` (d,) and `targets` (j,) that stay."""
        return replace(
            self,
            layout=layout,
            trace=self.trace[..., rows, :][..., rows],
            precision=self.precision[:, :, targets],
            pull=self.pull[:, :, targets],
            open=self.open[:, targets],
        )

    def only(self, cells: Mask) -> "Suspicion":
        """The same for some of the cells."""
        return replace(self, trace=self.trace[cells], precision=self.precision[cells], pull=self.pull[cells])

    def closing(self, target: int) -> "Suspicion":
        """The same once the step of `target` is committed: evidence entangled with it no longer counts."""
        still = self.open.copy()
        still[:, [0, target] if target else slice(None)] = 0.0
        return replace(self, open=still)


@dataclass(frozen=True)
class Verdict:
    """What a suspicion amounts to.

    chance (g, k, j): posterior probability of each step; size (g, k, j, i) and scatter (g, k, j, i, i):
    its mean and covariance; evidence (g,): log-likelihood ratio of "maybe steps" against "no steps".
    """

    suspicion: Suspicion
    chance: Array
    size: Array
    scatter: Array
    evidence: Array

    @classmethod
    def on(cls, suspicion: Suspicion) -> "Verdict":
        """Weigh the evidence."""
        width = suspicion.layout.width
        prior = STEP_SD**2 * (STEP_KINSHIP + (1 - STEP_KINSHIP) * np.eye(width))
        scatter = np.linalg.inv(np.linalg.inv(prior) + suspicion.precision)
        size = times(scatter, suspicion.pull)
        log_odds = 0.5 * (suspicion.pull * size).sum(-1)
        log_odds -= 0.5 * np.linalg.slogdet(np.eye(width) + suspicion.precision @ prior)[1]
        hazard = np.full(suspicion.layout.targets, HAZARD)
        hazard[0] = COMMON_HAZARD
        odds = hazard * np.exp(np.minimum(log_odds, 500.0)) * suspicion.open
        somewhere = odds.sum(axis=1)
        segments = np.log1p(somewhere[:, 1:]).sum(-1)
        total = np.logaddexp(np.log(np.maximum(somewhere[:, 0], 1e-300)), segments)
        common = np.exp(np.log(np.maximum(somewhere[:, 0], 1e-300)) - total)
        share = somewhere / (1 + somewhere)
        share[:, 1:] *= 1 - common[:, None]
        share[:, 0] = common
        chance = share[:, None] * odds / np.maximum(somewhere, 1e-300)[:, None]
        return cls(suspicion, chance, size, scatter, total)

    @property
    def by_target(self) -> Array:
        """Posterior probability (g, j) that each target stepped at all."""
        total: Array = self.chance.sum(axis=1)
        return total

    def moments(self, chance: Array) -> tuple[Array, Array]:
        """Mean (g, d) and covariance (g, d, d) of what steps add to today's state.

        `chance` (g, k, j) are the probabilities of the onsets of each target; targets are independent.
        """
        arms = self.suspicion.trace[..., self.suspicion.layout.first :]
        width = self.suspicion.layout.width
        by_width = [arms[..., at::width] for at in range(width)]
        sized = chance[..., None] * self.size
        square = chance[..., None, None] * (self.scatter + self.size[..., None] * self.size[..., None, :])
        by_target = sum((arm * sized[:, :, None, :, at]).sum(axis=1) for at, arm in enumerate(by_width))
        turned = np.empty_like(arms)
        for to in range(width):
            turned[..., to::width] = sum(
                arm * square[:, :, None, :, at, to] for at, arm in enumerate(by_width)
            )
        cov = (turned @ arms.swapaxes(-1, -2)).sum(axis=1)
        return by_target.sum(-1), cov - by_target @ by_target.swapaxes(-1, -2)

    def known(self, target: int, until: int) -> tuple[Array, Array]:
        """Moments to add to the state of week `until` once `target` is known to have stepped at some time."""
        begun = np.array([onset <= until for onset in self.suspicion.onsets], float)
        chance = np.zeros_like(self.chance)
        own = self.chance[..., target] / np.maximum(self.by_target[:, None, target], 1e-300)
        chance[..., target] = own * begun
        return self.moments(chance)
