"""The whole bank against the same model as dense Gaussian-process regression, to 1e-9.

The dense model knows nothing of recursions: it writes down the joint normal distribution of every answer
mean and every figure over all weeks, and conditions by solving one linear system.
"""

import numpy as np
import pytest

from bot.statistics import pulsing
from bot.statistics.layout import KINSHIP, LEVEL_MEAN, LEVEL_SD, OFFSET_SD
from bot.statistics.noise import answer_variance, mean_variance
from bot.statistics.panel import CELLS, Panel
from bot.statistics.steps import STEP_KINSHIP, STEP_SD, Verdict
from tests.bot.statistics.makers import INDICES, OPTIONS, answers, tally

SEGMENTS = ("a", "b", "c")
INDEX_OF = {"kept": 0, "consistent": 0, "satisfied": 1}
WEEKS = 9
EXACT = pytest.approx


class Recorder:
    """Runs a panel and keeps what it was told: (week, segment, item, mean, sampling variance).

    In `bitter` weeks the first to speak are all as unhappy as can be.
    """

    def __init__(self, bitter=()):
        rng = np.random.default_rng(7)
        self.panel, self.heard, self.after = Panel.start(INDICES), [], {}
        for week in range(1, WEEKS + 1):
            tallies = [
                tally(segment, item, answers(rng, item, 70, int(n)))
                for segment in SEGMENTS
                for item in OPTIONS
                if (n := rng.integers(0, 4))
            ]
            if week in bitter:
                tallies[0] = tally(tallies[0].segment, tallies[0].item, [0.0] * tallies[0].n)
            before = self.panel
            self.panel = pulsing.pulse(before, week, tallies, dict.fromkeys(SEGMENTS, 40))
            self._note(before, week, tallies)
            self.after[week] = self.panel

    def _note(self, before, week, tallies):
        new = sorted({*SEGMENTS} - {*before.layout.segments})
        grown = pulsing.later(before.with_segments(new), week)
        scatter = self.panel.noise.scatter()
        for one in tallies:
            row = grown.layout.observed(one.segment, one.item)
            level = grown.weights @ (grown.mean @ row)
            single = answer_variance(scatter[grown.layout.item_numbers[one.item]], level)
            noise = float(mean_variance(single, np.array(float(one.n)), np.array(40.0)))
            self.heard.append((week, one.segment, one.item, one.total / one.n, noise))


@pytest.fixture(scope="module")
def record():
    return Recorder()


def prior(cell, one, other):
    """Covariance of two quantities (week, segment, index, item or None) before any answer."""
    common_drift, drift, apart, _ = CELLS[cell]
    kin = 1.0 if one[2] == other[2] else KINSHIP
    weeks = min(one[0], other[0])
    total = kin * (LEVEL_SD**2 + weeks * common_drift**2)
    if one[1] == other[1]:
        total += kin * (apart**2 + weeks * drift**2)
    if one[3] and other[3] and one[2] == other[2] == 0:
        total += OFFSET_SD**2 * ((one[3] == other[3]) - 0.5)
    return total


def dense(cell, heard):
    """Quantities, covariance matrix with noise, and deviations of all answers."""
    asked = [(week, segment, INDEX_OF[item], item) for week, segment, item, *_ in heard]
    matrix = np.array([[prior(cell, one, other) for other in asked] for one in asked])
    return (
        asked,
        matrix + np.diag([noise for *_, noise in heard]),
        np.array([seen for *_, seen, _ in heard]) - LEVEL_MEAN,
    )


@pytest.mark.parametrize("bitter", [(), (3, 6)])
@pytest.mark.parametrize("cell", range(len(CELLS)))
def test_levels_are_those_of_gaussian_process_regression(record, cell, bitter):
    record = Recorder(bitter) if bitter else record
    asked, matrix, off = dense(cell, record.heard)
    panel = record.panel
    for segment in SEGMENTS:
        for index in (0, 1):
            figure = (WEEKS, segment, index, None)
            cross = np.array([prior(cell, figure, one) for one in asked])
            row = panel.layout.level(index, segment)
            assert panel.mean[cell] @ row == EXACT(
                LEVEL_MEAN + cross @ np.linalg.solve(matrix, off), abs=1e-9
            )
            variance = prior(cell, figure, figure) - cross @ np.linalg.solve(matrix, cross)
            assert row @ panel.cov[cell] @ row == EXACT(variance, abs=1e-9)


