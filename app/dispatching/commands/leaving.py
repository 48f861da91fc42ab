"""An engineer who can be sent no more: the account is closed, or the engineer is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from app.accounts.tables import User
from app.dispatching.commands.triggers import request_replan
from app.dispatching.events import VisitUnassigned
from app.kernel import UnitOfWork, ledger
from app.registers.commands.locks import locked_engineers
from app.registers.tables import Engineer
from app.requests.commands.locks import locked_visits
from app.requests.commands.moves import request_stream
from app.requests.commands.release import back_to_planned, forget_engineer
from app.requests.hooks import begin_look
from app.requests.hooks import changed as look_again
from app.requests.rules.lifecycle import VisitState
from app.requests.tables import Visit

_HIS_NO_MORE = (VisitState.PLANNED, VisitState.OFFERED, VisitState.ACCEPTED)
_CODE = "off_duty"


def account_changed(uow: UnitOfWork, user: User, changed: Mapping[str, Any]) -> None:
    """Follow an account that was opened, closed or given to another engineer."""
    if user.engineer_id is None or not changed.keys() & {"active", "engineer_id"}:
        return
    engineer = uow.get(Engineer, user.engineer_id)
    if not user.active:
        release(uow, engineer, "the account was closed")
    request_replan(uow, engineer.territory_id, "account changed")


def engineer_changed(uow: UnitOfWork, engineer: Engineer, changed: Mapping[str, Any]) -> None:
    """Follow an engineer who was closed."""
    if changed.get("active") is False:
        release(uow, engineer, "the engineer was closed")


def release(uow: UnitOfWork, engineer: Engineer, why: str) -> None:
    """Take back what the engineer was asked for, said yes to or was pinned to; it is planned anew at once.

    A visit under way stays: only a person knows what became of it, and the watch tells the dispatcher.
    """
    locked_engineers(uow, [engineer.id])
    held = select(Visit.id).where(
        or_(Visit.engineer_id == engineer.id, Visit.pinned_engineer_id == engineer.id),
        Visit.state.in_(_HIS_NO_MORE),
    )
    for visit in locked_visits(uow, uow.session.scalars(held).all()):
        if visit.pinned_engineer_id == engineer.id:
            visit.pinned_engineer_id = None
        if visit.engineer_id == engineer.id and visit.state in _HIS_NO_MORE:
            _take_back(uow, visit, engineer.id, why)
        visit.updated_at = uow.now
    begin_look(uow, engineer.territory_id)
    request_replan(uow, engineer.territory_id, why)


def _take_back(uow: UnitOfWork, visit: Visit, engineer_id: UUID, why: str) -> None:
    back_to_planned(uow, visit, why)
    ledger.record(
        uow,
        request_stream(visit.request_id),
        VisitUnassigned(
            visit_id=visit.id,
            engineer_id=engineer_id,
            codes=[_CODE],
        ),
    )
    forget_engineer(uow, visit)
    look_again(uow, visit.request_id)
