"""The pages that people open in a browser: rendered on the server, usable without JavaScript."""

from __future__ import annotations

from flask import Blueprint

from app.pages import (
    alerts,
    arrival,
    assets,
    board,
    calendars,
    cards,
    charges,
    components,
    contact,
    docs,
    doubles,
    endings,
    enquiries,
    errors,
    follow_ups,
    health,
    i18n,
    imports,
    kept,
    lists,
    live,
    menu_counts,
    overrides,
    positions,
    problem_pages,
    promise_changes,
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
        calendars,
        cards,
        charges,
        components,
        contact,
        docs,
        doubles,
        endings,
        enquiries,
        follow_ups,
        imports,
        kept,
        lists,
        menu_counts,
        overrides,
        positions,
        problem_pages,
        promise_changes,
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
