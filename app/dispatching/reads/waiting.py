"""Where those who have nothing to do wait best, by the newest plan: near a place that people know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.dispatching.tables import PlanRunRow
from app.kernel import UnitOfWork
from app.registers.tables import Engineer, Site
from dispatch.travel.great_circle import great_circle_m
from dispatch.travel.points import Point

FRESH = timedelta(hours=1)
"""A plan that is older says where requests came from at another hour."""

AROUND_DEG = 0.03
"""Some three kilometres: a place further away says nothing."""


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """An engineer without a visit, and the site that is next to where a request is expected."""

    engineer_id: UUID
    engineer: str
    near: str


def waiting(uow: UnitOfWork, territory_ids: Sequence[UUID] = ()) -> list[WaitingRow]:
    """Who waits best where in these territories (all without any), by the engineer's name."""
    chosen = select(PlanRunRow.expected).where(PlanRunRow.planned_at >= uow.now - FRESH)
    if territory_ids:
        chosen = chosen.where(PlanRunRow.territory_id.in_(territory_ids))
    moves = {
        UUID(one["engineer"]): _point(one) for told in uow.session.scalars(chosen) for one in _moves(told)
    }
    people = uow.session.execute(
        select(Engineer.id, Engineer.name).where(Engineer.id.in_(moves)).order_by(Engineer.name, Engineer.id)
    )
    found = [(key, name, _site_near(uow, moves[key])) for key, name in people]
    return [WaitingRow(key, name, near) for key, name, near in found if near is not None]


def _moves(told: dict[str, Any] | None) -> Sequence[dict[str, Any]]:
    return (told or {}).get("moves") or ()


def _point(move: dict[str, Any]) -> Point:
    lat, lon = move["to"]
    return (lat, lon)


def _site_near(uow: UnitOfWork, at: Point) -> str | None:
    """What the site next to a place is called; None where none is near."""
    lat, lon = at
    sites = uow.session.execute(
        select(Site.name, Site.lat, Site.lon).where(
            Site.active,
            Site.lat.between(lat - AROUND_DEG, lat + AROUND_DEG),
            Site.lon.between(lon - AROUND_DEG, lon + AROUND_DEG),
        )
    )
    distances = [
        (great_circle_m(at, (y, x)), name) for name, y, x in sites if y is not None and x is not None
    ]
    return min(distances)[1] if distances else None
