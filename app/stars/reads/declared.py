"""The declarations that hold, for working facts out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select

from app.kernel import UnitOfWork
from app.stars.rules.leaving_out import Declared, DeclaredReason, that_holds
from app.stars.tables import StarDeclaration


class Declarations:
    """All that hold, asked visit by visit."""

    def __init__(self, those: Sequence[Declared]) -> None:
        self._of_visit: dict[UUID, list[Declared]] = defaultdict(list)
        self._of_territory: dict[UUID, list[Declared]] = defaultdict(list)
        for one in those:
            if one.visit_id is not None:
                self._of_visit[one.visit_id].append(one)
            elif one.territory_id is not None:
                self._of_territory[one.territory_id].append(one)

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self._of_visit or self._of_territory)

    def about(
        self, visit_id: UUID, territory_id: UUID, begins_at: datetime, due_at: datetime
    ) -> Declared | None:
        """Return the one that counts of a visit whose promise ran from `begins_at` to `due_at`."""
        may = (*self._of_visit.get(visit_id, ()), *self._of_territory.get(territory_id, ()))
        if not may:
            return None
        return that_holds(one for one in may if one.bears_on(visit_id, territory_id, begins_at, due_at))


def declarations_that_hold(uow: UnitOfWork, ended_since: datetime) -> Declarations:
    """Read those not withdrawn that are of single visits, or of spans that ended since."""
    rows = uow.session.scalars(
        select(StarDeclaration)
        .where(StarDeclaration.withdrawn_at.is_(None))
        .where(or_(StarDeclaration.visit_id.is_not(None), StarDeclaration.until_at >= ended_since))
    )
    return Declarations(
        [
            Declared(
                row.id,
                DeclaredReason(row.reason),
                row.counts_half,
                row.declared_at,
                row.visit_id,
                row.territory_id,
                row.from_at,
                row.until_at,
            )
            for row in rows
        ]
    )
