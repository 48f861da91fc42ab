"""Where the requests and visits of a month lie: ids come in the order of time, and so together on the disk.

That they lie between two ids follows from what they are; said so, PostgreSQL reads this part of each table.
Otherwise it takes a month's rows for scattered, and goes through those of all years in every query.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select

from app.kernel import UnitOfWork
from app.kernel.plain_ids import IdText
from app.requests.tables import ServiceRequest, Visit


@dataclass(frozen=True, slots=True)
class IdSpans:
    """The condition on requests, joined with their visits; the first and the last id of both."""

    made: ColumnElement[bool]
    requests: tuple[UUID, UUID]
    visits: tuple[UUID, UUID]

    def holds(self) -> ColumnElement[bool]:
        """Return the condition on requests joined with their visits."""
        return and_(
            self.made,
            ServiceRequest.id.between(*self.requests),
            self.of_request(Visit.request_id),
            self.of_visit(Visit.id),
        )

    def of_request(self, column: Any) -> ColumnElement[bool]:
        """Return what follows of a column that names a request of these."""
        told: ColumnElement[bool] = column.between(*self.requests)
        return told

    def of_visit(self, column: Any) -> ColumnElement[bool]:
        """Return what follows of a column that names a visit of these."""
        told: ColumnElement[bool] = column.between(*self.visits)
        return told


def id_spans(uow: UnitOfWork, made: ColumnElement[bool]) -> IdSpans | None:
    """Look for the ids; None where no request was made, or none has a visit."""
    requests = _ends(uow, ServiceRequest.id, made)
    if requests is None:
        return None
    visits = _ends(uow, Visit.id, Visit.request_id.between(*requests))
    return None if visits is None else IdSpans(made, requests, visits)


def _ends(uow: UnitOfWork, column: Any, where: ColumnElement[bool]) -> tuple[UUID, UUID] | None:
    found = select(func.min(IdText(column)), func.max(IdText(column))).where(where)
    first, last = uow.session.execute(found).one()
    return (UUID(first), UUID(last)) if first else None
