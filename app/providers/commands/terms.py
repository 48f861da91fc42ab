"""A manager decides what a provider is paid and which share of the work it has, from a day on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.kernel import UnitOfWork, ledger, locks
from app.kernel.errors import Forbidden, Invalid
from app.kernel.local_dates import local_date
from app.kernel.phrases import Phrase
from app.kernel.said import left_blank
from app.providers.events import ProviderTermsDecided
from app.providers.reads.proposals import proposed
from app.providers.reads.rights import require_provider
from app.providers.tables import ProviderTerms
from app.registers.tables import Provider
from app.stars.reads.facts import zone_of_all


@dataclass(frozen=True, slots=True)
class TermsSaid:
    """What is decided; both in per cent of the usual."""

    provider_id: UUID
    factor_percent: int
    share_percent: int
    effective_on: date
    reason: str


def decide(uow: UnitOfWork, said: TermsSaid) -> ProviderTerms:
    """Keep a decision with what the grade proposed beside it; it holds from its day until a later one does.

    Raises:
        Invalid: no reason, or a day that is over: statements of the past stay what they were.
        NotFound: there is no such provider, or the caller does not answer for it.
        Forbidden: no person decides.
    """
    if uow.principal.user_id is None:
        raise Forbidden
    require_provider(uow, said.provider_id)
    locks.fresh(uow, Provider, said.provider_id)
    wrong = left_blank(reason=said.reason)
    if said.effective_on < local_date(uow.now, zone_of_all(uow)):
        wrong["effective_on"] = Phrase("is over: what was settled by then stays")
    if wrong:
        raise Invalid(wrong)
    by_grade = proposed(uow, said.provider_id)
    row = ProviderTerms(
        id=uow.new_id(),
        provider_id=said.provider_id,
        effective_on=said.effective_on,
        factor_percent=said.factor_percent,
        share_percent=said.share_percent,
        proposed_factor_percent=by_grade.factor_percent,
        proposed_share_percent=by_grade.share_percent,
        grade_id=by_grade.grade.id if by_grade.grade else None,
        reason=said.reason.strip(),
        decided_by=uow.principal.name or uow.principal.key,
        decided_at=uow.now,
    )
    uow.session.add(row)
    uow.session.flush()
    ledger.record(uow, f"provider:{row.provider_id}", _told(row))
    return row


def _told(row: ProviderTerms) -> ProviderTermsDecided:
    return ProviderTermsDecided(
        terms_id=row.id,
        provider_id=row.provider_id,
        effective_on=row.effective_on.isoformat(),
        factor_percent=row.factor_percent,
        share_percent=row.share_percent,
        proposed_factor_percent=row.proposed_factor_percent,
        proposed_share_percent=row.proposed_share_percent,
        reason=row.reason,
    )
