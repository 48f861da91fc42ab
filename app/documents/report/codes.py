"""QR codes as drawings."""

from __future__ import annotations

import io

import segno


def qr_svg(text: str) -> str:
    """Return an SVG of the code for `text`: one path, black on nothing, with the quiet zone around it.

    Level M: a fold or a stain over a seventh of it does no harm.
    """
    target = io.BytesIO()
    code = segno.make_qr(text, error="m", boost_error=False)
    code.save(target, kind="svg", xmldecl=False, border=4, dark="#000", light=None)
    return target.getvalue().decode()
