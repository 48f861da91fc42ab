"""A customer's own account: what is under way, what was done with its report, where machines stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from app.desk.reads import archive
from app.desk.reads.archive import Line
from app.desk.reads.customer_file import CustomerFile, customer_file
from app.kernel import UnitOfWork, visibility
from app.portal.reads.tracking import Tracking, tracking
from app.requests.rules.lifecycle import VisitState
from app.requests.tables import Rating, Visit

MOST_ENDED = 20
DONE = (VisitState.COMPLETED, VisitState.CONFIRMED)


@dataclass(frozen=True, slots=True)
class OwnRequest:
    """A request under way: who comes and when, as behind its link."""

    line: Line
    view: Tracking


@dataclass(frozen=True, slots=True)
class DoneVisit:
    """The last visit of an ended request that has a report, and the score that it got."""

    visit_id: UUID
    score: int | None


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """The account; `done` by request."""

    file: CustomerFile
    under_way: Sequence[OwnRequest]
    ended: Sequence[Line]
    done: Mapping[UUID, DoneVisit]


def own_account(uow: UnitOfWork, customer_id: UUID) -> OwnAccount:
    """Return a customer's account.

    Raises:
        NotFound: there is no such customer, or it is somebody else.
    """
    file = customer_file(uow, customer_id)
    open_lines = archive.lines(uow, [one.request for one in file.open_requests])
    ended = archive.lines(uow, [one.request for one in file.history[:MOST_ENDED]])
    return OwnAccount(
        file,
        [OwnRequest(line, tracking(uow, line.request.id, may_act=True)) for line in open_lines],
        ended,
        _done(uow, [line.request.id for line in ended]),
    )


def _done(uow: UnitOfWork, requests: Sequence[UUID]) -> dict[UUID, DoneVisit]:
    rows = uow.session.execute(
        select(Visit, Rating.score)
        .outerjoin(Rating, Rating.visit_id == Visit.id)
        .where(Visit.request_id.in_(requests), Visit.state.in_(DONE), visibility.rows(Visit, uow.principal))
        .order_by(Visit.ordinal)
    )
    return {visit.request_id: DoneVisit(visit.id, score) for visit, score in rows}
