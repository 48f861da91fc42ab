"""Whether a message repeats what was refused while the phone was online."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from app.phones.rules.envelope import corrected
from app.phones.rules.kinds import Kind, Status
from app.phones.tables import PhoneEvent
from app.visits.commands.field.context import VisitMessage

SAME_MOMENT = timedelta(seconds=2)
"""Device times so near are one: the same message under another id."""

SAME_TRY = timedelta(seconds=30)
"""Within this, what names the same code is the same try at the same thing."""

CLAIMS = frozenset({Kind.ACCEPT, Kind.DECLINE, Kind.ARRIVE, Kind.CONFIRM_ARRIVAL, Kind.INCOMPLETE})
"""Where the refusal said that something is not so; of the others it said that something was still missing."""

_WHOLE = frozenset({Kind.ACCEPT, Kind.DECLINE, Kind.DEPART, Kind.COMPLETE})
"""Of which a visit has one at a moment whatever their bodies say."""


def refusals_of(message: VisitMessage) -> Sequence[PhoneEvent]:
    """Return the engineer's refused messages of the same kind about this visit."""
    event = message.event
    return message.uow.session.scalars(
        select(PhoneEvent)
        .where(
            PhoneEvent.visit_id == event.visit_id,
            PhoneEvent.status == Status.REFUSED,
            PhoneEvent.engineer_id == event.engineer_id,
            PhoneEvent.kind == event.kind,
            PhoneEvent.id != event.id,
        )
        .order_by(PhoneEvent.id)
    ).all()


def was_refused(message: VisitMessage) -> bool:
    """Whether the message is one of these, whatever its id.

    It has the number of one that was refused, or its device time.  A claim that is dated before the refusal
    comes too late as well: the phone was online, and said something else.
    """
    return any(_is_again(message.event, refused) for refused in refusals_of(message))


def _is_again(event: PhoneEvent, refused: PhoneEvent) -> bool:
    if event.sequence is not None and event.sequence == refused.sequence and _maybe_one_phone(event, refused):
        return True
    kind, apart = Kind(event.kind), _apart(event, refused)
    if kind in CLAIMS:
        same_code = event.body.get("code") == refused.body.get("code")
        return apart <= SAME_MOMENT or _at(event) <= refused.received_at or (same_code and apart <= SAME_TRY)
    return apart <= SAME_MOMENT and (kind in _WHOLE or event.body == refused.body)


def _apart(event: PhoneEvent, refused: PhoneEvent) -> timedelta:
    """How far the times that both name lie apart, by the phone's clock or by ours."""
    return min(abs(event.device_at - refused.device_at), abs(_at(event) - _at(refused)))


def _at(event: PhoneEvent) -> datetime:
    return corrected(event.device_at, event.skew_s, event.received_at)


def _maybe_one_phone(a: PhoneEvent, b: PhoneEvent) -> bool:
    return a.device_id is None or b.device_id is None or a.device_id == b.device_id
