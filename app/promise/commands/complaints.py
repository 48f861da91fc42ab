"""Alerts of complaints: when it is noted, and when its clock has run out."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.kernel import UnitOfWork
from app.promise.rules.clearing import Cleared
from app.promise.rules.complaints import ComplaintRung
from app.promise.tables import Alert


def raise_alert(uow: UnitOfWork, call_id: UUID, rung: ComplaintRung, since: datetime) -> None:
    """Raise it in place of the one before, whoever has that on; the call must be locked or new."""
    clear(uow, call_id, Cleared.BREACHED)
    uow.session.add(
        Alert(
            id=uow.new_id(),
            call_id=call_id,
            rung=rung,
            since=since,
            due_at=since,
            raised_at=uow.now,
            told_at=uow.now,
            repeats=0,
        )
    )


def clear(uow: UnitOfWork, call_id: UUID, why: Cleared = Cleared.SEEN_TO) -> None:
    """End the alert of a complaint; the call must be locked or new."""
    raised = select(Alert).where(Alert.call_id == call_id, Alert.cleared_at.is_(None))
    for alert in uow.session.scalars(raised).all():
        alert.cleared_at, alert.cleared_why = uow.now, why
