"""Giving a visit to the engineer who went there, as a person has decided, whoever was sent meanwhile."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select

from app.dispatching.commands.late_yes import ask_for_nothing_else, first_given_at
from app.dispatching.commands.triggers import request_replan
from app.dispatching.errors import EngineerEngaged
from app.dispatching.events import VisitAssigned
from app.dispatching.reads.asked import yes_before
from app.kernel import UnitOfWork, ledger, locks
from app.registers.tables import Engineer
from app.requests.commands.moves import move_visit, request_stream
from app.requests.commands.release import back_to_planned, forget_engineer, hand_to
from app.requests.errors import VisitFrozen, VisitOver
from app.requests.events.taken_back import ANOTHER_WENT
from app.requests.events.visits import BY_OFFICE, VisitAccepted
from app.requests.rules.lifecycle import OPEN_VISIT_STATES, VisitState
from app.requests.tables import ServiceRequest, Visit, VisitExclusion

_TAKEN = (VisitState.ACCEPTED, VisitState.EN_ROUTE)


def give(uow: UnitOfWork, visit: Visit, engineer: Engineer, went_at: datetime, *, ended: bool) -> None:
    """Give a locked visit to a locked engineer who set out at `went_at`; he has said yes by that.

    Whoever has it now loses it, also on the way.  What the engineer was to do after it waits, unless he has
    `ended` this one by now.

    Raises:
        VisitFrozen: somebody is on site.
        VisitOver: it has ended.
        EngineerEngaged: he is on site elsewhere, and has not ended this one.
    """
    if visit.state == VisitState.ON_SITE:
        raise VisitFrozen(visit.id)
    if visit.state not in OPEN_VISIT_STATES:
        raise VisitOver(visit.id, visit.state)
    if not ended:
        _free(uow, visit, engineer)
    ask_for_nothing_else(uow, visit, engineer.id)
    ruled_out = (VisitExclusion.visit_id == visit.id, VisitExclusion.engineer_id == engineer.id)
    uow.session.execute(delete(VisitExclusion).where(*ruled_out))
    said_at = yes_before(uow, visit, engineer.id)
    given_at = first_given_at(uow, visit.id, engineer.id)
    back_to_planned(uow, visit, ANOTHER_WENT, to_engineer_id=engineer.id)
    forget_engineer(uow, visit)
    hand_to(uow, visit, engineer.id)
    visit.pinned_engineer_id, visit.sequence, visit.unassigned_reasons = engineer.id, 0, None
    visit.assigned_at = given_at or went_at
    ledger.record(
        uow, request_stream(visit.request_id), VisitAssigned(visit_id=visit.id, engineer_id=engineer.id)
    )
    visit.accepted_at, visit.asked_at = min(said_at or max(went_at, visit.assigned_at), uow.now), None
    move_visit(uow, visit, VisitAccepted(accepted_at=visit.accepted_at, by=BY_OFFICE))
    visit.updated_at = uow.now
    request_replan(uow, visit.territory_id, "another engineer went")


def _free(uow: UnitOfWork, visit: Visit, engineer: Engineer) -> None:
    """Take back what else the engineer has agreed to."""
    others = select(Visit).where(Visit.engineer_id == engineer.id, Visit.id != visit.id)
    there = others.where(Visit.state == VisitState.ON_SITE).limit(1)
    elsewhere = uow.session.scalars(there).first()
    if elsewhere is not None:
        raise EngineerEngaged(visit.id, uow.get(ServiceRequest, elsewhere.request_id).code)
    for other in locks.rows(uow, others.where(Visit.state.in_(_TAKEN)).order_by(Visit.id)):
        back_to_planned(uow, other, "another visit comes first")
        other.updated_at = uow.now
        request_replan(uow, other.territory_id, "another engineer went")
