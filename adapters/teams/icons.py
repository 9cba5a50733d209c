"""The two icons of the app package, drawn: a heartbeat in a speech bubble. Only the standard library."""

from __future__ import annotations

import itertools
import struct
import zlib
from collections.abc import Callable
from functools import cache
from math import hypot

Ink = tuple[int, int, int, int]
Shape = Callable[[float, float], float]  # how far outside a point of the unit square is; negative inside

TEAL, WHITE, CLEAR = (31, 77, 92, 255), (255, 255, 255, 255), (255, 255, 255, 0)
BEAT = ((0.24, 0.46), (0.38, 0.46), (0.45, 0.30), (0.55, 0.60), (0.62, 0.46), (0.76, 0.46))


@cache
def color() -> bytes:
    """192 by 192: white on the product's own colour."""
    return _png(192, TEAL, WHITE, lambda x, y: min(_outline(x, y, 0.035), _beat(x, y, 0.03)))


@cache
def outline() -> bytes:
    """32 by 32: white on nothing, as Teams asks for."""
    return _png(32, CLEAR, WHITE, lambda x, y: min(_outline(x, y, 0.045), _beat(x, y, 0.04)))


def _outline(x: float, y: float, width: float) -> float:
    return abs(_bubble(x, y)) - width


def _bubble(x: float, y: float) -> float:
    """A rounded box with a tail at its lower left."""
    dx, dy = abs(x - 0.5) - 0.24, abs(y - 0.45) - 0.17
    box = hypot(max(dx, 0.0), max(dy, 0.0)) + min(max(dx, dy), 0.0) - 0.12
    tail = max(0.30 - x, y - 0.88 + (x - 0.30) * 1.1, 0.60 - y)
    return min(box, tail)


def _beat(x: float, y: float, width: float) -> float:
    pairs = itertools.pairwise(BEAT)
    return min(_to_segment(x, y, *start, *end) for start, end in pairs) - width


def _to_segment(x: float, y: float, x0: float, y0: float, x1: float, y1: float) -> float:
    dx, dy = x1 - x0, y1 - y0
    along = ((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy)
    along = min(max(along, 0.0), 1.0)
    return hypot(x - x0 - along * dx, y - y0 - along * dy)


def _png(size: int, paper: Ink, ink: Ink, shape: Shape) -> bytes:
    rows = bytearray()
    for row in range(size):
        rows.append(0)
        for column in range(size):
            away = shape((column + 0.5) / size, (row + 0.5) / size) * size
            rows += _mixed(paper, ink, min(max(0.5 - away, 0.0), 1.0))
    head = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(rows), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def _mixed(paper: Ink, ink: Ink, share: float) -> bytes:
    return bytes(round(p + (i - p) * share) for p, i in zip(paper, ink, strict=True))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
