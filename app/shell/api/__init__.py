"""The office's door: dispatchers, managers, customers with an account, partners' systems."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.accounts.api import auth, users
from app.cards.api import engineer_papers
from app.desk.api import customers_file, promise_changes, requests, requests_read, visits
from app.dispatching.api import dispatch, offers, reasons
from app.enquiries.api import enquiries
from app.jobs.api import jobs
from app.operations.api import ledger
from app.outbox.api import outbox, subscriptions
from app.positions.api import engineer_positions
from app.promise.api import alerts, promises, reports
from app.registers.api import calendars, doubles, imports, resources
from app.shell.api import events
from app.visits.api import charges, endings, reviews

if TYPE_CHECKING:
    from app.web.api import Blueprint


def blueprints() -> list[Blueprint]:
    """Return the blueprints of this door; `sim` is added where time is simulated."""
    return [
        auth.blp,
        alerts.blp,
        promises.blp,
        requests.blp,
        requests_read.blp,
        visits.blp,
        endings.blp,
        offers.blp,
        dispatch.blp,
        reasons.blp,
        promise_changes.blp,
        enquiries.blp,
        doubles.blp,
        customers_file.blp,
        reviews.blp,
        charges.blp,
        reports.blp,
        ledger.blp,
        events.blp,
        imports.blp,
        outbox.blp,
        *resources.blueprints(),
        users.blueprint(),
        subscriptions.blueprint(),
        engineer_papers.blp,
        engineer_positions.blp,
        calendars.blp,
        jobs.blp,
    ]
