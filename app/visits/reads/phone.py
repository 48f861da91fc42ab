"""What the handling of phone messages asks about visits."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import exists, or_, select

from app.arrivals.rules.arrival_facts import CONTRADICTIONS
from app.kernel import UnitOfWork
from app.kernel.tables import Event
from app.phones.tables import PhoneEvent
from app.requests.rules.lifecycle import LIVE_VISIT_STATES, VisitState
from app.requests.rules.promise import ArrivalVerdict
from app.requests.tables import Offer, Visit
from app.visits.reads.evidence import signatures_of

_SIGNED_IN = (VisitState.ON_SITE, VisitState.COMPLETED, VisitState.INCOMPLETE)


def is_tied(uow: UnitOfWork, visit_id: UUID, engineer_id: UUID) -> bool:
    """Tell whether the visit is or once was this engineer's, so that a phone's late word on it counts.

    Whoever had it only in a plan left no offer and no message, but the ledger names everyone a visit was
    given to.
    """
    named = exists().where(Event.visit_id == visit_id, Event.body.contains(f'"{engineer_id}"'))
    offered = exists().where(Offer.visit_id == visit_id, Offer.engineer_id == engineer_id)
    wrote = exists().where(PhoneEvent.visit_id == visit_id, PhoneEvent.engineer_id == engineer_id)
    query = select(Visit.id).where(
        Visit.id == visit_id, or_(Visit.engineer_id == engineer_id, offered, wrote, named)
    )
    return uow.session.scalars(query).first() is not None


def other_live_visit(uow: UnitOfWork, visit: Visit) -> bool:
    """Tell whether another visit of the same request is still to come or under way."""
    query = select(Visit.id).where(
        Visit.request_id == visit.request_id, Visit.id != visit.id, Visit.state.in_(LIVE_VISIT_STATES)
    )
    return uow.session.scalars(query.limit(1)).first() is not None


def visit_brief(uow: UnitOfWork, visit: Visit) -> dict[str, Any]:
    """The visit as a receipt shows it; of one that is somebody else's by now only that."""
    if visit.engineer_id != uow.principal.engineer_id:
        return {"id": visit.id, "state": visit.state, "yours": False}
    return {
        "id": visit.id,
        "state": visit.state,
        "yours": True,
        "accepted_at": visit.accepted_at,
        "departed_at": visit.departed_at,
        "on_site_at": visit.on_site_at,
        "arrival_confirmed_at": visit.arrival_confirmed_at,
        "completed_at": visit.completed_at,
        "arrival_doubts": _doubts(visit),
        "signatures": [
            {
                "id": row.id,
                "role": row.role,
                "valid": row.voided_at is None,
                "void_reason": row.void_reason,
                "voided_at": row.voided_at,
            }
            for row in signatures_of(uow, visit.id)
        ],
        "must_sign_again": _to_sign_again(uow, visit) if visit.state in _SIGNED_IN else [],
    }


def _doubts(visit: Visit) -> list[str]:
    """What contradicts a doubtful arrival, which no code outweighs: a person settles it."""
    if visit.arrival_verdict != ArrivalVerdict.DOUBTFUL or visit.arrival_settled is not None:
        return []
    found = [str(one["finding"]) for one in visit.arrival_findings or ()]
    return [one for one in found if one in CONTRADICTIONS]


def _to_sign_again(uow: UnitOfWork, visit: Visit) -> list[str]:
    """Roles that must sign again: theirs was for an earlier record, and they have no valid signature."""
    events = uow.session.scalars(
        select(PhoneEvent).where(
            PhoneEvent.visit_id == visit.id,
            PhoneEvent.kind == "signature",
            PhoneEvent.status == "needs_review",
            PhoneEvent.reviewed_at.is_(None),
        )
    )
    asked = {str(event.body.get("role")) for event in events if "must_sign_again" in event.flags}
    return sorted(asked - {row.role for row in signatures_of(uow, visit.id, standing=True)})
