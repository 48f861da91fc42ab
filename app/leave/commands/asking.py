"""Asking for leave, and taking it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.kernel import UnitOfWork, ledger, locks
from app.kernel.errors import Invalid, NotFound
from app.kernel.phrases import Phrase
from app.leave.errors import LeaveBegun, LeaveDecided
from app.leave.events import LeaveAsked, LeaveWithdrawn, OfLeaveRequest
from app.leave.rules.asking import LeaveRequestState, is_withdrawable, wrong_span
from app.leave.tables import LeaveRequest
from app.registers.commands import registry
from app.registers.tables import Engineer, Leave, Territory


@dataclass(frozen=True, slots=True)
class LeaveWish:
    """What an engineer asks for."""

    reason: str
    starts_at: datetime
    ends_at: datetime
    note: str = ""


def ask(uow: UnitOfWork, engineer_id: UUID, wish: LeaveWish, key: UUID | None = None) -> LeaveRequest:
    """Keep it for whoever answers for the engineer; the same `key` asks once, whatever comes with it later.

    Raises:
        Invalid: names the fields: the span is none, or overlaps leave or a request that waits.
        NotFound: another engineer asked with this key.
    """
    # Two requests sent at the same moment wait for each other here.
    engineer = locks.row(uow, Engineer, engineer_id)
    if key is not None and (before := uow.session.get(LeaveRequest, key)) is not None:
        if before.engineer_id != engineer_id:
            raise NotFound("LeaveRequest", key)
        return before
    if wrong := wrong_span(wish.reason, wish.starts_at, wish.ends_at, uow.now):
        raise Invalid(wrong)
    _refuse_overlap(uow, engineer, wish)
    row = LeaveRequest(
        id=key or uow.new_id(),
        engineer_id=engineer_id,
        reason=wish.reason,
        starts_at=wish.starts_at,
        ends_at=wish.ends_at,
        note=wish.note.strip(),
        state=LeaveRequestState.ASKED,
        asked_at=uow.now,
        created_at=uow.now,
        updated_at=uow.now,
    )
    uow.session.add(row)
    uow.session.flush()
    record(uow, row, LeaveAsked)
    return row


def withdraw(uow: UnitOfWork, key: UUID, engineer_id: UUID) -> LeaveRequest:
    """Take one's own back; leave that was approved leaves the roster, and the territory is planned anew.

    Raises:
        NotFound: there is none of his.
        LeaveBegun: the leave was approved and has begun.
        LeaveDecided: it was refused; one that was withdrawn stays so without a word.
    """
    locks.row(uow, Engineer, engineer_id)
    row = locks.row(uow, LeaveRequest, key)
    if row.engineer_id != engineer_id:
        raise NotFound("LeaveRequest", key)
    if row.state == LeaveRequestState.WITHDRAWN:
        return row
    if not is_withdrawable(row.state, row.starts_at, uow.now):
        raise LeaveBegun if row.state == LeaveRequestState.APPROVED else LeaveDecided(row.state)
    leave = uow.session.get(Leave, row.leave_id) if row.leave_id else None
    row.state, row.leave_id, row.updated_at = LeaveRequestState.WITHDRAWN, None, uow.now
    if leave is not None:
        registry.remove(uow, "leave", leave)
    record(uow, row, LeaveWithdrawn)
    return row


def record(uow: UnitOfWork, row: LeaveRequest, kind: type[OfLeaveRequest], **more: Any) -> None:
    """Append what happened to a request to the engineer's stream."""
    event = kind(
        leave_request_id=row.id,
        engineer_id=row.engineer_id,
        starts_at=row.starts_at.isoformat(),
        ends_at=row.ends_at.isoformat(),
        **more,
    )
    ledger.record(uow, f"engineer:{row.engineer_id}", event)


def _refuse_overlap(uow: UnitOfWork, engineer: Engineer, wish: LeaveWish) -> None:
    zone = ZoneInfo(uow.get(Territory, engineer.territory_id).time_zone)
    overlapping = (
        select(table.starts_at)
        .where(
            table.engineer_id == engineer.id,
            table.starts_at < wish.ends_at,
            table.ends_at > wish.starts_at,
            *more,
        )
        .limit(1)
        for table, more in ((Leave, ()), (LeaveRequest, (LeaveRequest.state == LeaveRequestState.ASKED,)))
    )
    for query in overlapping:
        starts_at = uow.session.scalars(query).first()
        if starts_at is not None:
            at = f"{starts_at.astimezone(zone):%Y-%m-%d %H:%M}"
            raise Invalid({"starts_at": Phrase("overlaps the leave from %(at)s", at=at)})
