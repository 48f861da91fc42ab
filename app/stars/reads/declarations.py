"""Declarations as managers see them: those of the territories that they answer for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select

from app.kernel import Principal, UnitOfWork
from app.kernel.errors import NotFound
from app.kernel.paging import Page, page_of
from app.registers.tables import Engineer, Territory
from app.requests.tables import ServiceRequest, Visit
from app.stars.tables import StarContribution, StarDeclaration
from app.teams.reads.managed import managed_territories


@dataclass(frozen=True, slots=True)
class AboutVisit:
    """The visit that something may be declared of."""

    visit_id: UUID
    request_id: UUID
    code: str
    engineer: str
    territory_id: UUID
    requested_at: datetime


@dataclass(frozen=True, slots=True)
class DeclarationView:
    """A declaration with its territory, its visit where it is about one, and how many visits it bears on."""

    row: StarDeclaration
    territory: str
    zone: str
    visit: AboutVisit | None
    visits: int


def declarations(
    uow: UnitOfWork, who: Principal, territory_id: UUID | None = None, visit_id: UUID | None = None
) -> Select[StarDeclaration]:
    """Return the query of those of the caller's territories, the newest first."""
    query = select(StarDeclaration)
    own = managed_territories(uow, who)
    if own is not None:
        query = query.where(StarDeclaration.territory_id.in_(own))
    if territory_id is not None:
        query = query.where(StarDeclaration.territory_id == territory_id)
    if visit_id is not None:
        query = query.where(StarDeclaration.visit_id == visit_id)
    return query.order_by(StarDeclaration.declared_at.desc(), StarDeclaration.id.desc())


def declarations_shown(uow: UnitOfWork, who: Principal, number: int, size: int) -> Page:
    """Return a page of them as they are shown."""
    page = page_of(uow, declarations(uow, who), number, size)
    return Page([_view(uow, row) for row in page.rows], page.number, page.size, page.total)


def declaration_of(uow: UnitOfWork, who: Principal, key: UUID) -> DeclarationView:
    """Return one as it is shown.

    Raises:
        NotFound: there is none, or the caller does not answer for its territory.
    """
    row = uow.get(StarDeclaration, key)
    require_own(uow, who, row.territory_id, "star_declaration", key)
    return _view(uow, row)


def require_own(uow: UnitOfWork, who: Principal, territory_id: UUID, kind: str, key: object) -> None:
    """Let pass who answers for the territory.

    Raises:
        NotFound: the caller does not.
    """
    own = managed_territories(uow, who)
    if own is not None and territory_id not in own:
        raise NotFound(kind, key)


def own_territories_by_name(uow: UnitOfWork, who: Principal) -> list[tuple[str, str]]:
    """Return the territories that the caller may declare something of."""
    own = managed_territories(uow, who)
    rows = uow.session.execute(select(Territory.id, Territory.name).order_by(Territory.name))
    return [(str(key), name) for key, name in rows if own is None or key in own]


def about_visit(uow: UnitOfWork, visit_id: UUID) -> AboutVisit:
    """Return a visit that something is, or may be, declared of.

    Raises:
        NotFound: there is none.
    """
    row = uow.session.execute(
        select(
            *(Visit.id, Visit.request_id, ServiceRequest.code, func.coalesce(Engineer.name, "")),
            *(ServiceRequest.territory_id, ServiceRequest.requested_at),
        )
        .join(ServiceRequest, ServiceRequest.id == Visit.request_id)
        .outerjoin(Engineer, Engineer.id == Visit.engineer_id)
        .where(Visit.id == visit_id)
    ).one_or_none()
    if row is None:
        raise NotFound("visit", visit_id)
    return AboutVisit(*row)


def _view(uow: UnitOfWork, row: StarDeclaration) -> DeclarationView:
    territory = uow.get(Territory, row.territory_id)
    counted = select(func.count()).select_from(StarContribution)
    visits = uow.session.scalar(counted.where(StarContribution.declaration_id == row.id)) or 0
    visit = about_visit(uow, row.visit_id) if row.visit_id else None
    return DeclarationView(row, territory.name, territory.time_zone, visit, visits)
