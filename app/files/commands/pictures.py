"""Uploaded pictures made safe to keep and to show: decoded, turned upright, and written anew.

What is written anew holds the pixels alone: no place or camera in EXIF, no text, no second file behind
the picture.  A picture that claims more pixels than a phone can take is refused before it is unfolded.
"""

from __future__ import annotations

import io

from PIL import Image, ImageOps

from app.kernel.errors import Invalid
from app.kernel.phrases import Phrase

MAX_PIXELS = 50_000_000
"""A phone's largest; a small file can unfold to far more and fill the memory."""

LONGEST_PX = 2560
"""Longest edge kept: enough to read a serial number on a photo of a machine."""

MIME = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
"""The kinds accepted, by Pillow's names; Pillow knows many more, and their weaknesses."""

_QUALITY = 85
_BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)


NO_PICTURE = Phrase("must be a picture: JPEG, PNG or WebP, and whole")


def reencoded(data: bytes, *, longest_px: int = LONGEST_PX, field: str = "body") -> tuple[str, bytes]:
    """Return (MIME type, bytes) of the picture in `data`, written anew in the same format.

    The longest edge is at most `longest_px`; the orientation that a camera noted is applied.

    Raises:
        Invalid: no JPEG, PNG or WebP, broken, or more than 50 megapixels; names `field`.
    """
    image, kind = _decoded(data, longest_px, field)
    return MIME[kind], _written(image, kind)


def thumbnail(data: bytes, longest_px: int) -> bytes:
    """Return a JPEG of at most `longest_px` along its longest edge, on white where it was transparent.

    Raises:
        Invalid: as `reencoded`.
    """
    image, _ = _decoded(data, longest_px, "body")
    if image.mode == "RGBA":
        ground = Image.new("RGB", image.size, "white")
        ground.paste(image, mask=image.getchannel("A"))
        image = ground
    return _written(image, "JPEG")


def square(data: bytes, edge_px: int, field: str = "body") -> bytes:
    """Return a JPEG of `edge_px` × `edge_px`, cut from the middle, slightly above for the sake of heads.

    Raises:
        Invalid: as `reencoded`.
    """
    image, _ = _decoded(data, edge_px * 4, field)
    cut = ImageOps.fit(
        image.convert("RGB"), (edge_px, edge_px), Image.Resampling.LANCZOS, centering=(0.5, 0.35)
    )
    return _written(cut, "JPEG")


def _decoded(data: bytes, longest_px: int, field: str) -> tuple[Image.Image, str]:
    """The picture as RGB or RGBA, upright and no larger than asked, with the name of its format."""
    try:
        with Image.open(io.BytesIO(data), formats=list(MIME)) as image:
            kind = str(image.format)
            if image.width * image.height > MAX_PIXELS:
                raise Invalid({field: Phrase("must not have more than %(most)s pixels", most=MAX_PIXELS)})
            # A JPEG can be decoded at a half, quarter or eighth, which still reads all of its bytes.
            image.draft("RGB", (longest_px, longest_px))
            image.load()
            upright = ImageOps.exif_transpose(image)
    except _BROKEN as bad:
        raise Invalid({field: NO_PICTURE}) from bad
    plain = upright.convert("RGBA" if kind != "JPEG" and upright.has_transparency_data else "RGB")
    plain.thumbnail((longest_px, longest_px), Image.Resampling.LANCZOS)
    return plain, kind


def _written(image: Image.Image, kind: str) -> bytes:
    clean = Image.new(image.mode, image.size)
    clean.paste(image)  # carries pixels over, and none of the notes that came with them
    target = io.BytesIO()
    if kind == "PNG":
        clean.save(target, "PNG", optimize=True)
    else:
        clean.save(target, kind, quality=_QUALITY)
    return target.getvalue()
