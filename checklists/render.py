"""Draws a signature as SVG and PNG: the same strokes always give the same bytes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from PIL import Image, ImageDraw

from checklists.strokes import Point, Strokes

WIDTH: Final = 600
HEIGHT: Final = 200
_MARGIN: Final = 12.0
_THINNEST: Final = 1.2
_THICKEST: Final = 4.8
# Pillow draws without smoothing: draw larger, then shrink.
_OVERSAMPLE: Final = 3

_Spot = tuple[float, float, float]
"""x, y and width of the pen, in pixels of the picture."""


def render_svg(strokes: Strokes) -> str:
    """An SVG of 600 × 200, scaled to fit and centred; pressure is the width of the line.

    It holds nothing but shapes and numbers formatted here: no text, style, script or reference can get in.
    """
    size = f'width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>'
    group = '<g fill="none" stroke="#111" stroke-linecap="round">'
    lines = (
        f'<path d="M{a[0]:.2f} {a[1]:.2f}L{b[0]:.2f} {b[1]:.2f}" stroke-width="{(a[2] + b[2]) / 2:.2f}"/>'
        for a, b in _segments(strokes)
    )
    return f"{head}{group}{''.join(lines)}</g></svg>"


def render_png(strokes: Strokes) -> bytes:
    """A grey PNG of 600 × 200, black on white, the same drawing as ``render_svg``.

    The bytes are the same for the same version of Pillow; keep them if they must outlive an upgrade.
    """
    scale = _OVERSAMPLE
    image = Image.new("L", (WIDTH * scale, HEIGHT * scale), 255)
    draw = ImageDraw.Draw(image)
    for a, b in _segments(strokes):
        width = (a[2] + b[2]) / 2 * scale
        start, end = (a[0] * scale, a[1] * scale), (b[0] * scale, b[1] * scale)
        draw.line([start, end], fill=17, width=max(1, round(width)))
        for x, y in (start, end):
            draw.ellipse([x - width / 2, y - width / 2, x + width / 2, y + width / 2], fill=17)
    small = image.resize((WIDTH, HEIGHT), Image.Resampling.BOX)
    target = io.BytesIO()
    small.save(target, "PNG", optimize=False, compress_level=9)
    return target.getvalue()


def _segments(strokes: Strokes) -> Iterator[tuple[_Spot, _Spot]]:
    left, top, right, bottom = strokes.box
    wide, high = right - left, bottom - top
    # The smaller scale fits both ways; a mere stroke along one axis has no extent on the other.
    scale = min((WIDTH - 2 * _MARGIN) / max(wide, 1.0), (HEIGHT - 2 * _MARGIN) / max(high, 1.0))
    shift_x, shift_y = (WIDTH - wide * scale) / 2, (HEIGHT - high * scale) / 2

    def place(point: Point) -> _Spot:
        width = _THINNEST + (_THICKEST - _THINNEST) * point.p
        return (point.x - left) * scale + shift_x, (point.y - top) * scale + shift_y, width

    for stroke in strokes.strokes:
        spots = [place(point) for point in stroke]
        # A lone point, such as the dot of an i, is a line from itself to itself with round ends.
        yield from pairwise(spots if len(spots) > 1 else spots * 2)
