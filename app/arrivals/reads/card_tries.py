"""What was typed behind a supervision card, and whether a link that it opened still acts.

A code opens the card only where the engineer has arrived, and acts no longer than it is a secret from him:
his phone telling it, or the visit going to somebody else, ends that at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.arrivals.events import CardEarly, CardOpened, CardRefused
from app.kernel import UnitOfWork
from app.kernel.tables import Event
from app.phones.tables import PhoneEvent
from app.requests.rules.lifecycle import VisitState
from app.requests.tables import ServiceRequest, Visit

MAKER = "card"
CARD_TRIES = (CardOpened.kind, CardRefused.kind, CardEarly.kind)

_ARRIVED = (VisitState.ON_SITE, VisitState.COMPLETED, VisitState.CONFIRMED, VisitState.INCOMPLETE)


@dataclass(frozen=True, slots=True)
class CardTry:
    """A code typed behind the card: opened, refused as wrong, or right and `early`, before any arrival."""

    at: datetime
    kind: str

    @property
    def right(self) -> bool:
        """Whether it was the customer's code."""
        return self.kind != CardRefused.kind


def maker_of(visit: Visit) -> str:
    """Name the maker of a link that a visit's card opened."""
    return f"{MAKER}:{visit.engineer_id}:{visit.id}"


def card_tries(uow: UnitOfWork, visit: Visit) -> Sequence[CardTry]:
    """Return what was typed behind the card about a visit, oldest first."""
    rows = uow.session.execute(
        select(Event.at, Event.kind)
        .where(Event.visit_id == visit.id, Event.kind.in_(CARD_TRIES))
        .order_by(Event.id)
    )
    return [CardTry(row.at, row.kind) for row in rows]


def has_arrived(visit: Visit, now: datetime) -> bool:
    """Whether an arrival is recorded, so that a card can be at the customer's door."""
    return visit.state in _ARRIVED and visit.on_site_at is not None and visit.on_site_at <= now


def is_told_by_phone(uow: UnitOfWork, visit: Visit) -> bool:
    """Whether an engineer's phone has told the visit's code, whatever was answered: then he knows it."""
    bodies = uow.session.scalars(select(PhoneEvent.body).where(PhoneEvent.visit_id == visit.id))
    return any(str(body.get("code") or "").strip() == visit.arrival_code for body in bodies)


def still_acts(uow: UnitOfWork, request_id: UUID, maker: str) -> bool:
    """Whether a link made behind a card still acts for the customer; one that names no visit does not."""
    kind, _, rest = maker.partition(":")
    engineer_id, _, visit_id = rest.partition(":")
    if kind != MAKER or not visit_id:
        return False
    visit, request = uow.session.get(Visit, UUID(visit_id)), uow.session.get(ServiceRequest, request_id)
    return (
        visit is not None
        and request is not None
        and visit.request_id == request.id
        and str(visit.engineer_id) == engineer_id
        and has_arrived(visit, uow.now)
        and not is_told_by_phone(uow, visit)
        and not _has_successor(uow, visit)
    )


def _has_successor(uow: UnitOfWork, visit: Visit) -> bool:
    later = select(Visit.id).where(Visit.request_id == visit.request_id, Visit.ordinal > visit.ordinal)
    return uow.session.scalars(later.limit(1)).first() is not None
