"""What an engineer's stored messages say about the clock of the phone that sent one of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_, select

from app.kernel import UnitOfWork
from app.phones.rules.counter_time import Tick, Tie
from app.phones.rules.phone_clock import UNKNOWN, ClockSupport, clock_support, corrected
from app.phones.rules.phone_stamps import Stamp, in_its_row
from app.phones.tables import Device, PhoneEvent

__all__ = ["ClockSupport", "clock_support_of", "is_vouched", "slips", "ties_of"]

NUMBERED = timedelta(days=30)
"""An engineer whose phone numbered a message so lately has one that numbers all of them."""

REACH = 1000
"""So many messages back a phone without a network is followed: a day of positions is fewer."""

AHEAD = 400
"""So many messages that were made later are looked at, for ones that came sooner."""

TOGETHER = timedelta(seconds=30)
"""Two phones that get their network back at the same place are heard within so long."""

_COLUMNS = (
    PhoneEvent.event_id,
    PhoneEvent.sequence,
    PhoneEvent.device_at,
    PhoneEvent.received_at,
    PhoneEvent.skew_s,
    PhoneEvent.device_id,
    PhoneEvent.boot_id,
    PhoneEvent.counter_ms,
    PhoneEvent.clock_off_s,
)


def clock_support_of(uow: UnitOfWork, event: PhoneEvent, reach: int = REACH) -> ClockSupport:
    """Judge the time that a stored message names; all False where its phone sends no numbers."""
    if event.sequence is None:
        return UNKNOWN
    device = _device_of(uow, event.engineer_id, event.device_id)
    own, others = _stamp(event), _around(uow, event, device, reach)
    ties = _call_ties(device)
    contact = _first_contact(own, others, ties)
    found = clock_support(own, [*others, contact] if contact else others, ties)
    if found.unbroken and _was_in_touch_otherwise(uow, event, own):
        return replace(found, unbroken=False)
    return found


def _was_in_touch_otherwise(uow: UnitOfWork, event: PhoneEvent, own: Stamp) -> bool:
    """Whether another phone of the engineer was heard between what a message tells and its receipt.

    Who could tell it there and then gains nothing by a second phone that was without a network.  Phones that
    come up from the same basement are heard one after the other.
    """
    until = event.received_at - TOGETHER
    live = and_(PhoneEvent.received_at.between(own.at, until), PhoneEvent.offline.is_(False))
    another = and_(PhoneEvent.engineer_id == event.engineer_id, PhoneEvent.device_id != event.device_id)
    if uow.session.scalars(select(PhoneEvent.id).where(another, live).limit(1)).first() is not None:
        return True
    others = select(Device).where(
        Device.engineer_id == event.engineer_id, Device.device_id != event.device_id
    )
    calls = [tie.at for one in uow.session.scalars(others) for tie in _call_ties(one)]
    return any(own.at <= at <= until for at in calls)


def _around(uow: UnitOfWork, event: PhoneEvent, device: Device | None, reach: int) -> list[Stamp]:
    """The messages of the same phone by their numbers, and those that were answered and are not kept."""
    low, high = (event.sequence or 0) - reach, (event.sequence or 0) + AHEAD
    rows = uow.session.execute(
        select(*_COLUMNS).where(
            PhoneEvent.engineer_id == event.engineer_id, PhoneEvent.sequence.between(low, high)
        )
    ).all()
    kept = [_stamp(row) for row in _of_one_phone(event, rows)]
    known = {event.sequence, *(one.sequence for one in kept)}
    unkept = [_unkept(marks) for marks in (device.unkept or [] if device else [])]
    return [*kept, *(one for one in unkept if low <= one.sequence <= high and one.sequence not in known)]


def _unkept(marks: dict[str, Any]) -> Stamp:
    times = {name: datetime.fromisoformat(marks[name]) for name in ("device_at", "received_at")}
    return _stamp(SimpleNamespace(**marks | times, event_id=f"unkept {marks['sequence']}"))


def _first_contact(own: Stamp, others: Iterable[Stamp], ties: Iterable[Tie]) -> Stamp | None:
    """What stands before the first number of an installation: the first call that told its counter.

    There was nothing to send yet.  Without a counter, a clock that was set back since would look the same.
    """
    first = min((one.sequence for one in others), default=own.sequence)
    tie = min((tie for tie in ties if tie.at <= own.at), key=lambda tie: tie.at, default=None)
    if tie is None or min(first, own.sequence) > 1:
        return None
    tick = tie.tick
    number = min(first, own.sequence) - 1
    return Stamp(
        "first contact", number, tick.shown, tie.at, tie.at, tick.boot_id, tick.counter_ms, vouched=True
    )


def ties_of(
    uow: UnitOfWork,
    engineer_id: UUID,
    device_id: str | None,
    boot_id: str,
    lowest_ms: int,
) -> list[Tie]:
    """Return what ties a phone's counter to our clock: calls, and messages of a boot whose time is known.

    Of these the last, and the last that was made before the counter showed `lowest_ms`.
    """
    calls = _call_ties(_device_of(uow, engineer_id, device_id))
    messages = (
        select(*_COLUMNS)
        .where(
            PhoneEvent.engineer_id == engineer_id,
            PhoneEvent.boot_id == boot_id,
            PhoneEvent.device_id == device_id if device_id else PhoneEvent.device_id.is_(None),
            PhoneEvent.counter_ms.is_not(None),
            or_(PhoneEvent.offline.is_(False), PhoneEvent.clock_off_s.is_not(None)),
        )
        .order_by(PhoneEvent.received_at.desc(), PhoneEvent.counter_ms.desc())
        .limit(1)
    )
    earlier = messages.where(PhoneEvent.counter_ms <= lowest_ms)
    rows = [row for query in (messages, earlier) for row in uow.session.execute(query)]
    return [*calls, *(_tie(row) for row in rows)]


def _tie(row: Any) -> Tie:
    at = corrected(row.device_at, row.skew_s, row.received_at)
    return Tie(Tick(row.boot_id, row.counter_ms, row.device_at), at)


def _device_of(uow: UnitOfWork, engineer_id: UUID, device_id: str | None) -> Device | None:
    if not device_id:
        return None
    query = select(Device).where(Device.engineer_id == engineer_id, Device.device_id == device_id)
    return uow.session.scalars(query).first()


def _call_ties(device: Device | None) -> list[Tie]:
    return [
        Tie(Tick(boot_id, counter_ms, datetime.fromisoformat(shown)), datetime.fromisoformat(at))
        for boot_id, counter_ms, shown, at in (device.calls or [] if device else [])
    ]


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
    device = _device_of(uow, event.engineer_id, event.device_id)
    return in_its_row(_stamp(event), _around(uow, event, device, AHEAD))


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
        vouched=row.clock_off_s is not None,
    )
