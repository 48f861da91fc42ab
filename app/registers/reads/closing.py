"""What a row takes with it when it is taken out of use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.kernel import UnitOfWork
from app.kernel.phrases import Phrase
from app.registers.hooks import CLOSING, Line


def taken_along(uow: UnitOfWork, register: str, row: Any) -> Sequence[Line]:
    """Return what a row in use would take with it."""
    found = CLOSING.get(register)
    return found(uow, row) if found is not None and row.active else []


def on_its_page(found: Sequence[Line]) -> Phrase:
    """Say, where many rows are set at once, that this one is to be looked at."""
    return Phrase.counted(
        "%(num)s open visit would lose its engineer; take the row out of use on its own page.",
        "%(num)s open visits would lose their engineer; take the row out of use on its own page.",
        len(found),
    )
