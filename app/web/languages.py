"""Which of the two languages the reader of an answer gets: one choice for pages and for problems."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from babel import Locale
from flask import Flask, has_request_context, request, session
from flask.sansio.app import App
from flask_babel import Babel, get_locale

from app.web.context import principal, runtime
from dispatch.model.phrases import Language

LOCALES = {"en": "English", "zh_CN": "中文"}
"""Each language by its own name, as it is offered to somebody who reads no other."""

COOKIE = "onehour_locale"
"""Holds what was chosen in this browser."""

_BY_LANGUAGE = {name.partition("_")[0]: name for name in LOCALES}


def chosen_locale() -> str:
    """Return the browser's choice, else the account's, the headers', or the installation's language."""
    if not has_request_context():
        return "en"
    for wanted in (request.cookies.get(COOKIE), session.get("locale"), principal().locale):
        if wanted in LOCALES:
            return str(wanted)
    if accepted := _accepted():
        return accepted
    default = runtime().settings.default_locale
    return default if default in LOCALES else "en"


def _accepted() -> str | None:
    """Return the first of `Accept-Language` spoken here, by its main part: `zh-Hans-CN` is Chinese."""
    for tag, quality in request.accept_languages:
        spoken = _BY_LANGUAGE.get(tag.lower().replace("_", "-").partition("-")[0])
        if spoken is not None and quality > 0:
            return spoken
    return None


def current() -> Locale:
    """Return the language of this answer."""
    return get_locale() or Locale("en")


def engine_language() -> Language:
    """Return the language of this answer as the engine names it, for its sentences."""
    return "zh-CN" if current().language == "zh" else "en"


def lang() -> str:
    """Return the language of this answer as HTML and HTTP name it."""
    return str(current()).replace("_", "-").replace("-Hans", "")


def register(flask_app: App) -> None:
    """Give the application its languages."""
    flask_app.config["BABEL_TRANSLATION_DIRECTORIES"] = "translations"
    Babel(flask_app, locale_selector=chosen_locale)


@contextmanager
def speaking(locale: str) -> Iterator[None]:
    """Have a command say its texts in a language of `LOCALES`, though nobody sent a request."""
    silent = Flask(__name__)
    Babel(silent, locale_selector=lambda: locale)
    with silent.app_context():
        yield


def holiday_names() -> str:
    """Return the language of holidays' names for the reader, as their calendars call it."""
    return "zh_CN" if current().language == "zh" else "en_US"
