"""Light, dark, or as the reader's system has it: what this browser keeps of the choice."""

from __future__ import annotations

from flask import request
from flask.sansio.app import App
from werkzeug.wrappers import Response

COOKIE = "onehour_theme"
LIGHT, DARK = "light", "dark"

_YEAR_S = 365 * 24 * 3600


def chosen() -> str:
    """Return `light` or `dark`; "" where the system decides."""
    wanted = request.cookies.get(COOKIE, "")
    return wanted if wanted in {LIGHT, DARK} else ""


def keep(answer: Response, theme: str, *, secure: bool) -> None:
    """Have the browser keep the choice; forget it where the system decides."""
    if theme in {LIGHT, DARK}:
        answer.set_cookie(COOKIE, theme, max_age=_YEAR_S, samesite="Lax", secure=secure, httponly=True)
    else:
        answer.delete_cookie(COOKIE, samesite="Lax", secure=secure, httponly=True)


def register(flask_app: App) -> None:
    """Tell the templates."""
    flask_app.jinja_env.globals["theme"] = chosen
