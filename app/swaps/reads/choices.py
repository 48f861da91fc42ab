"""What an engineer can offer, and to whom: his shifts to come, and his colleagues with theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from app.kernel import UnitOfWork
from app.registers.tables import Engineer, Territory
from app.swaps.reads.duties import Duty, duties_to_come
from app.swaps.rules.swapping import are_colleagues


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody with whom shifts can be swapped: his name and shifts, and no more of him."""

    engineer_id: UUID
    name: str
    number: str
    shifts: Sequence[Duty]


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be offered, and to whom; times are by the clock of `zone`."""

    zone: str
    shifts: Sequence[Duty]
    colleagues: Sequence[Colleague]


def choices_of(uow: UnitOfWork, engineer_id: UUID) -> Choices:
    """Return what this engineer can offer, and to whom."""
    own = uow.get(Engineer, engineer_id)
    zone = uow.get(Territory, own.territory_id).time_zone
    query = select(Engineer).where(Engineer.territory_id == own.territory_id, Engineer.active)
    others = [one for one in uow.session.scalars(query.order_by(Engineer.number)) if are_colleagues(own, one)]
    found = duties_to_come(uow, {own.id, *(one.id for one in others)}, zone)
    return Choices(
        zone,
        found.get(own.id, []),
        [Colleague(one.id, one.name, one.number, found.get(one.id, [])) for one in others],
    )
