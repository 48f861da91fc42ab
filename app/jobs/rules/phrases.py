"""Phrases as a row keeps them, so that each reader is told in his own language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.kernel.errors import Phrase


def stored(text: str) -> dict[str, Any]:
    """Return a phrase, or finished text, as a JSON column keeps it."""
    phrase = text if isinstance(text, Phrase) else Phrase(text)
    kept: dict[str, Any] = {
        "id": phrase.id,
        "values": {name: _plain(value) for name, value in phrase.values.items()},
    }
    return kept if phrase.zh is None else {**kept, "zh": phrase.zh}


def phrase_of(kept: Mapping[str, Any]) -> Phrase:
    """Return the phrase that `stored` made a row of."""
    template = kept["id"]
    phrase = Phrase(template, **kept["values"])
    phrase.zh = kept.get("zh")
    return phrase


def _plain(value: object) -> object:
    return value if isinstance(value, int | float) else str(value)
