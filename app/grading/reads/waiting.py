"""What waits for whoever is signed in: grades to score, to approve and to publish, and appeals to answer."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, not_, or_, select

from app.grading.reads.grades import answered_for, has_part_in, is_about
from app.grading.rules.clocks import begins_at
from app.grading.rules.states import GradeState
from app.grading.tables import GradeAppeal, GradeOfYear
from app.kernel import UnitOfWork
from app.kernel.local_dates import local_date
from app.kernel.standing import Standing
from app.stars.reads.facts import zone_of_all

_DAY = timedelta(days=1)


def standing(uow: UnitOfWork) -> Standing:
    """Return how that stands; appeals have a clock."""
    asked = select(func.count(), func.min(GradeOfYear.updated_at)).where(_mine(uow))
    count, oldest = uow.session.execute(asked).one()
    due: date | None = uow.session.scalar(
        select(func.min(GradeAppeal.answer_due_on))
        .join(GradeOfYear, GradeOfYear.id == GradeAppeal.grade_id)
        .where(GradeAppeal.outcome.is_(None), _mine(uow))
    )
    return Standing(count, oldest, begins_at(due + _DAY, zone_of_all(uow)) if due else None)


def to_do(uow: UnitOfWork) -> Select[Any]:
    """Select these grades."""
    return select(GradeOfYear.id).where(_mine(uow))


def waits_for_me(uow: UnitOfWork) -> Select[Any]:
    """Select them as rows, the longest waiting first."""
    return select(GradeOfYear).where(_mine(uow)).order_by(GradeOfYear.updated_at, GradeOfYear.id)


def open_appeal() -> ColumnElement[bool]:
    """Tell, in SQL, which grades have an appeal that nobody has answered."""
    unanswered = (GradeAppeal.grade_id == GradeOfYear.id, GradeAppeal.outcome.is_(None))
    return exists().where(*unanswered).correlate(GradeOfYear)


def _mine(uow: UnitOfWork) -> ColumnElement[bool]:
    """What the caller himself may do next; what waits for others is left out."""
    who, of = uow.principal, GradeOfYear
    today = local_date(uow.now, zone_of_all(uow))
    no_part = not_(has_part_in(who.user_id))
    return and_(
        answered_for(uow, who),
        not_(is_about(who)),
        or_(
            of.state == GradeState.FROZEN,
            and_(of.state == GradeState.CALIBRATED, no_part),
            and_(of.state == GradeState.NOTICED, open_appeal(), no_part),
            and_(
                of.state == GradeState.NOTICED,
                of.noticed_on <= today - 8 * _DAY,
                not_(open_appeal()),
            ),
        ),
    )
