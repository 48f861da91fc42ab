"""Patterns to choose from: those that every installation has, and the company's own."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, select

from app.kernel import UnitOfWork
from app.kernel.errors import Invalid
from app.kernel.phrases import Phrase
from app.rosters.rules.patterns import BUILT_IN, Pattern, days_of_json
from app.rosters.tables import RosterPattern


def patterns(uow: UnitOfWork) -> list[Pattern]:
    """Every pattern that can be applied, the company's own last."""
    own = uow.session.scalars(own_patterns(active=True))
    return [*BUILT_IN.values(), *(read_pattern(one) for one in own)]


def own_patterns(*, active: bool) -> Select[RosterPattern]:
    """The company's own patterns by name: those in use, or those that were withdrawn."""
    return select(RosterPattern).where(RosterPattern.active.is_(active)).order_by(RosterPattern.name)


def withdrawn(uow: UnitOfWork) -> Sequence[RosterPattern]:
    """The company's patterns that are not on offer any more."""
    return uow.session.scalars(own_patterns(active=False)).all()


def pattern_of(uow: UnitOfWork, key: str) -> Pattern:
    """The pattern of a name or, of the company's own, of an id.

    Raises:
        Invalid: there is no such pattern, or it was withdrawn.
    """
    if key in BUILT_IN:
        return BUILT_IN[key]
    try:
        row = uow.session.get(RosterPattern, UUID(key))
    except ValueError:
        row = None
    if row is None:
        raise Invalid({"pattern": Phrase("there is no such pattern")})
    if not row.active:
        raise Invalid({"pattern": Phrase("was withdrawn")})
    return read_pattern(row)


def read_pattern(row: RosterPattern) -> Pattern:
    """A pattern of the company's own as rules know it."""
    return Pattern(str(row.id), row.name, days_of_json(row.days), row.crews, row.weekly)
