"""Visits that ended before a closed gate, and which of them is to be doubted: whether anybody stood there.

An engineer whom nobody let in, and who sent no position, has no arrival on record.  What his phone told
otherwise is judged by the rule for all arrivals, as if he had arrived when he left.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from app.arrivals.reads.arrival_evidence import held_about
from app.arrivals.rules.arrival import judge_arrival
from app.arrivals.rules.arrival_facts import CONTRADICTIONS
from app.kernel import UnitOfWork
from app.phones.rules.phone_clock import corrected
from app.phones.tables import PhoneEvent
from app.registers.tables import Territory
from app.requests.tables import ServiceRequest, Visit

REFUSED_ENTRY = ("no_access", "customer_absent")
"""The reasons of an ending that lie with the customer."""

_ENDINGS = ("applied", "needs_review")


def doubted_gates(uow: UnitOfWork, visit_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Return those of the visits, which ended unarrived, whose engineer cannot have been at the gate.

    What supports neither speaks neither way; only a contradiction does.  Where the office ended the visit,
    its word stands.
    """
    return frozenset(key for key in visit_ids if _is_doubted(uow, uow.get(Visit, key)))


def _is_doubted(uow: UnitOfWork, visit: Visit) -> bool:
    if visit.on_site_at is not None:  # an arrival that came later is judged, and settled, by itself
        return True
    told = _ending(uow, visit)
    if told is None or visit.office_ended_by is not None:
        return False
    request = uow.get(ServiceRequest, visit.request_id)
    fence_m = uow.get(Territory, visit.territory_id).geofence_m
    judged = judge_arrival(held_about(uow, _as_if_arrived(visit, told, fence_m), request).evidence)
    return any(found.finding in CONTRADICTIONS for found in judged.findings)


def _ending(uow: UnitOfWork, visit: Visit) -> PhoneEvent | None:
    return uow.session.scalars(
        select(PhoneEvent)
        .where(
            PhoneEvent.visit_id == visit.id,
            PhoneEvent.engineer_id == visit.engineer_id,
            PhoneEvent.kind == "incomplete",
            PhoneEvent.status.in_(_ENDINGS),
        )
        .order_by(PhoneEvent.received_at.desc(), PhoneEvent.id.desc())
        .limit(1)
    ).one_or_none()


def _as_if_arrived(visit: Visit, told: PhoneEvent, fence_m: int) -> Visit:
    """Return `visit` as one whose engineer arrived when he gave up, and in no session."""
    said_at = corrected(told.device_at, told.skew_s, told.received_at)
    at = min(max(said_at, visit.departed_at or said_at), told.received_at)
    return Visit(
        id=visit.id,
        request_id=visit.request_id,
        territory_id=visit.territory_id,
        engineer_id=visit.engineer_id,
        state=visit.state,
        arrival_code=visit.arrival_code,
        departed_at=visit.departed_at,
        on_site_at=at,
        completed_at=max(at, visit.completed_at or at),
        arrival={
            "fence_m": fence_m,
            "said_at": said_at.isoformat(),
            "received_at": told.received_at.isoformat(),
            "event_id": str(told.event_id),
            "reason": str(told.body.get("note") or told.body.get("reason") or ""),
        },
    )
