"""Return visits for which a part is missing, and of which nobody has said yet when they may begin."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from sqlalchemy import ColumnElement, and_, exists
from sqlalchemy.orm import aliased

from app.requests.rules.lifecycle import VisitState
from app.requests.rules.returns import PART_MISSING, waits_for_part
from app.requests.tables import Visit


def before(visits: Sequence[Visit], visit: Visit) -> Visit | None:
    """Return the visit of the same request that came before, of `visits` in order; None of the first."""
    return next((one for one in reversed(visits) if one.ordinal < visit.ordinal), None)


def is_held_back(visits: Sequence[Visit], visit: Visit) -> bool:
    """Tell whether a visit waits for a part, and for a word when that is there."""
    last = before(visits, visit)
    ended_for = last.end_reason if last is not None and last.state == VisitState.INCOMPLETE else None
    return waits_for_part(visit.state, visit.not_before_at, ended_for)


@cache
def held_back() -> ColumnElement[bool]:
    """Return the condition on `visits` that says the same; built once, since an alias copies every column."""
    last = aliased(Visit)
    lacked = exists().where(
        last.request_id == Visit.request_id,
        last.ordinal == Visit.ordinal - 1,
        last.state == VisitState.INCOMPLETE,
        last.end_reason.startswith(PART_MISSING),
    )
    return and_(
        Visit.state == VisitState.PLANNED,
        Visit.ordinal > 1,
        Visit.not_before_at.is_(None),
        lacked.correlate(Visit),
    )
