"""What goes with a row that is taken out of use is named before it is."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from flask import make_response, render_template
from werkzeug.wrappers import Response

from app.kernel import UnitOfWork
from app.kernel.phrases import Phrase
from app.registers.hooks import CLOSING, Line
from app.registers.pages.declaration import Declared
from app.registers.pages.editing import place_of
from app.web.pages.linked import address, page_of


def lines(uow: UnitOfWork, declared: Declared, row: Any) -> Sequence[Line]:
    """Return what a row in use would take with it."""
    found = CLOSING.get(declared.name)
    return found(uow, row) if found is not None and row.active else []


def seen_key(found: Sequence[Line]) -> str:
    """A short name for just these lines, by which a form says that its sender was shown them."""
    named = ",".join(sorted(f"{one.page}:{one.key}" for one in found))
    return hashlib.sha256(named.encode()).hexdigest()[:16]


def on_its_page(found: Sequence[Line]) -> Phrase:
    """Say, where many rows are set at once, that this one is to be looked at."""
    return Phrase.counted(
        "%(num)s open visit would lose its engineer; take the row out of use on its own page.",
        "%(num)s open visits would lose their engineer; take the row out of use on its own page.",
        len(found),
    )


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
