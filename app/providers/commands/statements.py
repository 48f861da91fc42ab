"""Drafting a month's statements, and issuing one: after that it never changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select

from app.kernel import UnitOfWork, ledger, locks
from app.kernel.errors import Forbidden, Invalid, NotFound, VersionConflict
from app.kernel.phrases import Phrase
from app.providers.errors import StatementIsIssued, StatementNotReady
from app.providers.events import StatementDrafted, StatementIssued
from app.providers.reads.rights import answered_for
from app.providers.reads.statements import lines_of, newest_version, statement_of, worked_out_lines
from app.providers.rules.statements import DRAFT, ISSUED, Line, changes, totals, with_corrections
from app.providers.tables import ProviderStatement, StatementLine
from app.registers.tables import Provider
from app.stars.reads.facts import zone_of_all
from app.stars.rules.months import Month, month_ends_at, month_of


def draft_month(uow: UnitOfWork, month: Month, provider_id: UUID | None = None) -> list[ProviderStatement]:
    """Work out the statements of a month, of one provider or of all that the caller answers for.

    A draft is worked out anew.  Where a version is issued, the next one is drafted if something differs.
    Who did nothing in the month gets no statement.

    Raises:
        Invalid: the month is to come.
        NotFound: there is no such provider.
    """
    if month > month_of(uow.now, zone_of_all(uow)):
        raise Invalid({"month": Phrase("lies in the future")})
    wanted = answered_for(uow)
    if provider_id is not None:
        wanted = wanted.where(Provider.id == provider_id)
    keys = uow.session.scalars(wanted.order_by(Provider.id)).all()
    if provider_id is not None and not keys:
        raise NotFound("Provider", provider_id)
    made = [_drafted(uow, key, month) for key in keys]
    return [row for row in made if row is not None]


def _drafted(uow: UnitOfWork, provider_id: UUID, month: Month) -> ProviderStatement | None:
    locks.fresh(uow, Provider, provider_id)
    newest = newest_version(uow, provider_id, str(month))
    before = lines_of(uow, newest.id) if newest else []
    lines = with_corrections(worked_out_lines(uow, provider_id, month), before)
    if newest is None:
        return new_version(uow, provider_id, str(month), 1, lines, []) if lines else None
    if newest.state == ISSUED:
        differ = changes(before, lines)
        return (
            new_version(uow, provider_id, newest.month, newest.number + 1, lines, differ) if differ else None
        )
    issued = _issued_before(uow, newest)
    _rewrite(uow, newest, lines, changes(lines_of(uow, issued.id), lines) if issued else [])
    return newest


def _issued_before(uow: UnitOfWork, row: ProviderStatement) -> ProviderStatement | None:
    of = ProviderStatement
    asked = select(of).where(
        of.provider_id == row.provider_id, of.month == row.month, of.number == row.number - 1
    )
    return uow.session.scalars(asked).one_or_none()


def new_version(
    uow: UnitOfWork,
    provider_id: UUID,
    month: str,
    number: int,
    lines: Sequence[Line],
    differ: list[dict[str, Any]],
) -> ProviderStatement:
    """Add a draft with its lines."""
    row = ProviderStatement(
        id=uow.new_id(),
        provider_id=provider_id,
        month=month,
        number=number,
        state=DRAFT,
        changes=differ,
        drafted_by=uow.principal.name or uow.principal.key,
        drafted_at=uow.now,
        created_at=uow.now,
        updated_at=uow.now,
        **totals(lines),
    )
    uow.session.add(row)
    uow.session.flush()
    _write(uow, row.id, lines)
    ledger.record(uow, stream(row), StatementDrafted(**about(row), settled_cents=row.settled_cents))
    return row


def _rewrite(
    uow: UnitOfWork, row: ProviderStatement, lines: Sequence[Line], differ: list[dict[str, Any]]
) -> None:
    uow.session.execute(delete(StatementLine).where(StatementLine.statement_id == row.id))
    for name, sum_ in totals(lines).items():
        setattr(row, name, sum_)
    row.changes, row.drafted_at, row.updated_at = differ, uow.now, uow.now
    row.drafted_by = uow.principal.name or uow.principal.key
    uow.session.flush()
    _write(uow, row.id, lines)


def _write(uow: UnitOfWork, key: UUID, lines: Sequence[Line]) -> None:
    if lines:
        uow.session.execute(insert(StatementLine), [_row(key, line) for line in lines])


def _row(key: UUID, line: Line) -> dict[str, Any]:
    names = StatementLine.__table__.columns.keys()
    return {"statement_id": key} | {name: getattr(line, name) for name in names if name != "statement_id"}


def issue(uow: UnitOfWork, key: UUID, version: int | None = None) -> ProviderStatement:
    """Issue a draft; issued again it stays as it is.

    Raises:
        NotFound: there is none that the caller answers for.
        VersionConflict: it was worked out anew since.
        StatementNotReady: its month is not over.
        Forbidden: no person does it.
    """
    if uow.principal.user_id is None:
        raise Forbidden
    statement_of(uow, key)
    row = locks.fresh(uow, ProviderStatement, key)
    if row.state == ISSUED:
        return row
    check_statement_version(row, version)
    if uow.now < month_ends_at(row.month, zone_of_all(uow)):
        raise StatementNotReady.month_runs(row.month)
    return put_in_force(uow, row)


def put_in_force(uow: UnitOfWork, row: ProviderStatement) -> ProviderStatement:
    """Make a draft the statement of its month.

    Raises:
        StatementIsIssued: it is none.
    """
    if row.state != DRAFT:
        raise StatementIsIssued
    row.state, row.issued_at, row.updated_at = ISSUED, uow.now, uow.now
    row.issued_by = uow.principal.name or uow.principal.key
    uow.session.flush()
    ledger.record(uow, stream(row), StatementIssued(**about(row), settled_cents=row.settled_cents))
    return row


def check_statement_version(row: ProviderStatement, version: int | None) -> None:
    """Refuse what was decided on an older state; None asks for no check.

    Raises:
        VersionConflict: it was changed since.
    """
    if version is not None and row.version != version:
        raise VersionConflict("ProviderStatement", row.id)


def stream(row: ProviderStatement) -> str:
    """Return under what its events stand."""
    return f"provider:{row.provider_id}"


def about(row: ProviderStatement) -> dict[str, Any]:
    """Return what every event says of it."""
    return {
        "statement_id": row.id,
        "provider_id": row.provider_id,
        "month": row.month,
        "number": row.number,
    }
