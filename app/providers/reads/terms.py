"""What is agreed with providers, on a day and over time; nothing decided means the usual."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Select, select

from app.kernel import UnitOfWork, visibility
from app.kernel.local_dates import local_date
from app.providers.rules.consequences import USUAL, in_force
from app.providers.tables import ProviderTerms
from app.registers.tables import Engineer
from app.stars.reads.facts import zone_of_all


@dataclass(frozen=True, slots=True)
class TermsInForce:
    """What holds on a day; `since` None where nobody decided anything."""

    factor_percent: int = USUAL
    share_percent: int = USUAL
    since: date | None = None


def decisions(uow: UnitOfWork, provider_id: UUID | None = None) -> Select[ProviderTerms]:
    """Return the query of those that the caller may see, the newest first."""
    query = select(ProviderTerms).where(visibility.rows(ProviderTerms, uow.principal))
    if provider_id is not None:
        query = query.where(ProviderTerms.provider_id == provider_id)
    return query.order_by(ProviderTerms.decided_at.desc(), ProviderTerms.id.desc())


class TermsOverTime:
    """The decisions about some providers, read once."""

    def __init__(self, uow: UnitOfWork, provider_ids: Collection[UUID]) -> None:
        found: dict[UUID, list[ProviderTerms]] = {}
        asked = select(ProviderTerms).where(ProviderTerms.provider_id.in_(set(provider_ids)))
        for row in uow.session.scalars(asked.order_by(ProviderTerms.decided_at, ProviderTerms.id)):
            found.setdefault(row.provider_id, []).append(row)
        self._decided: Mapping[UUID, Sequence[ProviderTerms]] = found

    def __bool__(self) -> bool:
        """Whether anything was ever decided about one of them."""
        return bool(self._decided)

    def on(self, provider_id: UUID, day: date) -> TermsInForce:
        """Return what holds for a provider on a day."""
        row = in_force(self._decided.get(provider_id, ()), day)
        return (
            TermsInForce(row.factor_percent, row.share_percent, row.effective_on) if row else TermsInForce()
        )


def shares_of_work(uow: UnitOfWork, engineers: Sequence[Engineer]) -> Mapping[UUID, int]:
    """Return the share of work of engineers for whose provider another than the usual one is decided."""
    providers = {one.id: one.provider_id for one in engineers if one.provider_id is not None}
    if not providers or not (terms := TermsOverTime(uow, providers.values())):
        return {}
    today = local_date(uow.now, zone_of_all(uow))
    found = {key: terms.on(provider_id, today).share_percent for key, provider_id in providers.items()}
    return {key: percent for key, percent in found.items() if percent != USUAL}
