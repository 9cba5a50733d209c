"""What a week's voices have settled: steps beyond doubt become facts, outdone variances go."""

from dataclasses import replace

import numpy as np

from bot.statistics.panel import Commitment, Panel
from bot.statistics.steps import Verdict

CERTAIN = 0.9
"""From this probability on a step is a fact: the level is set anew."""
OUTDONE = 100.0
"""A cell goes once one of the same pace, that sees segments lie otherwise apart, foretells so much better."""


def settle(panel: Panel) -> Panel:
    """The panel once the week's voices are heard: facts, cells, and the week as part of the past."""
    while (target := _beyond_doubt(panel)) is not None:
        panel = _commit(panel, target)
    panel = _without_outdone(panel)
    return replace(panel, past=panel.past.remember(panel.week or 0, panel.mean, panel.cov))


def _beyond_doubt(panel: Panel) -> int | None:
    chances = panel.weights @ panel.verdict.by_target
    target = int(chances.argmax())
    return target if chances[target] > CERTAIN else None


def _commit(panel: Panel, target: int) -> Panel:
    """Set the level anew, today and in the past weeks after the step; its evidence is used up."""
    verdict = panel.verdict
    shift, spread = verdict.known(target, panel.week or 0)
    suspicion = panel.suspicion.closing(target)
    return replace(
        panel,
        mean=panel.mean + shift,
        cov=panel.cov + spread,
        fit=panel.fit + verdict.evidence - Verdict.on(suspicion).evidence,
        suspicion=suspicion,
        past=panel.past.corrected([verdict.known(target, week) for week in panel.past.weeks]),
        committed=(*panel.committed, _fact(panel, target)),
    )


def _fact(panel: Panel, target: int) -> Commitment:
    """What is told of a committed step: sizes are averaged over cells and onsets."""
    verdict, weights = panel.verdict, panel.weights
    sizes = np.einsum("g,gk,gki->i", weights, verdict.chance[..., target], verdict.size[..., target, :])
    chance = float(weights @ verdict.by_target[:, target])
    segment = panel.layout.segments[target - 1] if target else None
    return Commitment(segment, panel.week or 0, chance, tuple(float(size / chance) for size in sizes))


def _without_outdone(panel: Panel) -> Panel:
    """How far segments lie apart is soon learned: cells that had it wrong are dropped for good."""
    same = (panel.cells[:, None, :2] == panel.cells[None, :, :2]).all(-1)
    best = np.where(same, panel.weights, 0.0).max(-1)
    kept = OUTDONE * panel.weights >= best
    return panel if kept.all() else panel.only(kept)
