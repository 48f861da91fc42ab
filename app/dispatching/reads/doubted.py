"""Visits whose engineer is said to be there, and is doubted: as jobs that somebody else could still serve."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.kernel import UnitOfWork
from app.kernel.epoch import to_epoch
from app.requests.rules.lifecycle import VisitState
from app.requests.tables import ServiceRequest, Visit, VisitExclusion


def doubted_jobs(uow: UnitOfWork, visit_ids: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    """Return those of these visits that are on site by a doubtful arrival, as the engine's jobs.

    A snapshot leaves them out, since nobody arranges a visit that is under way; whoever is said to be there
    is ruled out, so that the rescue is somebody else.
    """
    rows = uow.session.execute(
        select(Visit, ServiceRequest)
        .join(ServiceRequest, ServiceRequest.id == Visit.request_id)
        .where(
            Visit.id.in_(visit_ids),
            Visit.state == VisitState.ON_SITE,
            ServiceRequest.arrival_doubtful_since.is_not(None),
        )
    ).all()
    found = {visit.id: _job(visit, request) for visit, request in rows}
    excluded = select(VisitExclusion.visit_id, VisitExclusion.engineer_id)
    for visit_id, engineer_id in uow.session.execute(excluded.where(VisitExclusion.visit_id.in_(found))):
        ruled_out = found[visit_id]["excluded_engineers"]
        found[visit_id]["excluded_engineers"] = sorted({*ruled_out, str(engineer_id)})
    return found


def _job(visit: Visit, request: ServiceRequest) -> dict[str, Any]:
    return {
        "id": str(visit.id),
        "point": [request.lat, request.lon],
        "skill": request.skill_code,
        "min_stars": request.min_stars,
        "requested_at_s": to_epoch(request.requested_at),
        "due_at_s": to_epoch(request.due_at),
        "expected_service_s": request.expected_s,
        "priority": request.priority,
        "required_engineer": None,
        "excluded_engineers": [str(visit.engineer_id)] if visit.engineer_id else [],
        "current_engineer": None,
        "state": VisitState.PLANNED,
        "window_start_s": None,
        "frozen": False,
        "preferred_engineers": [],
    }
