"""The office's door: dispatchers, managers, customers with an account, partners' systems."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.office_api import (
    alerts,
    auth,
    calendars,
    charges,
    customers_file,
    dispatch,
    doubles,
    endings,
    engineer_papers,
    engineer_positions,
    enquiries,
    events,
    imports,
    ledger,
    offers,
    outbox,
    promise_changes,
    promises,
    reasons,
    reports,
    requests,
    requests_read,
    resources,
    reviews,
    visits,
)

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
        engineer_papers.blp,
        engineer_positions.blp,
        calendars.blp,
    ]
