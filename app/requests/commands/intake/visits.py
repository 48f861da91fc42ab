"""A request's visits: each is opened with an arrival code and the checklists that it will work through."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from app.checklist_templates.reads import catalogue as checklists
from app.kernel import UnitOfWork, ledger
from app.kernel.events import ABSENT, Absent
from app.registers.hooks import request_replan
from app.requests.commands.moves import request_stream
from app.requests.events.visits import VisitPlanned
from app.requests.rules.lifecycle import VisitState
from app.requests.rules.promise import Decision
from app.requests.tables import ServiceRequest, Visit, VisitExclusion, VisitTemplate

CODE_SPACE = 10_000

INSTANT_S = 2
"""The instant answer has this long before the territory is planned: at the same moment they only clash."""


def open_visit(
    uow: UnitOfWork,
    request: ServiceRequest,
    *,
    ordinal: int = 1,
    not_before_at: datetime | None = None,
    reason: str | Absent = ABSENT,
) -> Visit:
    """Open a visit of `request` in state `planned`, and have its territory planned.

    `not_before_at` is the earliest arrival, for a return visit that waits for a part or a key;
    `reason` says why it is another one.
    """
    visit = Visit(
        id=uow.new_id(),
        request_id=request.id,
        ordinal=ordinal,
        territory_id=request.territory_id,
        state=VisitState.PLANNED,
        not_before_at=not_before_at,
        arrival_code=f"{uow.random.randrange(CODE_SPACE):04d}",
        created_at=uow.now,
        updated_at=uow.now,
    )
    uow.session.add(visit)
    uow.session.flush()
    for template in checklists.for_visit(uow, request.fault_code, request.skill_code):
        uow.session.add(VisitTemplate(visit_id=visit.id, key=template.key, template_version=template.version))
    ledger.record(
        uow,
        request_stream(request.id),
        VisitPlanned(
            visit_id=visit.id,
            ordinal=ordinal,
            not_before_at=not_before_at,
            reason=reason,
        ),
    )
    request_replan(uow, request.territory_id, "new visit", within_s=INSTANT_S)
    return visit


def open_next_visit(
    uow: UnitOfWork,
    request: ServiceRequest,
    *,
    not_before_at: datetime | None = None,
    reason: str | Absent = ABSENT,
) -> Visit:
    """Open the visit that follows on those that a locked request has had.

    Whoever was judged not to have come to one of those gets this one neither.
    """
    last = uow.session.scalar(select(func.max(Visit.ordinal)).where(Visit.request_id == request.id))
    made = open_visit(uow, request, ordinal=(last or 0) + 1, not_before_at=not_before_at, reason=reason)
    absent = select(VisitExclusion.engineer_id).join(Visit, Visit.id == VisitExclusion.visit_id)
    judged = absent.where(Visit.request_id == request.id, VisitExclusion.reason == Decision.NOT_ARRIVED)
    for key in uow.session.scalars(judged.distinct()).all():
        ruled_out = VisitExclusion(visit_id=made.id, engineer_id=key, reason=Decision.NOT_ARRIVED, at=uow.now)
        uow.session.add(ruled_out)
    return made
