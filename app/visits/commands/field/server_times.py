"""Times of a record that the server makes: by them alone may a record that was signed offline differ."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from app.phones.rules.envelope import corrected
from app.phones.rules.kinds import Kind, Status
from app.phones.tables import PhoneEvent
from app.visits.commands.field.context import VisitMessage
from app.visits.commands.field.devices import told_skews
from checklists import Change

CLOCK_TOLERANCE = timedelta(minutes=5)
"""So near lie two times that mean the same moment, on one phone's clock and another's."""

_SAID_BY = {
    "times.accepted_at": (Kind.ACCEPT,),
    "times.departed_at": (Kind.DEPART,),
    "times.on_site_at": (Kind.ARRIVE, Kind.INCOMPLETE),
}
_OFFICE = frozenset({"times.requested_at", "times.due_at"})
"""Times that no phone makes: an appointment changes one while the phone hears nothing."""


def flag_of(message: VisitMessage, differences: Sequence[Change]) -> str | None:
    """Return the flag for a signature whose record differs in such times alone; None if it differs in more.

    A time that the phone made must be shown as the phone said it, by its own clock or corrected; what the
    server made of it (clamped to the offer, the departure, the receipt) may lie anywhere.
    """
    if not differences or not all(_is_servers(message, change) for change in differences):
        return None
    allowed = CLOCK_TOLERANCE + timedelta(seconds=abs(message.event.skew_s))
    skews = (0.0, *told_skews(message.uow, message.engineer_id, message.event.device_id))
    by_clock = all(
        change.path in _SAID_BY and (_apart(change) <= allowed or _is_told(message, change, skews))
        for change in differences
    )
    return "clock_corrected" if by_clock else "times_by_server"


def _is_servers(message: VisitMessage, change: Change) -> bool:
    if change.kind != "changed":
        return False
    if change.path in _OFFICE:
        return True
    if change.path not in _SAID_BY:
        return False
    if _is_told(message, change, told_skews(message.uow, message.engineer_id, message.event.device_id)):
        return True
    said = _said(message, _SAID_BY[change.path])
    shown = datetime.fromisoformat(str(change.before))
    return (
        _apart(change) <= CLOCK_TOLERANCE
        or not said
        or any(abs(shown - at) <= CLOCK_TOLERANCE for at in said)
    )


def _is_told(message: VisitMessage, change: Change, skews: Sequence[float]) -> bool:
    """Whether the phone corrected its clock by what the server had told it, in the last days."""
    shown = datetime.fromisoformat(str(change.before))
    return any(
        abs(shown - event.device_at - timedelta(seconds=skew_s)) <= CLOCK_TOLERANCE
        for event in _messages(message, _SAID_BY[change.path])
        for skew_s in skews
        if skew_s
    )


def _apart(change: Change) -> timedelta:
    return abs(datetime.fromisoformat(str(change.after)) - datetime.fromisoformat(str(change.before)))


def _said(message: VisitMessage, kinds: Sequence[Kind]) -> list[datetime]:
    """When the engineer's phone said that it happened, by its clock and corrected; nothing if it did not."""
    return [
        at
        for event in _messages(message, kinds)
        for at in (event.device_at, corrected(event.device_at, event.skew_s, event.received_at))
    ]


def _messages(message: VisitMessage, kinds: Sequence[Kind]) -> Sequence[PhoneEvent]:
    return message.uow.session.scalars(
        select(PhoneEvent).where(
            PhoneEvent.visit_id == message.visit.id,
            PhoneEvent.engineer_id == message.engineer_id,
            PhoneEvent.kind.in_(kinds),
            PhoneEvent.status == Status.APPLIED,
        )
    ).all()
