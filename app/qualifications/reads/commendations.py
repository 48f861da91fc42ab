"""Praise as those see it who may, and how much of it, and of looking after others, counts in some days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, func, select

from app.kernel import UnitOfWork, visibility
from app.qualifications.rules.probation import ProbationOutcome
from app.qualifications.tables import Commendation, Probation
from app.registers.tables import Engineer
from app.requests.tables import ServiceRequest, Visit

RECENT = timedelta(days=90)
_MOST_VISITS = 40


def commendations(
    uow: UnitOfWork, engineer_id: UUID | None = None, *, standing: bool | None = None
) -> Select[Commendation]:
    """Return the query of those that the caller may see, the newest first."""
    query = select(Commendation).where(visibility.rows(Commendation, uow.principal))
    if engineer_id is not None:
        query = query.where(Commendation.engineer_id == engineer_id)
    if standing is not None:
        taken_back = Commendation.withdrawn_at
        query = query.where(taken_back.is_(None) if standing else taken_back.is_not(None))
    return query.order_by(Commendation.received_on.desc(), Commendation.id.desc())


def commendation_of(uow: UnitOfWork, key: UUID) -> Commendation:
    """Return one.

    Raises:
        NotFound: there is none that the caller may see.
    """
    return visibility.visible(uow, Commendation, key)


def received(uow: UnitOfWork, first: date, last: date) -> Mapping[UUID, Sequence[Commendation]]:
    """Return what stands of these days, both included, by engineer and day; whoever asks."""
    of = Commendation
    query = select(of).where(of.received_on.between(first, last), of.withdrawn_at.is_(None))
    found: dict[UUID, list[Commendation]] = {}
    for row in uow.session.scalars(query.order_by(of.received_on, of.id)):
        found.setdefault(row.engineer_id, []).append(row)
    return found


def praise_counted(uow: UnitOfWork, engineer_id: UUID, first: date, last: date) -> int:
    """Return how many commendations of these days stand."""
    of = Commendation
    query = select(func.count()).where(
        of.engineer_id == engineer_id, of.received_on.between(first, last), of.withdrawn_at.is_(None)
    )
    return uow.session.scalar(query) or 0


def mentored(uow: UnitOfWork, engineer_id: UUID, first: date, last: date) -> int:
    """Return how many probations ended well in these days under an engineer's eyes."""
    query = select(func.count()).where(
        Probation.mentor_id == engineer_id,
        Probation.outcome == ProbationOutcome.PASSED,
        Probation.ended_on.between(first, last),
    )
    return uow.session.scalar(query) or 0


def recent_visits(uow: UnitOfWork, engineer: Engineer) -> Sequence[tuple[UUID, str, datetime]]:
    """Return visits that praise may be about: id, code of the request and when he came, the newest first."""
    query = (
        select(Visit.id, ServiceRequest.code, Visit.on_site_at)
        .join(ServiceRequest, ServiceRequest.id == Visit.request_id)
        .where(Visit.engineer_id == engineer.id, Visit.on_site_at > uow.now - RECENT)
        .order_by(Visit.on_site_at.desc(), Visit.id)
        .limit(_MOST_VISITS)
    )
    return [(key, code, at) for key, code, at in uow.session.execute(query) if at is not None]


def request_praised(uow: UnitOfWork, row: Commendation) -> ServiceRequest | None:
    """Return the request whose visit it is about."""
    return uow.get(ServiceRequest, uow.get(Visit, row.visit_id).request_id) if row.visit_id else None
