"""One week of Kalman filtering, for a bank of filters at once.

Leading axes are the cells of the bank. The state only drifts (its transition is the identity), so a
time update adds variance and nothing else. A week's voices act through two things only:

    weight  W = H' S^-1 H      pull  w = H' S^-1 (y - H x)      S = H P H' + R

so that mean x + P w and covariance P - P W P follow, and likewise everything else that is carried
along (Durbin & Koopman, *Time Series Analysis by State Space Methods*, 2nd ed., sections 4.3-4.4).
"""

from dataclasses import dataclass

import numpy as np

from bot.statistics.layout import Array


@dataclass(frozen=True)
class Evidence:
    """What one week's voices say: weight (g, d, d), pull (g, d), log-likelihood fit (g,)."""

    weight: Array
    pull: Array
    fit: Array


def confront(mean: Array, cov: Array, rows: Array, seen: Array, noise: Array) -> Evidence:
    """Compare predictions with voices.

    `mean` (g, d) and `cov` (g, d, d) are the state before the week; each of the m voices `seen` (m,)
    speaks of `rows` (m, d) of the state and has sampling variance `noise` (m,).
    """
    spread = rows @ cov @ rows.T + np.diag(noise)
    off = seen - mean @ rows.T
    stacked = np.concatenate([np.broadcast_to(rows, (len(mean), *rows.shape)), off[..., None]], axis=-1)
    solved = np.linalg.solve(spread, stacked)
    weighted, surprise = solved[..., :-1], solved[..., -1]
    fit = -0.5 * (np.linalg.slogdet(spread)[1] + (off * surprise).sum(-1) + len(seen) * np.log(2 * np.pi))
    return Evidence(rows.T @ weighted, surprise @ rows, fit)


def times(matrices: Array, vectors: Array) -> Array:
    """Matrices (..., k, d) times vectors (..., d)."""
    result: Array = (matrices @ vectors[..., None])[..., 0]
    return result


def update(mean: Array, cov: Array, evidence: Evidence) -> tuple[Array, Array]:
    """Mean and covariance after the week."""
    narrowed = cov - cov @ evidence.weight @ cov
    return mean + times(cov, evidence.pull), (narrowed + narrowed.swapaxes(-1, -2)) / 2
