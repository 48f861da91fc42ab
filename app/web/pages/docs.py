"""The interactive description of the API, served from this origin: Swagger UI as a package ships it."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from flask import Blueprint, abort, render_template, send_from_directory
from werkzeug.wrappers import Response

_ASSETS = frozenset({"swagger-ui.css", "swagger-ui-bundle.js", "LICENSE"})
_DAY_S = 24 * 3600


def _folder() -> Path:
    """Find the package's files without importing it: its own blueprint is not used."""
    spec = find_spec("flask_swagger_ui")
    if spec is None or spec.origin is None:  # pragma: no cover - the lock holds it
        raise RuntimeError("flask-swagger-ui is not installed")
    return Path(spec.origin).parent / "dist"


def docs() -> str:
    """Show every call, its bodies and errors, and let the reader try it."""
    return render_template("docs.html")


def asset(name: str) -> Response:
    """Serve one of the viewer's files."""
    if name not in _ASSETS:
        abort(404)
    return send_from_directory(_folder(), name, max_age=_DAY_S)


def register(site: Blueprint) -> None:
    """Add the addresses."""
    site.add_url_rule("/api/docs", view_func=docs)
    site.add_url_rule("/api/docs/assets/<name>", "docs_asset", asset)
