"""Which territory serves a point."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from app.kernel import UnitOfWork
from app.kernel.errors import Invalid
from app.kernel.phrases import Phrase
from app.registers.rules.areas import covers, distance_m
from app.registers.tables import Site, Territory
from dispatch.travel import Point


def find_territory(uow: UnitOfWork, point: Point, path: str = "site.point") -> Territory:
    """Return the active territory that covers `point`; where several do, the one with the nearest centre.

    Raises:
        Invalid: none does; `path` is the field named.
    """
    territories = uow.session.scalars(select(Territory).where(Territory.active).order_by(Territory.code))
    ranked = sorted(
        (distance_m(territory, point), territory.code, territory)
        for territory in territories
        if covers(territory, point)
    )
    if not ranked:
        raise Invalid({path: Phrase("lies in no territory that is served")})
    return ranked[0][2]


def without_point(uow: UnitOfWork, customer_id: UUID | None, path: str) -> Territory:
    """Return whose a place is that nobody can put on the map: the caller's, else the installation's default.

    The caller's is where the customer's other sites are.  Where no default is set it is the oldest: a caller
    is never sent away over it, and the place's own territory is found once its point is entered.

    Raises:
        Invalid: there is no territory at all; `path` is the field named.
    """
    own = (
        select(Territory)
        .join(Site, Site.territory_id == Territory.id)
        .where(Site.customer_id == customer_id, Territory.active)
        .order_by(Site.created_at.desc(), Site.id)
    )
    default = select(Territory).where(Territory.code == uow.settings.default_territory, Territory.active)
    oldest = select(Territory).where(Territory.active).order_by(Territory.created_at, Territory.code)
    for query in (own, default, oldest):
        if found := uow.session.scalars(query.limit(1)).first():
            return found
    raise Invalid({path: Phrase("is missing, the address was not found, and there is no territory yet")})
