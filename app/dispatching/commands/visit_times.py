"""Departure and acceptance where a later time of a visit turns out to be right: they give way."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.dispatching.events import VisitTimesPulled
from app.kernel import UnitOfWork, ledger
from app.requests.commands.moves import request_stream
from app.requests.tables import Visit


def pull_steps_to(uow: UnitOfWork, visit: Visit, at: datetime) -> None:
    """Date acceptance and departure no later than `at`, when the engineer was there; the ledger says so."""
    later: dict[str, Any] = {
        name: was
        for name, was in (("accepted_at", visit.accepted_at), ("departed_at", visit.departed_at))
        if was is not None and was > at
    }
    if not later:
        return
    for name in later:
        setattr(visit, name, at)
    visit.updated_at = uow.now
    ledger.record(
        uow,
        request_stream(visit.request_id),
        VisitTimesPulled(
            visit_id=visit.id,
            engineer_id=visit.engineer_id,
            to=at,
            **{f"was_{name}": was for name, was in later.items()},
        ),
    )
