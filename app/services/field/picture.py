"""Whether bytes are the picture that they claim to be."""

from __future__ import annotations

import io

from PIL import Image

from app.errors import Phrase

MAX_PIXELS = 50_000_000
"""A phone's largest; a small file can unfold to far more and fill the memory."""

_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}


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
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return Phrase("it is no %(mime)s, or a broken one", mime=mime)
    return None
