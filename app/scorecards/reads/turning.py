"""Pages of visits by the key of the row beside them, the newest first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_, select

from app.kernel import UnitOfWork
from app.kernel.keyset import KeyedPage
from app.scorecards.reads.cards import within
from app.scorecards.reads.subjects import Clause, ScorecardSubject, contributions_of
from app.scorecards.rules.figures import MonthSpan
from app.stars.tables import StarContribution

_A_DAY = timedelta(days=1)
Row = tuple[UUID, UUID]
"""A visit and its engineer: the key of a row."""


def of_months(uow: UnitOfWork, found: ScorecardSubject, span: MonthSpan) -> list[Clause]:
    """Return the conditions on the visits of a scorecard.

    The times leave nothing out, since months differ by their zones: an index of them is walked no further.
    """
    made, begin, end = StarContribution.requested_at, span.first.span("UTC")[0], span.last.span("UTC")[1]
    return [*contributions_of(uow, found), *within(span), made >= begin - _A_DAY, made < end + _A_DAY]


def turned(
    uow: UnitOfWork,
    chosen: Any,
    told: Callable[[Any], Any],
    size: int,
    *,
    after: Row | None = None,
    before: Row | None = None,
) -> KeyedPage:
    """Return a page: that behind a row, that before one, or the first.

    `chosen` selects the keys of visits, and `told` makes the query of what is shown of some of them, in the
    order of the page, whose rows begin with their key.
    """
    beside = before or after
    stands = _requested_at(uow, beside) if beside else None
    backwards = stands is not None and before is not None
    if beside and stands:
        chosen = chosen.where(*_beyond(stands, beside, newer=backwards))
    rows = uow.session.execute(told(_in_order(chosen, backwards=backwards).limit(size + 1))).all()
    more = len(rows) > size
    kept = rows[1:] if more and backwards else rows[:size]
    has_before, has_after = (more, True) if backwards else (stands is not None, more)
    return _page(kept, has_before=has_before, has_after=has_after)


def _page(kept: Sequence[Any], *, has_before: bool, has_after: bool) -> KeyedPage:
    if not kept:
        return KeyedPage(kept)
    first, last = (kept[0][0], kept[0][1]), (kept[-1][0], kept[-1][1])
    return KeyedPage(kept, first if has_before else None, last if has_after else None)


def newest_first(of: Any) -> tuple[Any, ...]:
    """Return the order of a page."""
    return of.requested_at.desc(), of.visit_id.desc(), of.engineer_id.desc()


def _requested_at(uow: UnitOfWork, row: Row) -> datetime | None:
    of = StarContribution
    return uow.session.scalar(
        select(of.requested_at).where(of.visit_id == row[0], of.engineer_id == row[1]).limit(1)
    )


def _in_order(query: Any, *, backwards: bool) -> Any:
    of = StarContribution
    oldest = (of.requested_at, of.visit_id, of.engineer_id)
    return query.order_by(*(oldest if backwards else newest_first(of)))


def _beyond(stands: datetime, row: Row, *, newer: bool) -> list[Any]:
    of = StarContribution
    if newer:
        at_least, further = of.requested_at >= stands, of.requested_at > stands
        keys = or_(of.visit_id > row[0], and_(of.visit_id == row[0], of.engineer_id > row[1]))
    else:
        at_least, further = of.requested_at <= stands, of.requested_at < stands
        keys = or_(of.visit_id < row[0], and_(of.visit_id == row[0], of.engineer_id < row[1]))
    return [at_least, or_(further, and_(of.requested_at == stands, keys))]
