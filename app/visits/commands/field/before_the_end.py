"""Whether a phone's own numbers vouch that a message was made before the one that ended the visit."""

from __future__ import annotations

from sqlalchemy import select

from app.phones.reads.phone_clock import clock_support_of, is_vouched
from app.phones.rules.kinds import Kind, Status
from app.phones.tables import PhoneEvent
from app.visits.commands.field.context import VisitMessage


def was_made_before_the_end(message: VisitMessage) -> bool:
    """Tell whether it was, by more evidence than the time that the phone gives.

    An end that was told online leaves nothing older on the phone, and one that the office recorded has no
    number: neither is vouched against, nor is a message without numbers or of another phone.
    """
    event, end = message.event, _end_of(message)
    if end is None or not end.offline or end.sequence is None or event.sequence is None:
        return False
    is_one_phone = event.device_id is not None and event.device_id == end.device_id
    if not is_one_phone or event.sequence >= end.sequence:
        return False
    return is_vouched(message.uow, event) and clock_support_of(message.uow, event).unbroken


def _end_of(message: VisitMessage) -> PhoneEvent | None:
    """The engineer's message that ended the visit; None where the office did."""
    return message.uow.session.scalars(
        select(PhoneEvent)
        .where(
            PhoneEvent.visit_id == message.visit.id,
            PhoneEvent.engineer_id == message.engineer_id,
            PhoneEvent.kind.in_([Kind.COMPLETE, Kind.INCOMPLETE]),
            PhoneEvent.status == Status.APPLIED,
        )
        .order_by(PhoneEvent.received_at, PhoneEvent.id)
        .limit(1)
    ).one_or_none()
