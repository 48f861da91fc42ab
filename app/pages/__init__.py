"""The pages that people open in a browser: rendered on the server, usable without JavaScript."""

from __future__ import annotations

from flask import Blueprint

from app.pages import (
    alerts,
    arrival,
    assets,
    board,
    cards,
    charges,
    components,
    contact,
    docs,
    endings,
    errors,
    health,
    i18n,
    lists,
    live,
    overrides,
    problem_pages,
    registers,
    request,
    requests,
    reviews,
    session,
    tracking,
    verify,
)


def blueprints() -> list[Blueprint]:
    """Return the blueprint of the pages for people, and that of the probes for machines."""
    site = Blueprint("pages", __name__, template_folder="../templates")
    parts = (
        alerts,
        arrival,
        assets,
        board,
        cards,
        charges,
        components,
        contact,
        docs,
        endings,
        lists,
        overrides,
        problem_pages,
        registers,
        request,
        requests,
        reviews,
    )
    for part in (*parts, live, session, tracking, verify):
        part.register(site)
    i18n.register(site)
    errors.register(site)
    return [site, health.blueprint()]
