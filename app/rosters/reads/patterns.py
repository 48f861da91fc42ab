"""Patterns to choose from: those that every installation has, and the company's own."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from app.kernel import UnitOfWork
from app.kernel.errors import Invalid
from app.kernel.phrases import Phrase
from app.rosters.rules.patterns import BUILT_IN, Pattern, days_of_json
from app.rosters.tables import RosterPattern


def patterns(uow: UnitOfWork) -> list[Pattern]:
    """Every pattern, the company's own last."""
    own = uow.session.scalars(select(RosterPattern).order_by(RosterPattern.name))
    return [*BUILT_IN.values(), *(_read(one) for one in own)]


def pattern_of(uow: UnitOfWork, key: str) -> Pattern:
    """The pattern of a name or, of the company's own, of an id.

    Raises:
        Invalid: there is no such pattern.
    """
    if key in BUILT_IN:
        return BUILT_IN[key]
    try:
        row = uow.session.get(RosterPattern, UUID(key))
    except ValueError:
        row = None
    if row is None:
        raise Invalid({"pattern": Phrase("there is no such pattern")})
    return _read(row)


def _read(row: RosterPattern) -> Pattern:
    return Pattern(str(row.id), row.name, days_of_json(row.days), row.crews, row.weekly)
