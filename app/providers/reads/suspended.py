"""Whose provider is suspended, for those who send people to work; and the suspensions themselves."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select

from app.dispatching.hooks import Barring
from app.kernel import UnitOfWork, visibility
from app.providers.tables import ProviderSuspension
from app.registers.tables import Engineer
from dispatch.model.problem import Bar


def barring(uow: UnitOfWork, engineer_ids: Collection[UUID]) -> Barring:
    """Read the suspensions of these engineers' providers once; asking afterwards reads nothing more."""
    rows = uow.session.execute(
        select(Engineer.id, ProviderSuspension.from_on, ProviderSuspension.until_on)
        .join(ProviderSuspension, ProviderSuspension.provider_id == Engineer.provider_id)
        .where(ProviderSuspension.lifted_at.is_(None), Engineer.id.in_(set(engineer_ids)))
        .order_by(Engineer.id, ProviderSuspension.from_on)
    ).all()

    def barred(_skill_code: str, day: date) -> Mapping[UUID, Bar]:
        found: dict[UUID, Bar] = {}
        for key, begins, ends in rows:
            if begins <= day and (ends is None or day <= ends):
                found[key] = Bar(str(key), "provider_suspended", ends.isoformat() if ends else None)
        return found

    return barred


def suspensions(uow: UnitOfWork, provider_id: UUID | None = None) -> Select[ProviderSuspension]:
    """Return the query of those that the caller may see, the newest first."""
    query = select(ProviderSuspension).where(visibility.rows(ProviderSuspension, uow.principal))
    if provider_id is not None:
        query = query.where(ProviderSuspension.provider_id == provider_id)
    return query.order_by(ProviderSuspension.set_at.desc(), ProviderSuspension.id.desc())


def holds_on(day: date) -> ColumnElement[bool]:
    """Tell, in SQL, which suspensions hold on a day."""
    of = ProviderSuspension
    return and_(of.lifted_at.is_(None), of.from_on <= day, or_(of.until_on.is_(None), of.until_on >= day))


def suspended_now(uow: UnitOfWork, provider_ids: Collection[UUID], day: date) -> Mapping[UUID, date | None]:
    """Return which of these providers are suspended on a day, and until when; None has no end."""
    rows: Sequence[ProviderSuspension] = uow.session.scalars(
        select(ProviderSuspension)
        .where(ProviderSuspension.provider_id.in_(set(provider_ids)), holds_on(day))
        .order_by(ProviderSuspension.set_at)
    ).all()
    return {row.provider_id: row.until_on for row in rows}
