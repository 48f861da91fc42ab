"""Which events a subscription asks for: exact kinds, families such as `alert.*`, or `*` for all the work."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, false, not_, or_

from app.kernel.tables import Event

PATTERN = re.compile(r"\*|[a-z_]+\.(\*|[a-z_]+(\.[a-z_]+)?)")
EVERYTHING = "*"
NOT_THE_WORK = ("user.", "token.", "subscription.")
"""Families that `*` leaves out: sign-ins and the outbox's own affairs go out only when they are named."""


def asked_for(kinds: Sequence[str]) -> ColumnElement[bool]:
    """Return the clause that an event's kind is one of `kinds`."""
    exact = [kind for kind in kinds if not kind.endswith(EVERYTHING)]
    families = [kind.removesuffix(EVERYTHING) for kind in kinds if kind.endswith(".*")]
    clauses: list[ColumnElement[bool]] = [Event.kind.startswith(one, autoescape=True) for one in families]
    if exact:
        clauses.append(Event.kind.in_(exact))
    if EVERYTHING in kinds:
        clauses.append(and_(*(not_(Event.kind.startswith(family)) for family in NOT_THE_WORK)))
    return or_(*clauses) if clauses else false()
