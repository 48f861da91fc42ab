"""Says texts in a reader's language: the one way from a phrase to words, in Python and in templates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from babel.support import NullTranslations, Translations
from flask.sansio.app import App
from jinja2.runtime import Context
from jinja2.utils import pass_context
from markupsafe import Markup

from app.kernel.phrases import Phrase
from app.web.languages import current

_FOLDER = Path(__file__).parent / "translations"


@cache
def _catalogue(language: str) -> NullTranslations:
    return Translations.load(_FOLDER, ["zh_Hans_CN"]) if language == "zh" else NullTranslations()


def say(text: str) -> str:
    """Return `text` in the reader's language; what nobody has translated stays English."""
    return say_in(current().language, text)


def say_in(locale: str, text: str) -> str:
    """Return `text` in the language of `locale`: for somebody who is not asking, as in files of workers."""
    language = locale[:2]
    if not text or language == "en":
        return str(text)
    if not isinstance(text, Phrase):
        return str(_catalogue(language).gettext(text))
    if text.zh is not None:
        return text.zh
    said = _template(language, text.id, text.plural, text.values.get("num"))
    if not text.values:
        return said
    return said % {
        name: say_in(locale, value) if isinstance(value, Phrase) else value
        for name, value in text.values.items()
    }


def _template(language: str, template: str, plural: str | None = None, num: Any = None) -> str:
    """Return a text in `language` with its places still empty."""
    catalogue = _catalogue(language)
    if plural is None:
        return str(catalogue.gettext(template))
    return str(catalogue.ngettext(template, plural, num))


def say_each(errors: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """Say the messages of every field."""
    return {path: [say(text) for text in texts] for path, texts in errors.items()}


@pass_context
def _gettext(context: Context, template: str, /, **values: object) -> str:
    return _filled(context, _template(current().language, template), values)


@pass_context
def _ngettext(context: Context, one: str, many: str, num: int, /, **values: object) -> str:
    said = _template(current().language, one, many, num)
    return _filled(context, said, {"num": num, **values})


def _filled(context: Context, said: str, values: Mapping[str, object]) -> str:
    """Fill the places of a template's text; where the page is HTML, with values that are escaped."""
    text = Markup(said) if context.eval_ctx.autoescape else said  # noqa: S704 - our own text, of a catalogue
    return text % {name: shown(value) for name, value in values.items()}


def shown(value: object) -> object:
    """Return what a template writes for a value: a phrase in the reader's language, all else as it is."""
    return say(value) if isinstance(value, Phrase) else value


def register(flask_app: App) -> None:
    """Have templates say every phrase that they write, and `_()` and `ngettext()` by the same catalogue."""
    environment = flask_app.jinja_env
    environment.finalize = shown
    environment.globals.update(gettext=_gettext, ngettext=_ngettext)
