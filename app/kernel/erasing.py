"""Erasing what events say of people, so that their chains still verify."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import delete, select

from app.kernel import UnitOfWork, ledger
from app.kernel.errors import NotFound
from app.kernel.events_of_ledger import PersonalDataErased
from app.kernel.tables import Event, EventPersonalData


def erase(uow: UnitOfWork, event_ids: Collection[int], reason: str) -> frozenset[int]:
    """Erase what these events say of people; returns the ids of those that had anything to be erased.

    The chain of each records that, without which it would count as damaged.  What events said before
    personal data stood beside the chain cannot be taken out of it.

    Raises:
        NotFound: one of the events does not exist.
    """
    places = select(Event.id, Event.stream, Event.number).where(Event.id.in_(event_ids))
    events = uow.session.execute(places.order_by(Event.stream, Event.number)).all()
    for unknown in sorted({*event_ids} - {event.id for event in events}):
        raise NotFound("record", unknown)
    gone = frozenset(
        uow.session.scalars(
            delete(EventPersonalData)
            .where(EventPersonalData.event_id.in_(event_ids))
            .returning(EventPersonalData.event_id)
        )
    )
    numbers: dict[str, list[int]] = defaultdict(list)
    for event in events:
        if event.id in gone:
            numbers[event.stream].append(event.number)
    for stream, erased in numbers.items():
        ledger.record(uow, stream, PersonalDataErased(numbers=erased, reason=reason))
    return gone
