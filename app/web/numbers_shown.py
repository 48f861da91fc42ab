"""Telephone numbers as people read them: as a display shows them, with the extension in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from app.kernel.dialled import as_shown
from app.kernel.phrases import Phrase
from app.kernel.telephone import from_json
from app.web.context import runtime
from app.web.wording import say


def dialled(number: str | None) -> str:
    """Write what is dialled as a display shows it; what is no whole number stays as it is."""
    if not number or not number.startswith("+"):
        return number or ""
    return as_shown(number, runtime().settings.default_region)


def number_shown(
    primary: str | None, numbers: Iterable[Mapping[str, Any]] | None, as_said: str | None
) -> str:
    """Write the first number that could be read, with its extension; else the words as they were said."""
    first = next(iter(from_json(numbers or ())), None)
    if first is None:
        return dialled(primary) or as_said or ""
    text = dialled(first.primary)
    return f"{text} {say(Phrase('ext. %(n)s', n=first.extension))}" if first.extension else text
