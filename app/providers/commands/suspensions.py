"""Suspending a provider, and lifting it: a person decides, and the planner plans anew at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from app.kernel import UnitOfWork, ledger, locks
from app.kernel.errors import Invalid
from app.kernel.said import ends_before, left_blank
from app.providers.errors import ProviderSuspensionLifted
from app.providers.events import ProviderSuspended, ProviderSuspensionEnded
from app.providers.reads.rights import require_provider
from app.providers.tables import ProviderSuspension
from app.registers.hooks import request_replan
from app.registers.tables import Engineer


@dataclass(frozen=True, slots=True)
class SuspensionSaid:
    """What is to be said of a provider; `until_on` None has no end."""

    provider_id: UUID
    reason: str
    from_on: date
    until_on: date | None = None


def suspend(uow: UnitOfWork, said: SuspensionSaid) -> ProviderSuspension:
    """Keep it; from its first day to its last the planner sends nobody of the provider.

    Raises:
        Invalid: names the fields.
        NotFound: there is no such provider, or the caller does not answer for it.
    """
    require_provider(uow, said.provider_id)
    wrong = left_blank(reason=said.reason) | ends_before(said.from_on, until_on=said.until_on)
    if wrong:
        raise Invalid(wrong)
    row = ProviderSuspension(
        id=uow.new_id(),
        provider_id=said.provider_id,
        reason=said.reason.strip(),
        from_on=said.from_on,
        until_on=said.until_on,
        set_by=uow.principal.name or uow.principal.key,
        set_at=uow.now,
        created_at=uow.now,
        updated_at=uow.now,
    )
    uow.session.add(row)
    uow.session.flush()
    told = ProviderSuspended(
        suspension_id=row.id,
        provider_id=row.provider_id,
        from_on=row.from_on.isoformat(),
        until_on=row.until_on.isoformat() if row.until_on else None,
        reason=row.reason,
    )
    ledger.record(uow, f"provider:{row.provider_id}", told)
    plan_anew(uow, row.provider_id, "provider suspended")
    return row


def lift(uow: UnitOfWork, key: UUID, note: str) -> ProviderSuspension:
    """End it now; what was said stays on record.

    Raises:
        NotFound: there is none, or the caller does not answer for the provider.
        ProviderSuspensionLifted: it was lifted before.
    """
    row = locks.row(uow, ProviderSuspension, key)
    require_provider(uow, row.provider_id)
    if row.lifted_at is not None:
        raise ProviderSuspensionLifted
    row.lifted_at, row.lifted_note = uow.now, note.strip()
    row.lifted_by, row.updated_at = uow.principal.name or uow.principal.key, uow.now
    told = ProviderSuspensionEnded(suspension_id=row.id, provider_id=row.provider_id, note=row.lifted_note)
    ledger.record(uow, f"provider:{row.provider_id}", told)
    plan_anew(uow, row.provider_id, "provider suspension lifted")
    return row


def plan_anew(uow: UnitOfWork, provider_id: UUID, why: str) -> None:
    """Have the territories planned in which the provider has people."""
    places = select(Engineer.territory_id).where(Engineer.provider_id == provider_id, Engineer.active)
    for key in uow.session.scalars(places.distinct().order_by(Engineer.territory_id)):
        request_replan(uow, key, why)
