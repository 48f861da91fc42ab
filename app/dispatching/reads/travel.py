"""The driving times that a territory is planned with: the setting's model, and what was learned about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.dispatching.tables import LearnedTimes
from app.kernel import UnitOfWork
from app.kernel.epoch import to_epoch
from app.registers.tables import Territory


@dataclass(frozen=True, slots=True)
class Travel:
    """What a snapshot has of these names; `spread` and `demand` have only what was learned."""

    travel: dict[str, Any]
    spread: dict[str, float]
    demand: dict[str, Any] | None = None


def basis_of(uow: UnitOfWork, territory: Territory) -> dict[str, Any]:
    """The territory's travel model as it is set, without anything learned."""
    settings = uow.runtime.settings
    basis: dict[str, Any] = {"circuity": territory.circuity, "speed_kmh": territory.speed_kmh}
    if settings.travel == "osrm":
        road = {"model": "osrm", "url": settings.osrm_url, "table_size": settings.osrm_table_size}
        return {**road, **basis}
    return {"model": "great_circle", **basis}


def travel_of(uow: UnitOfWork, territory: Territory) -> Travel:
    """The territory's travel model with what was learned about just this one."""
    travel = basis_of(uow, territory)
    learned = uow.session.get(LearnedTimes, territory.id)
    if learned is None:
        return Travel(travel, {})
    spread = {"service": learned.service_sigma}
    midnight = last_midnight(uow.now, territory.time_zone)
    midnight_s = to_epoch(midnight)
    if learned.basis == travel:
        spread["travel"] = learned.travel_sigma
        if learned.corrections is not None:
            travel = {**travel, "corrections": learned.corrections, "midnight_s": midnight_s}
    demand = of_day(learned.demand, midnight_s, midnight.weekday()) if learned.demand else None
    return Travel(travel, {name: sigma for name, sigma in spread.items() if sigma is not None}, demand)


def of_day(demand: dict[str, Any], midnight_s: int, weekday: int) -> dict[str, Any]:
    """A demand field on the origin of a day, which is that weekday."""
    return {**demand, "midnight_s": midnight_s, "weekday": weekday}


def last_midnight(at: datetime, time_zone: str) -> datetime:
    """When the local day of `at` began."""
    return at.astimezone(ZoneInfo(time_zone)).replace(hour=0, minute=0, second=0, microsecond=0)
