"""What goes with a row that is taken out of use is named before it is."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from flask import make_response, render_template
from werkzeug.wrappers import Response

from app.registers.hooks import Line
from app.registers.pages.declaration import Declared
from app.registers.pages.editing import place_of
from app.web.pages.linked import address, page_of


def seen_key(found: Sequence[Line]) -> str:
    """A short name for just these lines, by which a form says that its sender was shown them."""
    named = ",".join(sorted(f"{one.page}:{one.key}" for one in found))
    return hashlib.sha256(named.encode()).hexdigest()[:16]


def ask(declared: Declared, row: Any, found: Sequence[Line]) -> Response:
    """Show the lines, with a button that closes the row all the same."""
    page = render_template(
        "register_closing.html",
        called=declared.called(row),
        lines=[(page_of(one.page, one.key), one) for one in found],
        seen=seen_key(found),
        close=address(f"{declared.name}_close", declared.key(row)),
        back=place_of(declared, declared.key(row)),
    )
    return make_response(page, 422)
