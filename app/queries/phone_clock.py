"""What an engineer's stored messages say about the clock of the phone that sent one of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.models import PhoneEvent
from app.runtime import UnitOfWork
from dispatch.phone_clock import UNKNOWN, ClockSupport, clock_support, corrected, skew_by_counter
from dispatch.phone_stamps import Stamp, in_its_row

__all__ = ["ClockSupport", "clock_support_of", "is_vouched", "skews_by_counter", "slips"]

NUMBERED = timedelta(days=30)
"""An engineer whose phone numbered a message so lately has one that numbers all of them."""

REACH = 1000
"""So many messages back a phone without a network is followed: a day of positions is fewer."""

AHEAD = 400
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


def clock_support_of(uow: UnitOfWork, event: PhoneEvent, reach: int = REACH) -> ClockSupport:
    """Judge the time that a stored message names; all False where its phone sends no numbers."""
    if event.sequence is None:
        return UNKNOWN
    rows = uow.session.execute(
        select(*_COLUMNS).where(
            PhoneEvent.engineer_id == event.engineer_id,
            PhoneEvent.sequence.between(event.sequence - reach, event.sequence + AHEAD),
        )
    ).all()
    return clock_support(_stamp(event), [_stamp(row) for row in _of_one_phone(event, rows)])


def skews_by_counter(uow: UnitOfWork, events: Sequence[PhoneEvent]) -> dict[UUID, float]:
    """Return the ids of those of new messages whose skew is another than was measured, with that skew.

    They came together, so that the last message before all of them that was sent online dates each.
    """
    counted = [one for one in events if one.counter_ms is not None and one.sequence is not None]
    found = {}
    for boot_id in {one.boot_id for one in counted if one.boot_id}:
        mine = [one for one in counted if one.boot_id == boot_id]
        live = _last_live(uow, mine[0], min(one.sequence or 0 for one in mine))
        skews = {one.id: skew_by_counter(_stamp(one), live) for one in mine} if live else {}
        found.update({key: skew_s for key, skew_s in skews.items() if skew_s is not None})
    return found


def _last_live(uow: UnitOfWork, event: PhoneEvent, before: int) -> Stamp | None:
    """The last message of the same boot with a lower number that was received as soon as it was made."""
    row = uow.session.execute(
        select(*_COLUMNS)
        .where(
            PhoneEvent.engineer_id == event.engineer_id,
            PhoneEvent.boot_id == event.boot_id,
            PhoneEvent.device_id == event.device_id if event.device_id else PhoneEvent.device_id.is_(None),
            PhoneEvent.sequence.between(before - REACH, before - 1),
            PhoneEvent.counter_ms.is_not(None),
            PhoneEvent.offline.is_(False),
        )
        .order_by(PhoneEvent.sequence.desc(), PhoneEvent.received_at.desc())
        .limit(1)
    ).first()
    return _stamp(row) if row else None


def slips(uow: UnitOfWork, events: Iterable[PhoneEvent]) -> bool:
    """Whether one of these messages contradicts the phone's own numbers, counter or clock."""
    found = (clock_support_of(uow, event, AHEAD) for event in events if event.sequence is not None)
    return any(clock.jumped or clock.slipped for clock in found)


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
