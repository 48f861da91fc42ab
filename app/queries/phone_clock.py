"""What an engineer's stored messages say about the clock of the phone that sent one of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.models import PhoneEvent
from app.runtime import UnitOfWork
from dispatch.phone_clock import UNKNOWN, ClockSupport, Stamp, clock_support, corrected, skew_by_counter

__all__ = ["ClockSupport", "clock_support_of", "skews_by_counter"]

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
