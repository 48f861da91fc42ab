"""What became of each promise, for rows and for queries: the same rule in Python and in SQL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, false, or_, select

from app.kernel import UnitOfWork
from app.requests.rules.lifecycle import RequestState
from app.requests.rules.promise import KEPT, OUTCOME_IN_TIME, ArrivalVerdict, Outcome, PromiseFacts, outcome
from app.requests.tables import ServiceRequest, Visit


@dataclass(frozen=True, slots=True)
class Tally:
    """How many promises came to what."""

    counts: Mapping[Outcome, int]

    @property
    def total(self) -> int:
        """All that were counted."""
        return sum(self.counts.values())

    @property
    def kept(self) -> int:
        """Kept, whatever proves it."""
        return sum(self.counts[one] for one in KEPT)

    @property
    def decided(self) -> int:
        """Kept or broken: the base of all shares."""
        return self.kept + self.counts[Outcome.BROKEN]

    @property
    def kept_pct(self) -> float | None:
        """Kept in per cent of those kept or broken; None where none was."""
        return round(100 * self.kept / self.decided, 2) if self.decided else None


def tally(outcomes: Iterable[Outcome]) -> Tally:
    """Count outcomes; those that do not occur count 0."""
    counted = Counter(outcomes)
    return Tally({one: counted[one] for one in Outcome})


def told_kept(came_to: Outcome) -> bool | None:
    """Return whether the promise was kept; None where it is neither kept nor broken."""
    return True if came_to in KEPT else False if came_to is Outcome.BROKEN else None


def first_arrived(uow: UnitOfWork, request_id: UUID) -> Visit | None:
    """Return the visit that the promise is about once somebody arrived; None where nobody has."""
    visits = select(Visit).where(Visit.request_id == request_id).order_by(Visit.ordinal)
    found = uow.session.scalars(visits).all()
    return promised_visit(found, uow.get(ServiceRequest, request_id).due_at) if found else None


def shown_arrival(
    request: ServiceRequest, visit: Visit, first: Visit | None
) -> tuple[datetime | None, datetime | None]:
    """Return when the engineer of `visit` arrived, as it counts, and as recorded where that is otherwise.

    Only the arrival that the promise is about, that of `first`, is ever set right.
    """
    is_first = first is not None and first.id == visit.id and request.arrival_engineer_id is None
    if not is_first or not request.arrival_by_person or request.on_site_at == visit.on_site_at:
        return visit.on_site_at, None
    return request.on_site_at, visit.on_site_at


def promised_visit(visits: Sequence[Visit], due_at: datetime) -> Visit | None:
    """Of a request's visits in order, return the one that the promise is about; None where nobody arrived.

    One to which nobody came, as a person settled it, does not count; nor does a doubtful one where that of
    a later visit is not, and in time.
    """
    arrived = [v for v in visits if v.on_site_at is not None and v.arrival_settled in (None, "arrived")]
    if len(arrived) > 1 and _is_doubtful(arrived[0]):
        sound = (v for v in arrived if not _is_doubtful(v) and v.on_site_at and v.on_site_at <= due_at)
        return next(sound, arrived[0])
    return arrived[0] if arrived else None


def _is_doubtful(visit: Visit) -> bool:
    return visit.arrival_settled is None and visit.arrival_verdict == ArrivalVerdict.DOUBTFUL


def outcome_of(request: Any, now: datetime) -> Outcome:
    """Return what became of the promise of `request`, an entity or a row of these five columns."""
    return outcome(facts_of(request), now)


def facts_of(request: Any) -> PromiseFacts:
    """Return what the outcome of `request` depends on."""
    verdict = request.arrival_verdict
    return PromiseFacts(
        due_at=request.due_at,
        cancelled=request.state == RequestState.CANCELLED,
        on_site_at=request.on_site_at,
        arrival=ArrivalVerdict(verdict) if verdict else None,
        solved_remotely_at=request.solved_remotely_at,
    )


def has_outcome(wanted: Collection[Outcome], now: datetime) -> ColumnElement[bool]:
    """Return the condition on `service_requests` that `outcome_of` gives one of `wanted`."""
    return or_(false(), *(_condition(one, now) for one in wanted))


def _condition(wanted: Outcome, now: datetime) -> ColumnElement[bool]:
    request = ServiceRequest
    if wanted is Outcome.CANCELLED:
        return request.state == RequestState.CANCELLED
    return and_(request.state != RequestState.CANCELLED, *_implied(wanted, now), _told(now) == wanted)


def _implied(wanted: Outcome, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """What an outcome says of single columns, where an index finds it: many outcomes are few of many."""
    request = ServiceRequest
    nobody = request.on_site_at.is_(None)
    if wanted is Outcome.OPEN:
        return nobody, request.solved_remotely_at.is_(None), request.due_at >= now
    if wanted is Outcome.SOLVED_REMOTELY:
        return nobody, request.solved_remotely_at.is_not(None)
    if wanted is Outcome.BROKEN:  # as the index `ix_service_requests_not_in_time` says it
        late = request.solved_remotely_at > request.due_at
        unsolved = or_(request.solved_remotely_at.is_(None), late)
        return (or_(request.on_site_at > request.due_at, and_(nobody, unsolved)),)
    if wanted is Outcome.KEPT_PLAUSIBLE:  # of an arrival without a verdict too
        return ()
    return tuple(request.arrival_verdict == one for one, found in OUTCOME_IN_TIME.items() if found is wanted)


def outcome_column(now: datetime) -> ColumnElement[str]:
    """Return what `outcome_of` gives, as a column of queries for `service_requests`."""
    return case((ServiceRequest.state == RequestState.CANCELLED, Outcome.CANCELLED), else_=_told(now))


def _told(now: datetime) -> ColumnElement[str]:
    """What became of a promise that was not called off."""
    request = ServiceRequest
    in_time = case(
        *((request.arrival_verdict == verdict, found) for verdict, found in OUTCOME_IN_TIME.items()),
        else_=Outcome.KEPT_PLAUSIBLE,
    )
    return case(
        (request.on_site_at > request.due_at, Outcome.BROKEN),
        (request.on_site_at.is_not(None), in_time),
        (request.solved_remotely_at > request.due_at, Outcome.BROKEN),
        (request.solved_remotely_at.is_not(None), Outcome.SOLVED_REMOTELY),
        (request.due_at >= now, Outcome.OPEN),
        else_=Outcome.BROKEN,
    )
