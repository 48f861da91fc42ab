from __future__ import annotations

import io

import pytest
from PIL import Image

from app.files.commands import pictures
from app.files.commands.pictures import reencoded, square, thumbnail
from app.kernel.errors import Invalid

ORIENTATION, ARTIST = 0x0112, 0x013B


def drawn(kind: str, size: tuple[int, int] = (64, 48), mode: str = "RGB", **how: object) -> bytes:
    target = io.BytesIO()
    Image.new(mode, size, "red").save(target, kind, **how)
    return target.getvalue()


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_picture_keeps_its_kind(kind: str) -> None:
    mime, data = reencoded(drawn(kind))
    assert mime == pictures.MIME[kind]
    assert opened(data).format == kind
    assert opened(data).size == (64, 48)


def test_notes_of_the_camera_are_left_out_and_its_orientation_applied() -> None:
    exif = Image.Exif()
    exif[ORIENTATION], exif[ARTIST] = 6, "somebody's name"
    data = drawn("JPEG", exif=exif)
    assert b"somebody's name" in data
    _, clean = reencoded(data)
    assert b"somebody's name" not in clean
    assert dict(opened(clean).getexif()) == {}
    assert opened(clean).size == (48, 64)


def test_what_hides_behind_a_picture_is_left_out() -> None:
    _, clean = reencoded(drawn("PNG") + b"<script>alert(1)</script>")
    assert b"script" not in clean


def test_large_picture_is_made_smaller() -> None:
    _, data = reencoded(drawn("JPEG", (3000, 1000)), longest_px=600)
    assert opened(data).size == (600, 200)


def test_transparency_is_kept_and_stands_on_white_in_a_thumbnail() -> None:
    clear = drawn("PNG", mode="RGBA")
    assert opened(reencoded(clear)[1]).mode == "RGBA"
    nothing = io.BytesIO()
    Image.new("RGBA", (10, 10), (255, 0, 0, 0)).save(nothing, "PNG")
    assert opened(thumbnail(nothing.getvalue(), 10)).getpixel((5, 5)) == (255, 255, 255)


def test_square_is_cut_from_either_shape() -> None:
    assert opened(square(drawn("JPEG", (300, 100)), 50)).size == (50, 50)
    assert opened(square(drawn("PNG", (20, 90)), 50)).size == (50, 50)


@pytest.mark.parametrize(
    "data", [b"", b"no picture", drawn("JPEG")[:-200], drawn("GIF"), drawn("BMP"), b"<svg/>"]
)
def test_what_is_no_whole_picture_of_a_known_kind_is_refused(data: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        reencoded(data, field="photo")
    assert list(refused.value.errors) == ["photo"]


def test_picture_that_unfolds_to_too_many_pixels_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MAX_PIXELS", 64 * 48 - 1)
    with pytest.raises(Invalid, match="body"):
        reencoded(drawn("PNG"))
