"""Territories to choose from."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from app.kernel import UnitOfWork
from app.registers.hooks import own_territories
from app.registers.tables import Engineer, Territory


def active_territories(uow: UnitOfWork) -> list[tuple[UUID, str]]:
    """Return the active territories to choose from, by name."""
    rows = uow.session.execute(
        select(Territory.id, Territory.name).where(Territory.active).order_by(Territory.name)
    )
    return [(row.id, row.name) for row in rows]


def around(uow: UnitOfWork, territory_id: UUID | None = None) -> tuple[float, float, int] | None:
    """Return where a map begins: centre and metres around it of a territory, else of one's own, of any."""
    keys = [territory_id] if territory_id else list(own_territories(uow))
    found = select(Territory).where(Territory.active).order_by(Territory.code).limit(1)
    default = uow.settings.default_territory
    for narrower in (Territory.id.in_(keys), Territory.code == default):
        row = uow.session.scalars(found.where(narrower)).first()
        if row is not None:
            break
    else:
        row = uow.session.scalars(found).first()
    return (row.centre_lat, row.centre_lon, row.radius_m) if row else None


def zone_of_engineer(uow: UnitOfWork, engineer_id: UUID) -> str:
    """Return the time zone of an engineer's territory."""
    return uow.get(Territory, uow.get(Engineer, engineer_id).territory_id).time_zone


def zone_of_territory(uow: UnitOfWork, territory_id: UUID | None = None) -> str:
    """Return the zone that holds where nobody said one: the territory's, else the installation's.

    That is its default territory's, else that of the oldest which is in use.
    """
    found = select(Territory.time_zone).order_by(
        (Territory.id == territory_id).desc(),
        (Territory.code == uow.settings.default_territory).desc(),
        *(Territory.active.desc(), Territory.created_at, Territory.id),
    )
    return uow.session.scalars(found.limit(1)).first() or "UTC"
