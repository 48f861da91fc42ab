"""Composes one Flask application from a runtime and the doors of its rooms."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Flask, Response
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from app.kernel import Runtime
from app.shell import auth, composition, openapi
from app.web import calls, cookies, headers, hygiene, languages, limits, problems, sizes, themes, wording
from app.web.api import make_api
from app.web.context import EXTENSION
from app.web.doors import Doors
from app.web.form_sessions import CookieSessions


def create_app(runtime: Runtime, doors: Iterable[Doors]) -> Flask:
    """Return the application.

    flask-smorest's blueprints appear in the OpenAPI document, plain ones do not.

    Raises:
        Incomplete: an address without access row, a row without address, or what else `composition` refuses.
    """
    flask_app = Flask("app.web", static_url_path="/static")
    settings = runtime.settings
    flask_app.config.update(
        SECRET_KEY=settings.secret_key,
        SECRET_KEY_FALLBACKS=list(settings.secret_keys[:-1]),
        MAX_CONTENT_LENGTH=settings.max_body_bytes,
        MAX_FORM_PARTS=sizes.FORM_FIELDS,
        SESSION_COOKIE_NAME=cookies.name("onehour_form", settings),
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_CHECK_DEFAULT=False,  # `app.shell.auth` checks where a cookie is what signs in
        WTF_CSRF_TIME_LIMIT=None,
        JSON_SORT_KEYS=False,
    )
    flask_app.json.ensure_ascii = False  # type: ignore[attr-defined]
    flask_app.session_interface = CookieSessions()
    flask_app.extensions[EXTENSION] = runtime
    calls.register(flask_app)
    CSRFProtect(flask_app)
    _trust(flask_app, settings.trusted_proxies)
    limits.register(flask_app, settings)
    hygiene.register(flask_app)
    auth.register(flask_app)
    flask_app.before_request(limits.check_account)  # before anything of the body is read
    sizes.register(flask_app)
    hygiene.register_forms(flask_app)
    languages.register(flask_app)
    wording.register(flask_app)
    themes.register(flask_app)
    problems.register(flask_app)
    headers.register(flask_app, settings)
    api = make_api(flask_app)
    rows = composition.compose(flask_app, api, doors)
    document = openapi.Document(api, flask_app, rows)
    flask_app.extensions["openapi"] = document
    flask_app.add_url_rule(
        openapi.ADDRESS, "openapi", lambda: Response(str(document), mimetype="application/json")
    )
    composition.check(flask_app)
    return flask_app


def _trust(flask_app: Flask, proxies: int) -> None:
    """Believe the caller's address that our own proxies hand on, and never one that the caller wrote."""
    if proxies:
        flask_app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            flask_app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies
        )
