"""Visits that an engineer has ended and whose signatures stand no more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import aliased

from app.kernel import UnitOfWork
from app.requests.rules.lifecycle import VisitState
from app.requests.tables import ServiceRequest, Visit
from app.visits.reads.signature_state import RoleState, signature_state
from app.visits.tables import SignatureRow

LONGEST = timedelta(days=30)
MOST = 20


@dataclass(frozen=True, slots=True)
class VoidedVisit:
    """A visit that ended and was not confirmed since, and how its signatures stand."""

    visit_id: UUID
    code: str
    state: str
    signature_state: Sequence[RoleState]


def voided_visits(uow: UnitOfWork, engineer_id: UUID) -> list[VoidedVisit]:
    """Return those of the last 30 days, newest first, at most 20."""
    rows = uow.session.execute(
        select(Visit, ServiceRequest)
        .join(ServiceRequest, ServiceRequest.id == Visit.request_id)
        .where(
            Visit.engineer_id == engineer_id,
            Visit.state.in_((VisitState.COMPLETED, VisitState.INCOMPLETE)),
            Visit.completed_at > uow.now - LONGEST,
            _lacks_signature(),
        )
        .order_by(Visit.completed_at.desc(), Visit.id)
        .limit(MOST)
    )
    return [
        VoidedVisit(
            visit.id,
            request.code,
            visit.state,
            signature_state(uow, visit, request, from_bytes=False).roles,
        )
        for visit, request in rows
    ]


@cache
def _lacks_signature() -> ColumnElement[bool]:
    """Whether a visit has a signature that stands no more and that nobody gave again; built once."""
    voided, later = aliased(SignatureRow), aliased(SignatureRow)
    unsigned = ~exists().where(
        later.visit_id == voided.visit_id, later.role == voided.role, later.voided_at.is_(None)
    )
    return exists().where(voided.visit_id == Visit.id, voided.voided_at.is_not(None), unsigned)
