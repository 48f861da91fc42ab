"""Whether bytes are the picture that they claim to be."""

from __future__ import annotations

import io
from itertools import pairwise

from PIL import Image, ImageOps

from app.kernel.phrases import Phrase

MAX_PIXELS = 50_000_000
"""A phone's largest; a small file can unfold to far more and fill the memory."""

_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}


BROKEN = (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning)
"""What Pillow raises over bytes that are no picture."""

_LOOK_SIDE = 8
_PLAIN = 12
"""A picture of so few shades of grey (of 256) looks like every other one; its hash says nothing."""


def look_of(data: bytes) -> str | None:
    """Return the difference hash of a picture as 16 hexadecimal digits; None of a plain or broken one.

    Of 9 × 8 shades of grey, each bit says whether one is brighter than its right neighbour.  It stays
    almost the same when a picture is scaled or compressed anew (Neal Krawetz, "Kind of Like That", 2013).
    """
    try:
        with Image.open(io.BytesIO(data), formats=list(_FORMATS.values())) as image:
            image.draft("L", (_LOOK_SIDE * 32, _LOOK_SIDE * 32))
            upright = ImageOps.exif_transpose(image).convert("L")
        small = upright.resize((_LOOK_SIDE + 1, _LOOK_SIDE), Image.Resampling.LANCZOS)
    except BROKEN:
        return None
    shades = list(small.tobytes())
    if max(shades) - min(shades) < _PLAIN:
        return None
    rows = (shades[n : n + _LOOK_SIDE + 1] for n in range(0, len(shades), _LOOK_SIDE + 1))
    bits = "".join("01"[left > right] for row in rows for left, right in pairwise(row))
    return f"{int(bits, 2):016x}"


def fault_of(data: bytes, mime: str) -> str | None:
    """Say why `data` is no picture of kind `mime`, or None where it is one that can be decoded."""
    try:
        # Only the decoder that was announced: Pillow knows many formats and their weaknesses.
        with Image.open(io.BytesIO(data), formats=[_FORMATS[mime]]) as image:
            width, height = image.size
            if width * height > MAX_PIXELS:
                return Phrase("it has more than %(most)s pixels", most=MAX_PIXELS)
            # JPEG can be decoded at an eighth of its size, which still reads all of its bytes.
            image.draft("RGB", (width // 8 or 1, height // 8 or 1))
            image.load()
    except BROKEN:
        return Phrase("it is no %(mime)s, or a broken one", mime=mime)
    return None
