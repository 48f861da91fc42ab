"""Visits whose engineer is said to be there, and is doubted: as jobs that somebody else could still serve."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from app.kernel import UnitOfWork
from app.kernel.epoch import to_epoch
from app.requests.rules.lifecycle import VisitState
from app.requests.tables import ServiceRequest, Visit, VisitExclusion
from dispatch.model.problem import Job


def doubted_jobs(uow: UnitOfWork, visit_ids: Collection[UUID]) -> dict[UUID, Job]:
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
    ruled_out = {visit.id: {visit.engineer_id} - {None} for visit, _ in rows}
    excluded = select(VisitExclusion.visit_id, VisitExclusion.engineer_id)
    for visit_id, engineer_id in uow.session.execute(excluded.where(VisitExclusion.visit_id.in_(ruled_out))):
        ruled_out[visit_id].add(engineer_id)
    return {visit.id: _job(visit, request, ruled_out[visit.id]) for visit, request in rows}


def _job(visit: Visit, request: ServiceRequest, ruled_out: Collection[UUID | None]) -> Job:
    return Job(
        id=str(visit.id),
        point=request.place,
        skill=request.skill_code,
        min_stars=request.min_stars,
        requested_at_s=to_epoch(request.requested_at),
        due_at_s=to_epoch(request.due_at),
        expected_service_s=request.expected_s,
        priority=request.priority,
        excluded_engineers=frozenset(map(str, ruled_out)),
    )
