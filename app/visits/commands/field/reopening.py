"""Judging messages again that wait for a person, because what they lacked has come since."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.phones.rules.kinds import Kind, Status
from app.phones.tables import PhoneEvent
from app.visits.commands.field.acceptance import EARLIER_YES
from app.visits.commands.field.context import VisitMessage
from app.visits.reads.departure_gate import lacking_at_departure

_EVIDENCE = (Kind.ANSWERS, Kind.PHOTO, Kind.SIGNATURE)
_NOT_HIS = frozenset({"visit_reassigned", "offer_gone"})
_AGAIN = ("already_accepted", "already_gone")


def reopen(message: VisitMessage) -> bool:
    """Take messages back from review to `held` whose reason `message`, just applied, has removed.

    A late acceptance does so for all messages from before it, when the visit was not the sender's, and so
    does one from before that counts again; evidence
    does so for a departure or an end that was refused for lack of it.  Returns whether there was any; the
    caller has what is held judged again.
    """
    kind, flags = message.event.kind, message.event.flags
    found: list[PhoneEvent] = []
    late_yes = kind == Kind.ACCEPT and not any(flag in _AGAIN for flag in flags)
    if late_yes or EARLIER_YES in flags:
        found = [event for event in _undecided(message) if _NOT_HIS.intersection(event.flags)]
    elif kind in _EVIDENCE:
        refused = [event for event in _undecided(message) if "refused_before" in event.flags]
        found = [event for event in refused if _is_complete(message, event)]
    for event in found:
        event.status = Status.HELD
    return bool(found)


def _undecided(message: VisitMessage) -> Sequence[PhoneEvent]:
    """What the same engineer sent about the visit and no person has decided about."""
    return message.uow.session.scalars(
        select(PhoneEvent).where(
            PhoneEvent.visit_id == message.visit.id,
            PhoneEvent.engineer_id == message.engineer_id,
            PhoneEvent.status == Status.NEEDS_REVIEW,
            PhoneEvent.reviewed_at.is_(None),
        )
    ).all()


def _is_complete(message: VisitMessage, event: PhoneEvent) -> bool:
    if event.kind == Kind.DEPART:
        return not lacking_at_departure(message.uow, message.visit, message.request, event)
    return event.kind == Kind.COMPLETE and message.event.kind == Kind.SIGNATURE
