"""The pages that people open in a browser: rendered on the server, usable without JavaScript."""

from __future__ import annotations

from flask import Blueprint

from app.cards.pages import cards
from app.desk.pages import (
    alerts,
    arrival,
    board,
    components,
    contact,
    endings,
    jobs,
    overrides,
    registers,
    request,
    requests,
    reviews,
)
from app.enquiries.pages import enquiries
from app.papers.pages import verify
from app.portal.pages import tracking
from app.positions.pages import positions
from app.registers.pages import calendars, doubles, imports
from app.requests.pages import follow_ups, promise_changes
from app.shell.pages import health, menu_counts, session
from app.visits.pages import charges
from app.web.pages import assets, docs, errors, i18n, kept, lists, live, problem_pages


def blueprints() -> list[Blueprint]:
    """Return the blueprint of the pages for people, and that of the probes for machines."""
    site = Blueprint("pages", "app.web", template_folder="templates")
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
        jobs,
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
