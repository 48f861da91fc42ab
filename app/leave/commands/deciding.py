"""Approving leave, which the roster and the planner know at once, and refusing it with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.kernel import UnitOfWork, locks
from app.kernel.errors import Invalid
from app.kernel.phrases import Phrase
from app.leave.commands.asking import record
from app.leave.errors import LeaveDecided
from app.leave.events import LeaveApproved, LeaveRefused, LeaveRemoved
from app.leave.rules.asking import LeaveRequestState
from app.leave.tables import LeaveRequest
from app.qualifications.reads.answering import require_answerable
from app.registers.commands import registry
from app.registers.tables import Engineer, Leave
from app.rosters.commands.telling_programs import telling_programs


def approve(uow: UnitOfWork, key: UUID, seen: str) -> LeaveRequest:
    """Write the leave, by which the territory is planned anew; `seen` says which visits were looked at.

    Raises:
        NotFound: there is none, or the caller does not answer for the engineer.
        LeaveDecided: it waits no more; one that was approved stays so without a word.
        VisitsLoseEngineer: it takes visits away that `seen` does not stand for.
        Invalid: other leave overlaps by now.
    """
    row = _locked(uow, key)
    require_answerable(uow, row.engineer_id)
    if row.state == LeaveRequestState.APPROVED:
        return row
    _require_open(row)
    values = {name: getattr(row, name) for name in ("engineer_id", "reason", "starts_at", "ends_at", "note")}
    with telling_programs(uow, row, values, seen):
        row.leave_id = registry.create(uow, "leave", values).id
    _decide(uow, row, LeaveRequestState.APPROVED)
    record(uow, row, LeaveApproved)
    return row


def refuse(uow: UnitOfWork, key: UUID, why: str) -> LeaveRequest:
    """Refuse it.

    Raises:
        NotFound: there is none, or the caller does not answer for the engineer.
        LeaveDecided: it waits no more.
        Invalid: no reason is said.
    """
    row = _locked(uow, key)
    require_answerable(uow, row.engineer_id)
    _require_open(row)
    if not why.strip():
        raise Invalid({"why": Phrase("must be filled in")})
    row.decided_why = why.strip()
    _decide(uow, row, LeaveRequestState.REFUSED)
    record(uow, row, LeaveRefused, why=row.decided_why)
    return row


def leave_removed(uow: UnitOfWork, leave: Leave, _changed: Mapping[str, Any]) -> None:
    """Say so on the request where the office takes approved leave off the roster."""
    approved = select(LeaveRequest).where(
        LeaveRequest.leave_id == leave.id, LeaveRequest.state == LeaveRequestState.APPROVED
    )
    for row in locks.rows(uow, approved):
        _decide(uow, row, LeaveRequestState.REMOVED)
        record(uow, row, LeaveRemoved)


def _locked(uow: UnitOfWork, key: UUID) -> LeaveRequest:
    """Lock a request after its engineer, as whoever changes his leave or shifts does."""
    asker = uow.session.scalar(select(LeaveRequest.engineer_id).where(LeaveRequest.id == key))
    if asker is not None:
        locks.row(uow, Engineer, asker)
    return locks.row(uow, LeaveRequest, key)


def _require_open(row: LeaveRequest) -> None:
    if row.state != LeaveRequestState.ASKED:
        raise LeaveDecided(row.state)


def _decide(uow: UnitOfWork, row: LeaveRequest, state: LeaveRequestState) -> None:
    row.state, row.decided_at, row.updated_at = state, uow.now, uow.now
    row.decided_by = uow.principal.name or uow.principal.key
