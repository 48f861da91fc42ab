"""The pages that people open in a browser: rendered on the server, usable without JavaScript."""

from __future__ import annotations

from flask import Blueprint

from app.pages import board, docs, errors, health, i18n, overrides, problem_pages, request, session, tracking


def blueprints() -> list[Blueprint]:
    """Return the blueprint of the pages for people, and that of the probes for machines."""
    site = Blueprint("pages", __name__, template_folder="../templates")
    for part in (board, docs, overrides, problem_pages, request, session, tracking):
        part.register(site)
    i18n.register(site)
    errors.register(site)
    return [site, health.blueprint()]
