"""What somebody says and must say in full: faults by field, for `Invalid`."""

from __future__ import annotations

from datetime import date

from app.kernel.phrases import Phrase

Faults = dict[str, str | list[str]]


def left_blank(**said: str) -> Faults:
    """Return a fault for each text in which nothing stands."""
    return {name: Phrase("must be filled in") for name, text in said.items() if not text.strip()}


def ends_before(first: date, **last: date | None) -> Faults:
    """Return a fault for each last day before the first; None has no end."""
    return {
        name: Phrase("lies before the first day")
        for name, day in last.items()
        if day is not None and day < first
    }
