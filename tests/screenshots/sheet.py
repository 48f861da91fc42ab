"""The contact sheet: one page with all pictures, and one picture of them."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import groupby
from pathlib import Path

from PIL import Image

from tests.screenshots.shooting import WIDTHS, Shot

_THUMB = {WIDTHS[0]: 320, WIDTHS[1]: 110}
_ROW_TALL, _GAP, _ACROSS = 260, 8, 8
_STYLE = (
    "body{font:14px system-ui;background:#ddd;margin:1rem}figure{display:inline-block;margin:.4rem;"
    "vertical-align:top;background:#fff;padding:.3rem}img{height:22rem;width:auto;object-fit:cover;"
    "object-position:top}figcaption{max-width:30rem;font-size:12px}.bad{outline:4px solid #c00}"
)


def write_sheet(shots: Sequence[Shot], out: Path) -> None:
    """Write `index.html` and `sheet.png` into the pictures' folder."""
    parts = [f"<!doctype html><meta charset=utf-8><title>Screenshots</title><style>{_STYLE}</style>"]
    ordered = sorted(
        shots, key=lambda shot: (shot.role, shot.address, shot.language, shot.theme, -shot.width)
    )
    for (role, address), some in groupby(ordered, key=lambda shot: (shot.role, shot.address)):
        parts.append(f"<h2>{escape(role)} {escape(address)}</h2>")
        parts += [_figure(shot) for shot in some]
    (out / "index.html").write_text("\n".join(parts), "utf-8")
    _picture(ordered, out)


def _figure(shot: Shot) -> str:
    bad = " class=bad" if shot.trouble else ""
    said = escape(f"{shot.width} · {shot.language} · {shot.theme} {shot.trouble}")
    picture = f'<a href="{shot.file}"><img loading=lazy src="{shot.file}" alt=""></a>'
    return f"<figure{bad}>{picture}<figcaption>{said}</figcaption></figure>"


def _picture(shots: Sequence[Shot], out: Path) -> None:
    """Put the upper part of every picture beside the others, a page and role a row."""
    rows = -(-len(shots) // _ACROSS)
    wide = _ACROSS // 2 * sum(_THUMB.values()) + _ACROSS * _GAP
    sheet = Image.new("RGB", (wide, rows * (_ROW_TALL + _GAP)), "#dddddd")
    x = 0
    for n, shot in enumerate(shots):
        column = n % _ACROSS
        if column == 0:
            x = 0
        with Image.open(out / shot.file) as picture:
            thumb = _THUMB[shot.width]
            tall = max(1, round(picture.height * thumb / picture.width))
            small = picture.convert("RGB").resize((thumb, tall)).crop((0, 0, thumb, _ROW_TALL))
        sheet.paste(small, (x, n // _ACROSS * (_ROW_TALL + _GAP)))
        x += thumb + _GAP
    sheet.save(out / "sheet.png", optimize=True)
