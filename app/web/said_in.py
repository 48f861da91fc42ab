"""Says texts in the language of somebody who is not asking: for files that workers write."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from babel.support import NullTranslations, Translations

from app.kernel.errors import Phrase

_FOLDER = Path(__file__).parent / "translations"


@cache
def _catalogue(locale: str) -> NullTranslations:
    return Translations.load(_FOLDER, ["zh_Hans_CN"]) if locale.startswith("zh") else NullTranslations()


def say_in(locale: str, text: str) -> str:
    """Return `text` in the language of `locale`; what nobody has translated stays English."""
    catalogue = _catalogue(locale)
    if not isinstance(text, Phrase):
        return str(catalogue.gettext(text))
    if text.zh is not None and locale.startswith("zh"):
        return text.zh
    said = str(catalogue.gettext(text.id))
    return said % {name: str(value) for name, value in text.values.items()} if text.values else said
