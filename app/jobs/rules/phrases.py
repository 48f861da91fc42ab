"""Phrases as a row keeps them, so that each reader is told in his own language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.kernel.phrases import Phrase


def stored(text: str) -> dict[str, Any]:
    """Return a phrase, or finished text, as a JSON column keeps it."""
    phrase = text if isinstance(text, Phrase) else Phrase(text)
    kept: dict[str, Any] = {
        "id": phrase.id,
        "values": {name: _kept(value) for name, value in phrase.values.items()},
    }
    more = {"plural": phrase.plural, "zh": phrase.zh}
    return kept | {name: value for name, value in more.items() if value is not None}


def phrase_of(kept: Mapping[str, Any]) -> Phrase:
    """Return the phrase that `stored` made a row of."""
    values: dict[str, Any] = {
        name: phrase_of(one) if isinstance(one, Mapping) else one for name, one in kept["values"].items()
    }
    template, many = kept["id"], kept.get("plural")
    phrase = Phrase(template, **values) if many is None else Phrase.counted(template, many, **values)
    phrase.zh = kept.get("zh")
    return phrase


def _kept(value: object) -> object:
    if isinstance(value, Phrase):
        return stored(value)
    return value if isinstance(value, int | float) else str(value)
