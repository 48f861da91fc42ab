"""What is shown where somebody else was quicker: what stands now beside what was typed and is not written."""

from __future__ import annotations

from flask import make_response, render_template
from werkzeug.wrappers import Response

from app.kernel.errors import Conflict
from app.kernel.phrases import Phrase


def answer(said: Phrase, stands: str, typed: str, back: str) -> Response:
    """Return the page; `said` tells who did what and when, `back` is where to go on."""
    page = render_template("quicker.html", said=said, stands=stands, typed=typed, back=back)
    return make_response(page, Conflict.status)
