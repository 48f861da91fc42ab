"""Statements: what a month's visits come to, and those that were drafted and issued."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from app.kernel import UnitOfWork, visibility
from app.kernel.errors import NotFound
from app.kernel.local_dates import local_date
from app.providers.reads.rights import answered_for
from app.providers.reads.terms import TermsOverTime
from app.providers.rules.statements import Line
from app.providers.tables import ProviderStatement, StatementDispute, StatementLine
from app.registers.tables import Engineer
from app.requests.rules.lifecycle import VisitState
from app.requests.tables import ServiceRequest, Visit
from app.stars.reads.facts import zone_of_all
from app.stars.rules.months import Month
from app.visits.tables import Charge, PartUsed

DONE = (VisitState.COMPLETED, VisitState.CONFIRMED)


def worked_out_lines(uow: UnitOfWork, provider_id: UUID, month: Month) -> list[Line]:
    """Return the visits that a provider's people completed in a month, with what their bills say.

    Whose people they are is what the register of engineers says today.
    """
    zone = zone_of_all(uow)
    begins_at, ends_at = month.span(zone)
    rows: Sequence[Any] = uow.session.execute(
        select(
            *(Visit.id, ServiceRequest.id, ServiceRequest.code, Engineer.id, Engineer.name),
            Visit.completed_at,
        )
        .join(ServiceRequest, ServiceRequest.id == Visit.request_id)
        .join(Engineer, Engineer.id == Visit.engineer_id)
        .where(
            Engineer.provider_id == provider_id,
            Visit.state.in_(DONE),
            Visit.completed_at >= begins_at,
            Visit.completed_at < ends_at,
        )
        .order_by(Visit.completed_at, ServiceRequest.code, Visit.id)
    ).all()
    charges, parts = _billed(uow, provider_id, begins_at, ends_at)
    terms = TermsOverTime(uow, [provider_id])
    return [
        Line(
            *(key, request_id, code, engineer_id, name, completed_at),
            charges.get(key, 0),
            parts.get(key, 0),
            terms.on(provider_id, local_date(completed_at, zone)).factor_percent,
        )
        for key, request_id, code, engineer_id, name, completed_at in rows
    ]


def _billed(
    uow: UnitOfWork, provider_id: UUID, begins_at: Any, ends_at: Any
) -> tuple[Mapping[UUID, int], Mapping[UUID, int]]:
    """Return the sums of charges and of parts by visit."""

    def sums(of: Any, amount: Any) -> Mapping[UUID, int]:
        rows = uow.session.execute(
            select(of.visit_id, func.sum(amount))
            .join(Visit, Visit.id == of.visit_id)
            .join(Engineer, Engineer.id == Visit.engineer_id)
            .where(
                Engineer.provider_id == provider_id,
                Visit.completed_at >= begins_at,
                Visit.completed_at < ends_at,
            )
            .group_by(of.visit_id)
        )
        return {key: int(cents) for key, cents in rows}

    return sums(Charge, Charge.amount_cents), sums(PartUsed, PartUsed.quantity * PartUsed.unit_price_cents)


def lines_of(uow: UnitOfWork, statement_id: UUID) -> list[Line]:
    """Return the lines of a statement in the order of the visits."""
    rows = uow.session.scalars(
        select(StatementLine)
        .where(StatementLine.statement_id == statement_id)
        .order_by(StatementLine.completed_at, StatementLine.request_code, StatementLine.visit_id)
    )
    return [
        Line(
            *(row.visit_id, row.request_id, row.request_code, row.engineer_id, row.engineer_name),
            *(row.completed_at, row.charges_cents, row.parts_cents, row.factor_percent),
            row.corrected_why,
        )
        for row in rows
    ]


def statements(
    uow: UnitOfWork,
    *,
    provider_id: UUID | None = None,
    month: str | None = None,
    state: str | None = None,
) -> Select[ProviderStatement]:
    """Return the query of those that the caller sees and answers for: the newest month first."""
    of = ProviderStatement
    query = select(of).where(visibility.rows(of, uow.principal), of.provider_id.in_(answered_for(uow)))
    for column, wanted in ((of.provider_id, provider_id), (of.month, month), (of.state, state)):
        if wanted is not None:
            query = query.where(column == wanted)
    return query.order_by(of.month.desc(), of.provider_id, of.number.desc())


def statement_of(uow: UnitOfWork, key: UUID) -> ProviderStatement:
    """Return one.

    Raises:
        NotFound: there is none that the caller sees and answers for.
    """
    row = uow.session.scalars(statements(uow).where(ProviderStatement.id == key)).one_or_none()
    if row is None:
        raise NotFound("ProviderStatement", key)
    return row


def newest_version(uow: UnitOfWork, provider_id: UUID, month: str) -> ProviderStatement | None:
    """Return the newest version of a month's statement, drafts too."""
    of = ProviderStatement
    found = select(of).where(of.provider_id == provider_id, of.month == month)
    return uow.session.scalars(found.order_by(of.number.desc()).limit(1)).one_or_none()


def versions_of(uow: UnitOfWork, row: ProviderStatement) -> Sequence[ProviderStatement]:
    """Return all versions of a month that the caller sees, the newest one first."""
    return uow.session.scalars(statements(uow, provider_id=row.provider_id, month=row.month)).all()


def disputes_of_month(uow: UnitOfWork, row: ProviderStatement) -> Sequence[StatementDispute]:
    """Return the disputes about any version of a statement's month, as they were made."""
    return uow.session.scalars(
        select(StatementDispute)
        .join(ProviderStatement, ProviderStatement.id == StatementDispute.statement_id)
        .where(
            ProviderStatement.provider_id == row.provider_id,
            ProviderStatement.month == row.month,
            visibility.rows(StatementDispute, uow.principal),
        )
        .order_by(StatementDispute.disputed_at, StatementDispute.id)
    ).all()


def disputes(uow: UnitOfWork, *, is_open: bool | None = None) -> Select[StatementDispute]:
    """Return the query of the disputes that the caller sees and answers for, the next due first."""
    of = StatementDispute
    query = select(of).where(visibility.rows(of, uow.principal), of.provider_id.in_(answered_for(uow)))
    if is_open is not None:
        query = query.where(of.outcome.is_(None) if is_open else of.outcome.is_not(None))
    return query.order_by(of.answer_due_on, of.disputed_at, of.id)
