"""Declaring that visits do not count, or count half, and taking it back; the months are worked out anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.kernel import UnitOfWork, ledger, locks
from app.kernel.errors import Invalid
from app.kernel.phrases import Phrase
from app.registers.tables import Territory
from app.requests.tables import ServiceRequest, Visit
from app.stars.commands.timers import work_out_soon
from app.stars.errors import DeclarationWithdrawn
from app.stars.events import StarsDeclarationWithdrawn, StarsDeclared
from app.stars.reads.declarations import about_visit, require_own
from app.stars.rules.leaving_out import DeclaredReason
from app.stars.rules.months import month_of, months_between
from app.stars.tables import StarDeclaration

LONGEST = timedelta(days=62)
"""Nobody declares away half a year at one stroke."""


@dataclass(frozen=True, slots=True)
class Declaration:
    """What is to be declared: of a visit, or of a territory from one instant to another."""

    reason: str
    note: str
    counts_half: bool = False
    visit_id: UUID | None = None
    territory_id: UUID | None = None
    from_at: datetime | None = None
    until_at: datetime | None = None


def declare(uow: UnitOfWork, said: Declaration) -> StarDeclaration:
    """Keep it, and have the months that it bears on worked out anew.

    Raises:
        Invalid: names the fields.
        NotFound: there is no such visit or territory, or the caller does not answer for it.
    """
    wrong = _wrong(uow, said)
    if wrong:
        raise Invalid(wrong)
    territory_id = about_visit(uow, said.visit_id).territory_id if said.visit_id else said.territory_id
    if territory_id is None:
        raise Invalid({"territory_id": Phrase("must be filled in")})
    kind, key = ("visit", said.visit_id) if said.visit_id else ("territory", territory_id)
    territory = uow.get(Territory, territory_id)
    require_own(uow, uow.principal, territory_id, kind, key)
    row = StarDeclaration(
        id=uow.new_id(),
        visit_id=said.visit_id,
        territory_id=territory_id,
        from_at=said.from_at,
        until_at=said.until_at,
        reason=said.reason,
        counts_half=said.counts_half or said.reason == DeclaredReason.SHARED_FAULT,
        note=said.note.strip(),
        declared_by=uow.principal.name or uow.principal.key,
        declared_at=uow.now,
        created_at=uow.now,
        updated_at=uow.now,
    )
    uow.session.add(row)
    uow.session.flush()
    ledger.record(uow, _stream(row), _told(row))
    _work_out(uow, row, territory)
    return row


def withdraw(uow: UnitOfWork, key: UUID, note: str) -> StarDeclaration:
    """Take it back; what was said stays on record.

    Raises:
        NotFound: there is none, or the caller does not answer for its territory.
        DeclarationWithdrawn: it was taken back before.
    """
    row = locks.row(uow, StarDeclaration, key)
    require_own(uow, uow.principal, row.territory_id, "star_declaration", key)
    if row.withdrawn_at is not None:
        raise DeclarationWithdrawn
    row.withdrawn_at, row.withdrawn_note = uow.now, note.strip()
    row.withdrawn_by, row.updated_at = uow.principal.name or uow.principal.key, uow.now
    said = StarsDeclarationWithdrawn(
        visit_id=row.visit_id, declaration_id=row.id, territory_id=row.territory_id, note=row.withdrawn_note
    )
    ledger.record(uow, _stream(row), said)
    _work_out(uow, row, uow.get(Territory, row.territory_id))
    return row


def _wrong(uow: UnitOfWork, said: Declaration) -> Mapping[str, str | list[str]]:
    wrong: dict[str, str | list[str]] = {}
    if not said.note.strip():
        wrong["note"] = Phrase("must be filled in")
    if said.visit_id is not None:
        named = {"from_at": said.from_at, "until_at": said.until_at, "territory_id": said.territory_id}
        both = Phrase("is of a territory; a visit was named")
        return wrong | {name: both for name, value in named.items() if value is not None}
    must = {"territory_id": said.territory_id, "from_at": said.from_at, "until_at": said.until_at}
    wrong |= {name: Phrase("must be filled in") for name, value in must.items() if value is None}
    if said.from_at is None or said.until_at is None:
        return wrong
    if said.until_at <= said.from_at:
        wrong["until_at"] = Phrase("is not after the beginning")
    elif said.until_at - said.from_at > LONGEST:
        wrong["until_at"] = Phrase("is more than %(days)s days after the beginning", days=LONGEST.days)
    if said.from_at > uow.now:
        wrong["from_at"] = Phrase("is not over yet: declare what has happened")
    return wrong


def _told(row: StarDeclaration) -> StarsDeclared:
    return StarsDeclared(
        visit_id=row.visit_id,
        declaration_id=row.id,
        territory_id=row.territory_id,
        from_at=row.from_at,
        until_at=row.until_at,
        reason=row.reason,
        counts_half=row.counts_half,
        note=row.note,
    )


def _stream(row: StarDeclaration) -> str:
    return f"star_declaration:{row.id}"


def _work_out(uow: UnitOfWork, row: StarDeclaration, territory: Territory) -> None:
    """Have the months worked out anew in which requests were made that it bears on."""
    if row.visit_id is not None:
        request = uow.get(ServiceRequest, uow.get(Visit, row.visit_id).request_id)
        work_out_soon(uow, month_of(request.requested_at, territory.time_zone))
        return
    if row.from_at is None or row.until_at is None:
        return
    first = month_of(row.from_at - timedelta(seconds=territory.promise_s), territory.time_zone)
    for month in months_between(first, month_of(min(row.until_at, uow.now), territory.time_zone)):
        work_out_soon(uow, month)
