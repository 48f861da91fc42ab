"""What an engineer's stored messages say about the clock of the phone that sent one of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from app.models import PhoneEvent
from app.runtime import UnitOfWork
from dispatch.phone_clock import UNKNOWN, ClockSupport, Stamp, clock_support, corrected, in_its_row

__all__ = ["ClockSupport", "clock_support_of", "is_vouched"]

NUMBERED = timedelta(days=30)
"""An engineer whose phone numbered a message so lately has one that numbers all of them."""

REACH = 1000
"""So many messages back a phone without a network is followed: a day of positions is fewer."""

AHEAD = 200
"""So many messages that were made later are looked at, for ones that came sooner."""

_COLUMNS = (
    PhoneEvent.event_id,
    PhoneEvent.sequence,
    PhoneEvent.device_at,
    PhoneEvent.received_at,
    PhoneEvent.skew_s,
    PhoneEvent.device_id,
    PhoneEvent.boot_id,
    PhoneEvent.counter_ms,
)


def clock_support_of(uow: UnitOfWork, event: PhoneEvent) -> ClockSupport:
    """Judge the time that a stored message names; all False where its phone sends no numbers."""
    if event.sequence is None:
        return UNKNOWN
    rows = uow.session.execute(
        select(*_COLUMNS).where(
            PhoneEvent.engineer_id == event.engineer_id,
            PhoneEvent.sequence.between(event.sequence - REACH, event.sequence + AHEAD),
        )
    ).all()
    return clock_support(_stamp(event), [_stamp(row) for row in _of_one_phone(event, rows)])


def is_vouched(uow: UnitOfWork, event: PhoneEvent) -> bool:
    """Whether a message that came late may prove something dated before what came earlier.

    A numbered one may if its number fits: given once, between numbers that the phone gave, and dated
    between theirs.  One without a number may only where no phone of the engineer numbers its messages:
    leaving the numbers out, or naming another phone, must not be worth more than sending them.
    """
    if event.sequence is None:
        return not _numbers_its_messages(uow, event)
    rows = uow.session.execute(
        select(*_COLUMNS).where(
            PhoneEvent.engineer_id == event.engineer_id,
            PhoneEvent.sequence.between(event.sequence - AHEAD, event.sequence + AHEAD),
        )
    ).all()
    return in_its_row(_stamp(event), [_stamp(row) for row in _of_one_phone(event, rows)])


def _numbers_its_messages(uow: UnitOfWork, event: PhoneEvent) -> bool:
    numbered = select(PhoneEvent.id).where(
        PhoneEvent.engineer_id == event.engineer_id,
        PhoneEvent.received_at.between(event.received_at - NUMBERED, event.received_at),
        PhoneEvent.sequence.is_not(None),
    )
    return uow.session.scalars(numbered.limit(1)).first() is not None


def _of_one_phone(event: PhoneEvent, rows: Iterable[Any]) -> list[Any]:
    """Leave out what another phone of the engineer sent; a message that names no phone may be of any."""
    found = list(rows)
    named = {row.device_id for row in found if row.device_id}
    if event.device_id:
        return [row for row in found if row.device_id in (event.device_id, None)]
    return [row for row in found if not row.device_id] if len(named) > 1 else found


def _stamp(row: Any) -> Stamp:
    return Stamp(
        key=str(row.event_id),
        sequence=row.sequence,
        device_at=row.device_at,
        at=corrected(row.device_at, row.skew_s, row.received_at),
        received_at=row.received_at,
        boot_id=row.boot_id,
        counter_ms=row.counter_ms,
    )
