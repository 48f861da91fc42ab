"""The stars that somebody held at a time: of a row in Python, and of all rows of a query in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from app.kernel import UnitOfWork
from app.registers.tables import Engineer, StarsFrom, StarsHeld

_NEWEST = (StarsHeld.from_at.desc(), StarsHeld.id.desc())


def held_at(whose: Any, at: Any, now: Any) -> ColumnElement[int]:
    """Return the stars held at an instant, in SQL: columns of whose, of when, and of those held today.

    Before the history begins it is what stood at its beginning; where there is none, what is held today.
    """
    stars = select(StarsHeld.stars).where(StarsHeld.subject_id == whose)
    then = stars.where(StarsHeld.from_at <= at).order_by(*_NEWEST).limit(1).scalar_subquery()
    first = stars.order_by(StarsHeld.from_at, StarsHeld.id).limit(1).scalar_subquery()
    return func.coalesce(then, first, now)


def provisional_at(whose: Any, at: Any) -> ColumnElement[bool]:
    """Return whether the stars held at an instant were a newcomer's, in SQL."""
    source = select(StarsHeld.source).where(StarsHeld.subject_id == whose, StarsHeld.from_at <= at)
    newest = source.order_by(*_NEWEST).limit(1).scalar_subquery()
    return func.coalesce(newest, "") == StarsFrom.NEWCOMER


def engineer_stars_at(uow: UnitOfWork, engineer: Engineer, at: datetime | None) -> int:
    """Return the stars that an engineer held at an instant; today's where none is given."""
    if at is None:
        return engineer.stars
    known = held_by(uow, engineer.id)
    then = [row.stars for row in known if row.from_at <= at]
    return then[0] if then else known[-1].stars if known else engineer.stars


def held_by(uow: UnitOfWork, subject_id: UUID) -> Sequence[StarsHeld]:
    """Return the whole history of somebody, the newest first."""
    found = select(StarsHeld).where(StarsHeld.subject_id == subject_id).order_by(*_NEWEST)
    return uow.session.scalars(found).all()
