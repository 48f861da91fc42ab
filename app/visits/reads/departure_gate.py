"""What was checked off when an engineer left, whatever the order in which his messages came."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from app.kernel import UnitOfWork
from app.phones.reads.phone_clock import is_vouched
from app.phones.rules.phone_clock import corrected
from app.phones.tables import PhoneEvent
from app.requests.tables import ServiceRequest, Visit
from app.visits.reads.evidence import answers_of, checklists_of
from app.visits.tables import ChecklistAnswer
from checklists import Phase, missing

ONE_CLOCK_S = 60.0
"""Two messages whose clocks were found so nearly alike were dated by one clock, and it tells their order."""


def lacking_at_departure(
    uow: UnitOfWork, visit: Visit, request: ServiceRequest, departure: PhoneEvent
) -> list[str]:
    """Return the items of the five ones that were not checked off when `departure` was made."""
    later = _given_after(uow, visit.id, departure)
    state = answers_of(uow, visit.id, leave_out=later)
    return [
        entry.item for entry in missing(checklists_of(uow, visit, request), state.answers(), Phase.DEPART)
    ]


def _given_after(uow: UnitOfWork, visit_id: UUID, departure: PhoneEvent) -> frozenset[UUID]:
    """The rows of answers that were given after the departure."""
    rows = uow.session.execute(
        select(ChecklistAnswer, PhoneEvent)
        .outerjoin(
            PhoneEvent,
            (PhoneEvent.event_id == ChecklistAnswer.event_id)
            & (PhoneEvent.engineer_id == ChecklistAnswer.engineer_id),
        )
        .where(ChecklistAnswer.visit_id == visit_id)
    )
    return frozenset(answer.id for answer, message in rows if not _counts(uow, answer, message, departure))


def _counts(
    uow: UnitOfWork, answer: ChecklistAnswer, message: PhoneEvent | None, departure: PhoneEvent
) -> bool:
    """Whether it was given before the departure; a late one only if the phone's numbers prove it."""
    if not _is_before(answer, message, departure):
        return False
    return message is None or message.received_at <= departure.received_at or is_vouched(uow, message)


def _is_before(answer: ChecklistAnswer, message: PhoneEvent | None, departure: PhoneEvent) -> bool:
    left_at = corrected(departure.device_at, departure.skew_s, departure.received_at)
    if message is None or message.engineer_id != departure.engineer_id:
        return answer.device_at <= left_at
    one_phone = message.device_id == departure.device_id and message.boot_id == departure.boot_id
    if message.sequence is not None and departure.sequence is not None and one_phone:
        return message.sequence < departure.sequence
    one_clock = abs(message.skew_s - departure.skew_s) <= ONE_CLOCK_S
    by_phone = one_clock and message.device_at <= departure.device_at
    return by_phone or answer.device_at <= left_at
