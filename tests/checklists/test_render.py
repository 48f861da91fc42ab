from __future__ import annotations

import io
import re

import pytest
from PIL import Image

from checklists import Strokes, render_png, render_svg
from tests.checklists.samples import ink


def drawn(strokes: Strokes) -> Image.Image:
    return Image.open(io.BytesIO(render_png(strokes)))


def line(x: float, y: float, p: float) -> Strokes:
    return Strokes.parse([[{"x": 0, "y": 0, "t": 0, "p": p}, {"x": x, "y": y, "t": 9, "p": p}]])


def test_the_same_strokes_give_the_same_bytes() -> None:
    assert render_svg(Strokes.parse(ink())) == render_svg(Strokes.parse(ink()))
    assert render_png(Strokes.parse(ink())) == render_png(Strokes.parse(ink()))


def test_an_svg_holds_lines_and_numbers_alone() -> None:
    number = r"\d+\.\d\d"
    path = rf'<path d="M{number} {number}L{number} {number}" stroke-width="{number}"/>'
    head = '<svg xmlns="http://www.w3.org/2000/svg" width="600" height="200" viewBox="0 0 600 200">'
    group = '<g fill="none" stroke="#111" stroke-linecap="round">'
    # Eleven segments between twelve points, and the dot as a segment of no length.
    assert re.fullmatch(f"{head}{group}({path}){{12}}</g></svg>", render_svg(Strokes.parse(ink())))


def test_pressure_is_the_width_of_the_line() -> None:
    widths = [
        float(re.findall(r'stroke-width="([\d.]+)"', render_svg(line(200, 0, p)))[0]) for p in (0, 0.5, 1)
    ]
    assert widths == [1.2, 3.0, 4.8]
    assert sum(drawn(line(200, 0, 1)).histogram()[:128]) > sum(drawn(line(200, 0, 0.2)).histogram()[:128])


@pytest.mark.parametrize(("x", "y"), [(9000, 10), (10, 9000), (60, 0), (0, 60), (300, 200)])
def test_a_signature_of_any_shape_fits_the_picture_and_is_centred(x: float, y: float) -> None:
    picture = drawn(line(x, y, 0.5))
    assert picture.size == (600, 200)
    box = picture.point(lambda grey: 255 - grey).getbbox()
    assert box is not None
    left, top, right, bottom = box
    assert min(left, top) >= 8
    assert abs(left - (600 - right)) <= 2
    assert abs(top - (200 - bottom)) <= 2


def test_a_picture_carries_nothing_but_the_drawing() -> None:
    assert drawn(Strokes.parse(ink())).info == {}
