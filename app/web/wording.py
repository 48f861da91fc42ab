"""Says the texts of problems in the reader's language.

Our own texts are phrases and know how they are made.  The texts of libraries and of the pure packages come
as finished English; those are told by their templates.  What nobody knows stays English.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from flask_babel import gettext

from app.kernel.errors import Phrase
from app.web.known_texts import OF_OTHERS
from app.web.languages import current


def _pattern(template: str) -> re.Pattern[str]:
    """Turn `"Longer than %(most)s."` into what finds it, and what stands in its places."""
    pieces = re.split(r"%\((\w+)\)s", template)
    parts = (re.escape(part) if n % 2 == 0 else f"(?P<{part}>.+?)" for n, part in enumerate(pieces))
    return re.compile("".join(parts), re.DOTALL)


_PATTERNS = tuple((_pattern(phrase.id), phrase) for phrase in OF_OTHERS if "%(" in phrase.id)


def say(text: str) -> str:
    """Return `text` in the reader's language; what nobody has translated stays English."""
    if not text or current().language == "en":
        return str(text)
    if not isinstance(text, Phrase):
        return _recognised(text)
    if text.zh is not None:
        return text.zh
    if not text.values:
        return _recognised(text.id)
    values = {name: say(value) if isinstance(value, Phrase) else value for name, value in text.values.items()}
    return str(gettext(text.id)) % values


def _recognised(text: str) -> str:
    said = str(gettext(text))
    if said != text:
        return said
    for pattern, phrase in _PATTERNS:
        if found := pattern.fullmatch(text):
            return str(gettext(phrase.id)) % found.groupdict()
    return text


def say_each(errors: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """Say the messages of every field."""
    return {path: [say(text) for text in texts] for path, texts in errors.items()}
