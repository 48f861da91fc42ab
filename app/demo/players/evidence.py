"""What an engineer brings along as proof: pictures and signatures."""

from __future__ import annotations

import hashlib
import random
import struct
import zlib
from dataclasses import dataclass
from typing import Any

_PATCHES, _PATCH = 6, 4
_SIDE = _PATCHES * _PATCH
_STROKES = 3
_POINTS = 12


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG and its SHA-256."""

    content: bytes
    sha256: str


def picture(rng: random.Random) -> Picture:
    """Return a small photograph of nothing in particular; no two are or look alike."""
    patches = [[[rng.randrange(256) for _ in range(3)] for _ in range(_PATCHES)] for _ in range(_PATCHES)]
    rows = b"".join(
        b"\0"
        + b"".join(
            bytes((7 * tone + rng.randrange(256)) // 8 for tone in patches[y // _PATCH][x // _PATCH])
            for x in range(_SIDE)
        )
        for y in range(_SIDE)
    )
    header = struct.pack(">IIBBBBB", _SIDE, _SIDE, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    content = b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)
    return Picture(content, hashlib.sha256(content).hexdigest())


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def signature(rng: random.Random) -> list[list[dict[str, Any]]]:
    """Return strokes as a pad records them: points in pixels, milliseconds and pressure (0 to 1)."""
    strokes, at_ms = [], 0
    for n in range(_STROKES):
        x, y = 20.0 + 60 * n, 60.0 + rng.uniform(-15, 15)
        points = []
        for _ in range(_POINTS):
            x, y = x + rng.uniform(1, 7), y + rng.uniform(-9, 9)
            at_ms += rng.randrange(8, 20)
            points.append(
                {
                    "x": round(x, 1),
                    "y": round(max(0.0, y), 1),
                    "t": at_ms,
                    "p": round(rng.uniform(0.3, 0.9), 2),
                }
            )
        strokes.append(points)
        at_ms += rng.randrange(60, 160)
    return strokes
