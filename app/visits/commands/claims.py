"""Deciding once about all that one phone reported of a visit that was somebody else's by then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from app.dispatching.commands import claimed
from app.kernel import UnitOfWork, locks
from app.kernel.errors import NotFound
from app.phones.rules.claims import CLAIMING
from app.phones.rules.kinds import Kind, Status
from app.phones.tables import PhoneEvent
from app.registers.commands.locks import locked_engineers
from app.registers.tables import Engineer
from app.requests.commands.locks import locked_visit
from app.requests.tables import ServiceRequest, Visit
from app.visits.commands.field import reviewed
from app.visits.commands.reviews import ReviewOutcome, settled
from app.visits.errors import AlreadyDecided, NotApplicable
from app.visits.reads.claims import happened_at, waiting

_ENDS = (Kind.COMPLETE, Kind.INCOMPLETE)


@dataclass(frozen=True, slots=True)
class Decided:
    """What was settled, and what could not be: that waits for a decision of its own."""

    settled: Sequence[PhoneEvent]
    left: Sequence[PhoneEvent]


def take(uow: UnitOfWork, visit_id: UUID, engineer_id: UUID, note: str) -> Decided:
    """Say that the sender went there: the visit is his, and all that he reported acts, in its order.

    An arrival is judged like any other.  What the state does not allow all the same is left.

    Raises:
        NotFound: there is no such visit or engineer, or he reported nothing.
        AlreadyDecided: somebody has decided.
        VisitFrozen: somebody is on site.
        VisitOver: the visit has ended.
        EngineerEngaged: the sender is on site elsewhere, and did not report the end of this visit.
    """
    locked_engineers(uow, [engineer_id])
    visit, request, events = _opened(uow, visit_id, engineer_id)
    if visit.engineer_id != engineer_id:
        _give(uow, visit, engineer_id, events)
    done, left = [], []
    for event in events:
        if event.status not in (Status.NEEDS_REVIEW, Status.HELD):
            continue  # what it waited for has just come
        try:
            reviewed.apply(uow, event, visit, request)
        except NotApplicable:
            left.append(event)
        else:
            done.append(settled(uow, event, ReviewOutcome.APPLIED, note))
    return Decided(done, left)


def refuse(uow: UnitOfWork, visit_id: UUID, engineer_id: UUID, note: str) -> Decided:
    """Say that the sender did not go there: nothing of it counts, and all stays on record as it came.

    Raises:
        NotFound, AlreadyDecided: as for `take`.
    """
    _, _, events = _opened(uow, visit_id, engineer_id)
    return Decided([settled(uow, one, ReviewOutcome.SET_ASIDE, note) for one in events], ())


def _give(uow: UnitOfWork, visit: Visit, engineer_id: UUID, events: Sequence[PhoneEvent]) -> None:
    claims = [event for event in events if event.kind in CLAIMING]
    went_at = min(map(happened_at, claims or events))
    claimed.give(
        uow,
        visit,
        uow.get(Engineer, engineer_id),
        went_at,
        ended=any(event.kind in _ENDS for event in claims),
    )


def _opened(
    uow: UnitOfWork, visit_id: UUID, engineer_id: UUID
) -> tuple[Visit, ServiceRequest, list[PhoneEvent]]:
    """Lock the visit, and what waits of the engineer's messages about it, in the order of what happened."""
    visit, request = locked_visit(uow, visit_id)
    events = locks.rows(uow, waiting(visit_id, engineer_id).order_by(PhoneEvent.id))
    if not events:
        _refuse_decided(uow, visit_id, engineer_id)
    return visit, request, sorted(events, key=lambda one: (happened_at(one), one.id))


def _refuse_decided(uow: UnitOfWork, visit_id: UUID, engineer_id: UUID) -> None:
    mine = (PhoneEvent.visit_id == visit_id, PhoneEvent.engineer_id == engineer_id)
    decided = select(PhoneEvent).where(*mine, PhoneEvent.reviewed_at.is_not(None))
    last = uow.session.scalars(decided.order_by(PhoneEvent.reviewed_at.desc()).limit(1)).first()
    if last is None or last.reviewed_at is None:
        raise NotFound("PhoneEvent", visit_id)
    raise AlreadyDecided(last.reviewed_by or "", last.reviewed_at, last.review_outcome or "")
