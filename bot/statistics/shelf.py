"""A panel to JSON and back, to the last bit. Doubles travel as base64 of their little-endian bytes."""

import base64
from collections.abc import Mapping
from typing import Any

import numpy as np

from bot.statistics.layout import Array, Layout
from bot.statistics.noise import Noise
from bot.statistics.panel import Commitment, Panel
from bot.statistics.past import Past
from bot.statistics.steps import Suspicion
from bot.statistics.voices import Voices


def packed(array: Array) -> dict[str, Any]:
    """An array as JSON."""
    return {
        "shape": list(array.shape),
        "doubles": base64.b64encode(array.astype("<f8").tobytes()).decode("ascii"),
    }


def unpacked(stored: Mapping[str, Any]) -> Array:
    """The array again."""
    raw = np.frombuffer(base64.b64decode(stored["doubles"]), dtype="<f8")
    return raw.reshape(stored["shape"]).astype(np.float64)


def dump(panel: Panel) -> dict[str, Any]:
    """All a panel knows, as JSON."""
    suspicion, past, voices = panel.suspicion, panel.past, panel.voices
    return {
        "indices": {name: list(items) for name, items in panel.layout.indices},
        "segments": list(panel.layout.segments),
        "week": panel.week,
        "cells": packed(panel.cells),
        "mean": packed(panel.mean),
        "cov": packed(panel.cov),
        "fit": packed(panel.fit),
        "noise": packed(panel.noise.sums),
        "usual": panel.noise.usual,
        "onsets": list(suspicion.onsets),
        "steps": {name: packed(getattr(suspicion, name)) for name in ("trace", "precision", "pull", "open")},
        "past_weeks": list(past.weeks),
        "past": {name: packed(getattr(past, name)) for name in ("mean", "cross", "cov")},
        "heard": {segment: [list(pair) for pair in heard] for segment, heard in voices.heard.items()},
        "sizes": dict(voices.sizes),
        "committed": [[f.segment, f.week, f.probability, list(f.sizes)] for f in panel.committed],
    }


def load(stored: Mapping[str, Any]) -> Panel:
    """The panel again."""
    layout = Layout.of(stored["indices"]).with_segments(stored["segments"])
    heard = {segment: tuple((w, n) for w, n in weeks) for segment, weeks in stored["heard"].items()}
    steps = {name: unpacked(array) for name, array in stored["steps"].items()}
    return Panel(
        cells=unpacked(stored["cells"]),
        layout=layout,
        week=stored["week"],
        mean=unpacked(stored["mean"]),
        cov=unpacked(stored["cov"]),
        fit=unpacked(stored["fit"]),
        noise=Noise(unpacked(stored["noise"]), stored["usual"]),
        suspicion=Suspicion(layout, tuple(stored["onsets"]), **steps),
        past=Past(tuple(stored["past_weeks"]), **{n: unpacked(a) for n, a in stored["past"].items()}),
        voices=Voices(heard, dict(stored["sizes"])),
        committed=tuple(Commitment(s, w, p, tuple(sizes)) for s, w, p, sizes in stored["committed"]),
    )
