"""Says the texts of problems in the reader's language: a phrase knows how it is made, and of what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask_babel import gettext

from app.kernel.errors import Phrase
from app.web.languages import current


def say(text: str) -> str:
    """Return `text` in the reader's language; what nobody has translated stays English."""
    if not text or current().language == "en":
        return str(text)
    if not isinstance(text, Phrase):
        return str(gettext(text))
    if text.zh is not None:
        return text.zh
    if not text.values:
        return str(gettext(text.id))
    values = {name: say(value) if isinstance(value, Phrase) else value for name, value in text.values.items()}
    return str(gettext(text.id)) % values


def say_each(errors: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """Say the messages of every field."""
    return {path: [say(text) for text in texts] for path, texts in errors.items()}
