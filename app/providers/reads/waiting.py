"""What of providers waits for a manager: disputes with their clock, drafts, declared records."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from app.grading.rules.clocks import begins_at
from app.kernel import UnitOfWork
from app.kernel.standing import Standing
from app.providers.reads.abilities import records
from app.providers.reads.rights import answered_for
from app.providers.reads.statements import disputes, statements
from app.providers.rules.abilities import WAITING
from app.providers.rules.statements import DRAFT
from app.providers.tables import ProviderRecord, ProviderStatement, StatementDispute
from app.registers.tables import Provider
from app.stars.reads.facts import zone_of_all
from app.stars.rules.months import month_of


def standing(uow: UnitOfWork) -> Standing:
    """Return how that stands; disputes have a clock."""
    asked = {
        StatementDispute.disputed_at: _disputes(uow),
        ProviderStatement.drafted_at: _drafts(uow),
        ProviderRecord.declared_at: _records(uow),
    }
    found: list[Any] = [
        uow.session.execute(query.order_by(None).with_only_columns(func.count(), func.min(at))).one()
        for at, query in asked.items()
    ]
    due = uow.session.scalar(
        _disputes(uow).order_by(None).with_only_columns(func.min(StatementDispute.answer_due_on))
    )
    return Standing(
        sum(count for count, _ in found),
        min((at for _, at in found if at is not None), default=None),
        begins_at(due + timedelta(days=1), zone_of_all(uow)) if due else None,
    )


def to_do(uow: UnitOfWork) -> Select[Any]:
    """Select the ids of what waits."""
    keys = (
        query.order_by(None).with_only_columns(column)
        for query, column in (
            (_disputes(uow), StatementDispute.id),
            (_drafts(uow), ProviderStatement.id),
            (_records(uow), ProviderRecord.id),
        )
    )
    first, *rest = keys
    together = first.union_all(*rest).subquery()
    return select(together.c.id)


def _disputes(uow: UnitOfWork) -> Select[Any]:
    return disputes(uow, is_open=True)


def _drafts(uow: UnitOfWork) -> Select[Any]:
    this = str(month_of(uow.now, zone_of_all(uow)))
    return statements(uow, state=DRAFT).where(ProviderStatement.month < this)


def _records(uow: UnitOfWork) -> Select[Any]:
    return records(uow, None, WAITING).where(ProviderRecord.provider_id.in_(answered_for(uow)))


def names_of(uow: UnitOfWork, keys: Collection[UUID]) -> Mapping[UUID, str]:
    """Return what providers are called."""
    rows = uow.session.execute(select(Provider.id, Provider.name).where(Provider.id.in_(set(keys))))
    return {row.id: row.name for row in rows}
