"""What phones say of visits that are not their engineers' any more: who says that he is where, since when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, or_, select

from app.kernel import UnitOfWork
from app.phones.rules.claims import CLAIMING
from app.phones.rules.envelope import corrected
from app.phones.rules.kinds import Kind, Status
from app.phones.tables import PhoneEvent
from app.registers.tables import Engineer
from app.requests.rules.lifecycle import LIVE_VISIT_STATES, OPEN_VISIT_STATES, VisitState
from app.requests.tables import Visit


@dataclass(frozen=True, slots=True)
class Claim:
    """What one engineer's phone reported of a visit, and how that stands now; `holder` has it.

    `came_at` is when it was first received.  The times are the phone's, set right by our clock.
    """

    visit: Visit
    engineer: Engineer
    holder: Engineer | None
    events: Sequence[PhoneEvent]

    @property
    def came_at(self) -> datetime:
        """Since when it has waited for a decision."""
        return min(event.received_at for event in self.events)

    @property
    def takeable(self) -> bool:
        """Whether the visit can still be given to him: nobody is on site, and it has not ended."""
        has_it = self.visit.engineer_id == self.engineer.id
        return self.visit.state in (LIVE_VISIT_STATES if has_it else OPEN_VISIT_STATES)

    def at(self, *kinds: Kind) -> datetime | None:
        """When something of these kinds happened by his word."""
        return min((happened_at(one) for one in self.events if one.kind in kinds), default=None)

    @property
    def departed_at(self) -> datetime | None:
        """When he set out."""
        return self.at(Kind.DEPART)

    @property
    def arrived_at(self) -> datetime | None:
        """When he was there."""
        return self.at(Kind.ARRIVE, Kind.CONFIRM_ARRIVAL)

    @property
    def ended_at(self) -> datetime | None:
        """When he was done, whether the work was or not."""
        return self.at(Kind.COMPLETE, Kind.INCOMPLETE)


def happened_at(event: PhoneEvent) -> datetime:
    """Return when it happened by the server's clock."""
    return corrected(event.device_at, event.skew_s, event.received_at)


def waiting(visit_id: UUID, engineer_id: UUID) -> Select[PhoneEvent]:
    """Return the query of an engineer's messages about a visit that wait for a decision."""
    return select(PhoneEvent).where(
        PhoneEvent.visit_id == visit_id,
        PhoneEvent.engineer_id == engineer_id,
        PhoneEvent.status.in_((Status.NEEDS_REVIEW, Status.HELD)),
        PhoneEvent.reviewed_at.is_(None),
    )


def claim(uow: UnitOfWork, visit_id: UUID, engineer_id: UUID) -> Claim | None:
    """Return what waits of an engineer's messages about a visit; None where nothing does.

    Raises:
        NotFound: there is no such visit or engineer.
    """
    visit, engineer = uow.get(Visit, visit_id), uow.get(Engineer, engineer_id)
    events = uow.session.scalars(waiting(visit_id, engineer_id)).all()
    return _claim(uow, visit, engineer, events) if events else None


def claims_of(uow: UnitOfWork, request_id: UUID) -> list[Claim]:
    """Return what engineers say who have not got a visit of a request, or whose visit was cancelled."""
    rows = uow.session.execute(
        select(Visit.ordinal, Engineer.number, Visit.id, Engineer.id)
        .join(PhoneEvent, PhoneEvent.visit_id == Visit.id)
        .join(Engineer, Engineer.id == PhoneEvent.engineer_id)
        .where(
            Visit.request_id == request_id,
            PhoneEvent.kind.in_(CLAIMING),
            PhoneEvent.status == Status.NEEDS_REVIEW,
            PhoneEvent.reviewed_at.is_(None),
            or_(
                Visit.engineer_id.is_(None),
                Visit.engineer_id != Engineer.id,
                Visit.state == VisitState.CANCELLED,
            ),
        )
        .distinct()
        .order_by(Visit.ordinal, Engineer.number)
    ).all()
    return [one for _, _, *ids in rows if (one := claim(uow, *ids)) is not None]


def _claim(uow: UnitOfWork, visit: Visit, engineer: Engineer, events: Sequence[PhoneEvent]) -> Claim:
    holder = uow.get(Engineer, visit.engineer_id) if visit.engineer_id else None
    return Claim(visit, engineer, holder, sorted(events, key=lambda one: (happened_at(one), one.id)))
