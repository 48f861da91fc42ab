"""All that the office asks about one engineer: what is held, when on duty, what was done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select

from app.models import Engineer, Provider, ServiceRequest, Shift, Territory, Visit
from app.queries import archive, registry, visibility
from app.runtime import UnitOfWork

MAX_VISITED = 50
SHIFTS_AHEAD = timedelta(days=7)
FIGURES_OVER = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class EngineerFile:
    """`visited` newest first; `arrived` and `kept` count the promises of the last 90 days."""

    engineer: Engineer
    territory: Territory
    provider: Provider | None
    shifts: Sequence[Shift]
    visited: list[archive.Line]
    arrived: int
    kept: int


def engineer_file(uow: UnitOfWork, engineer_id: UUID) -> EngineerFile:
    """Return the file, with shifts that are running or begin within a week, and the last fifty requests.

    Raises:
        NotFound: there is no such engineer, or it is somebody else's.
    """
    engineer: Engineer = registry.one(uow, registry.REGISTERS["engineer"], engineer_id)
    mine = select(Visit.request_id).where(Visit.engineer_id == engineer_id, visibility.visits(uow.principal))
    newest = (
        select(ServiceRequest)
        .where(ServiceRequest.id.in_(mine))
        .order_by(ServiceRequest.requested_at.desc(), ServiceRequest.id.desc())
    )
    arrived, kept = _figures(uow, engineer_id)
    return EngineerFile(
        engineer=engineer,
        territory=uow.get(Territory, engineer.territory_id),
        provider=uow.get(Provider, engineer.provider_id) if engineer.provider_id else None,
        shifts=_shifts(uow, engineer_id),
        visited=archive.lines(uow, uow.session.scalars(newest.limit(MAX_VISITED)).all()),
        arrived=arrived,
        kept=kept,
    )


def _shifts(uow: UnitOfWork, engineer_id: UUID) -> Sequence[Shift]:
    ahead = (
        Shift.engineer_id == engineer_id,
        Shift.ends_at > uow.now,
        Shift.starts_at < uow.now + SHIFTS_AHEAD,
    )
    return uow.session.scalars(select(Shift).where(*ahead).order_by(Shift.starts_at)).all()


def _figures(uow: UnitOfWork, engineer_id: UUID) -> tuple[int, int]:
    """Count first visits alone: the promise is about the first arrival."""
    first = (
        select(func.count())
        .select_from(Visit)
        .join(ServiceRequest, ServiceRequest.id == Visit.request_id)
        .where(
            Visit.engineer_id == engineer_id,
            Visit.on_site_at == ServiceRequest.on_site_at,
            ServiceRequest.on_site_at >= uow.now - FIGURES_OVER,
        )
    )
    kept = first.where(ServiceRequest.on_site_at <= ServiceRequest.due_at)
    return uow.session.scalar(first) or 0, uow.session.scalar(kept) or 0
