"""Providers side by side for who answers for them, and all about the terms of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from app.dispatching.reads.month_shares import shares_of_providers
from app.kernel import UnitOfWork
from app.kernel.local_dates import local_date
from app.providers.reads.abilities import measured_abilities, records
from app.providers.reads.proposals import ConsequencesProposed, proposed
from app.providers.reads.rights import answered_for, require_provider
from app.providers.reads.statements import disputes, statements
from app.providers.reads.suspended import suspended_now, suspensions
from app.providers.reads.terms import TermsInForce, TermsOverTime, decisions
from app.providers.rules.abilities import WAITING
from app.providers.rules.statements import DRAFT
from app.providers.tables import ProviderRecord, ProviderSuspension, ProviderTerms
from app.registers.tables import Engineer, Provider
from app.stars.reads.facts import zone_of_all
from app.stars.rules.measured import Measured

_NEWEST = 50


@dataclass(frozen=True, slots=True)
class ProviderLine:
    """One provider: `suspended_until` tells where it `is_suspended`; counts of what waits.

    had_percent: of an ordinary share of this month's work, the mean of its people; None before it is counted.
    """

    provider: Provider
    people: int
    in_force: TermsInForce
    had_percent: int | None
    is_suspended: bool
    suspended_until: date | None
    drafts: int
    disputes: int
    records: int


def overview(uow: UnitOfWork) -> Sequence[ProviderLine]:
    """Return the providers that the caller answers for, by name; a few queries, however many they are."""
    found = uow.session.scalars(
        select(Provider).where(Provider.id.in_(answered_for(uow)), Provider.active).order_by(Provider.name)
    ).all()
    keys, today = [one.id for one in found], local_date(uow.now, zone_of_all(uow))
    terms, halted = TermsOverTime(uow, keys), suspended_now(uow, keys, today)
    people = _counts(uow, select(Engineer.provider_id).where(Engineer.active, Engineer.provider_id.in_(keys)))
    month = shares_of_providers(uow, f"{today:%Y-%m}")
    had = {key: round(share * 100) for key, share in month.items()}
    drafts = _counts(uow, statements(uow, state=DRAFT))
    open_ones, waiting = _counts(uow, disputes(uow, is_open=True)), _counts(uow, records(uow, None, WAITING))
    return [
        ProviderLine(
            *(one, people.get(one.id, 0), terms.on(one.id, today), had.get(one.id)),
            *(one.id in halted, halted.get(one.id)),
            *(drafts.get(one.id, 0), open_ones.get(one.id, 0), waiting.get(one.id, 0)),
        )
        for one in found
    ]


def _counts(uow: UnitOfWork, query: object) -> Mapping[UUID, int]:
    """Count the rows of a query by provider."""
    rows = query.order_by(None).subquery()  # type: ignore[attr-defined]  # any select of rows of providers
    counted = select(rows.c.provider_id, func.count()).group_by(rows.c.provider_id)
    return {key: int(count) for key, count in uow.session.execute(counted)}


@dataclass(frozen=True, slots=True)
class TermsOfOne:
    """All about one, the newest of each list first.  `abilities`: what a grade would count today."""

    provider: Provider
    in_force: TermsInForce
    is_suspended: bool
    suspended_until: date | None
    proposed: ConsequencesProposed
    decisions: Sequence[ProviderTerms]
    suspensions: Sequence[ProviderSuspension]
    records: Sequence[ProviderRecord]
    abilities: Mapping[str, Measured]


def terms_of(uow: UnitOfWork, provider_id: UUID) -> TermsOfOne:
    """Return it.

    Raises:
        NotFound: there is no such provider that the caller is of or answers for.
    """
    provider = require_provider(uow, provider_id)
    today = local_date(uow.now, zone_of_all(uow))
    halted = suspended_now(uow, [provider_id], today)
    return TermsOfOne(
        provider=provider,
        in_force=TermsOverTime(uow, [provider_id]).on(provider_id, today),
        is_suspended=provider_id in halted,
        suspended_until=halted.get(provider_id),
        proposed=proposed(uow, provider_id),
        decisions=uow.session.scalars(decisions(uow, provider_id).limit(_NEWEST)).all(),
        suspensions=uow.session.scalars(suspensions(uow, provider_id).limit(_NEWEST)).all(),
        records=uow.session.scalars(records(uow, provider_id).limit(_NEWEST)).all(),
        abilities=measured_abilities(uow, provider_id, today),
    )