def test_the_likelihood_is_that_of_gaussian_process_regression(monkeypatch):
    monkeypatch.setattr(pulsing, "FORGETTING", 1.0)
    record = Recorder()
    for cell in range(len(CELLS)):
        _, matrix, off = dense(cell, record.heard)
        logdet = np.linalg.slogdet(2 * np.pi * matrix)[1]
        likelihood = -0.5 * (off @ np.linalg.solve(matrix, off) + logdet)
        assert record.panel.fit[cell] - np.log(CELLS[cell, 3]) == EXACT(likelihood, abs=1e-9)


@pytest.mark.parametrize("cell", [0, 5])
def test_a_month_ago_is_smoothed_like_gaussian_process_regression(record, cell):
    asked, matrix, off = dense(cell, record.heard)
    past = record.panel.past
    for lag, week in enumerate(past.weeks):
        now, then = (WEEKS, "b", 0, None), (week, "b", 0, None)
        c_now, c_then = (np.array([prior(cell, figure, one) for one in asked]) for figure in (now, then))
        row = record.panel.layout.level(0, "b")
        assert past.mean[cell, lag] @ row == EXACT(
            LEVEL_MEAN + c_then @ np.linalg.solve(matrix, off), abs=1e-9
        )
        both = prior(cell, now, then) - c_now @ np.linalg.solve(matrix, c_then)
        assert row @ past.cross[cell, lag] @ row == EXACT(both, abs=1e-9)
        alone = prior(cell, then, then) - c_then @ np.linalg.solve(matrix, c_then)
        assert row @ past.cov[cell, lag] @ row == EXACT(alone, abs=1e-9)


@pytest.mark.parametrize("cell", [1, 4])
@pytest.mark.parametrize("target", [None, "a"])
def test_the_evidence_for_a_step_is_the_ratio_of_two_dense_likelihoods(record, cell, target):
    asked, matrix, off = dense(cell, record.heard)
    verdict, layout = Verdict.on(record.panel.suspicion), record.panel.layout
    at = 0 if target is None else 1 + layout.segments.index(target)
    for k, onset in enumerate(record.panel.suspicion.onsets):
        hit = [week >= onset and target in (None, segment) for week, segment, *_ in asked]
        kin = [[1.0 if one[2] == other[2] else STEP_KINSHIP for other in asked] for one in asked]
        stepped = matrix + STEP_SD**2 * np.outer(hit, hit) * np.array(kin)
        ratio = _log_density(stepped, off) - _log_density(matrix, off)
        assert _log_odds(verdict, cell, k, at) == EXACT(ratio, abs=1e-9)


def _log_density(matrix, off):
    return -0.5 * (off @ np.linalg.solve(matrix, off) + np.linalg.slogdet(matrix)[1])


def _log_odds(verdict, cell, k, at):
    precision, pull = verdict.suspicion.precision[cell, k, at], verdict.suspicion.pull[cell, k, at]
    prior_size = STEP_SD**2 * np.array([[1, STEP_KINSHIP], [STEP_KINSHIP, 1]])
    return (
        0.5 * pull @ verdict.size[cell, k, at]
        - 0.5 * np.linalg.slogdet(np.eye(2) + precision @ prior_size)[1]
    )


def test_a_suspected_step_moves_the_level_as_dense_regression_would(record):
    cell, onset = 2, record.panel.suspicion.onsets[3]
    asked, matrix, off = dense(cell, record.heard)
    kin = np.array([[1.0 if one[2] == other[2] else STEP_KINSHIP for other in asked] for one in asked])
    hit = np.array([week >= onset and segment == "c" for week, segment, *_ in asked], float)
    cross = np.array([prior(cell, (WEEKS, "c", 1, None), one) for one in asked])
    cross += STEP_SD**2 * hit * np.array([1.0 if one[2] == 1 else STEP_KINSHIP for one in asked])
    stepped = matrix + STEP_SD**2 * np.outer(hit, hit) * kin
    verdict, layout = record.panel.verdict, record.panel.layout
    alone = np.zeros_like(verdict.chance)
    alone[:, 3, 1 + layout.segments.index("c")] = 1.0
    mean, cov = verdict.moments(alone)
    row = layout.level(1, "c")
    expected = LEVEL_MEAN + cross @ np.linalg.solve(stepped, off)
    assert (record.panel.mean + mean)[cell] @ row == EXACT(expected, abs=1e-9)
    variance = prior(cell, (WEEKS, "c", 1, None), (WEEKS, "c", 1, None)) + STEP_SD**2
    variance -= cross @ np.linalg.solve(stepped, cross)
    assert row @ (record.panel.cov + cov)[cell] @ row == EXACT(variance, abs=1e-9)
