"""Whoever a person judged not to have come gets no visit of that request, unless a person sends him."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete, select

from app.dispatching.commands import offers
from app.kernel import UnitOfWork
from app.registers.hooks import request_replan
from app.requests.rules.lifecycle import OPEN_VISIT_STATES
from app.requests.rules.promise import Decision
from app.requests.tables import Visit, VisitExclusion


def follow(uow: UnitOfWork, request_id: UUID, engineer_id: UUID | None, decision: Decision) -> None:
    """Rule an engineer out of a locked request's visits as it was settled, or in again.

    Visits that are opened later take it over (`app.requests.commands.intake.visits`).
    """
    if engineer_id is None:
        return
    visits = uow.session.scalars(
        select(Visit).where(Visit.request_id == request_id).order_by(Visit.ordinal)
    ).all()
    if decision is not Decision.NOT_ARRIVED:
        said = VisitExclusion.reason == Decision.NOT_ARRIVED
        his = (VisitExclusion.visit_id.in_([one.id for one in visits]), said)
        uow.session.execute(delete(VisitExclusion).where(VisitExclusion.engineer_id == engineer_id, *his))
        return
    for visit in visits:
        offers.exclude(uow, visit, engineer_id, Decision.NOT_ARRIVED)
        if visit.state in OPEN_VISIT_STATES and visit.engineer_id == engineer_id:
            visit.pinned_engineer_id = None
            request_replan(uow, visit.territory_id, Decision.NOT_ARRIVED)
