"""A provider disputes a line of its statement; a manager answers with a new version, or with a reason."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from app.kernel import UnitOfWork, ledger, locks
from app.kernel.errors import Forbidden, Invalid, NotFound
from app.kernel.local_dates import local_date
from app.kernel.phrases import Phrase
from app.providers.commands.statements import about, new_version, put_in_force, stream
from app.providers.errors import DisputeAnswered, DisputeTimeOver, LineDisputed, StatementNotReady
from app.providers.events import StatementDisputeAnswered, StatementLineDisputed
from app.providers.reads.rights import require_provider
from app.providers.reads.statements import disputes_of_month, lines_of, newest_version, statement_of
from app.providers.rules.statements import (
    ACCEPTED,
    ISSUED,
    REJECTED,
    Line,
    answer_due,
    changes,
    disputable_until,
    may_be_disputed,
)
from app.providers.tables import ProviderStatement, StatementDispute
from app.registers.tables import Provider
from app.stars.reads.facts import zone_of_all


def dispute(uow: UnitOfWork, statement_id: UUID, visit_id: UUID, words: str) -> StatementDispute:
    """Object to a line; the same words again are the same objection.

    Raises:
        Invalid: no words.
        NotFound: no such statement or line that the caller sees.
        StatementNotReady: it is a draft, or replaced.
        DisputeTimeOver: it was issued too long ago.
        LineDisputed: an objection is open, or was rejected.
    """
    if not words.strip():
        raise Invalid({"words": Phrase("must be filled in")})
    row = statement_of(uow, statement_id)
    locks.fresh(uow, Provider, row.provider_id)
    made = [one for one in disputes_of_month(uow, row) if one.visit_id == visit_id]
    for one in made:
        if one.statement_id == row.id and one.words == words.strip() and one.outcome is None:
            return one
    if not any(line.visit_id == visit_id for line in lines_of(uow, row.id)):
        raise NotFound("statement line", visit_id)
    _require_open(uow, row)
    if not may_be_disputed(one.outcome for one in made):
        raise LineDisputed
    return _made(uow, row, visit_id, words.strip())


def _require_open(uow: UnitOfWork, row: ProviderStatement) -> None:
    if row.state != ISSUED or row.issued_at is None:
        raise StatementNotReady.only_a_draft()
    newest = newest_version(uow, row.provider_id, row.month)
    if newest is not None and newest.id != row.id and newest.state == ISSUED:
        raise StatementNotReady.replaced()
    zone = zone_of_all(uow)
    until = disputable_until(local_date(row.issued_at, zone))
    if local_date(uow.now, zone) > until:
        raise DisputeTimeOver(until.isoformat())


def _made(uow: UnitOfWork, row: ProviderStatement, visit_id: UUID, words: str) -> StatementDispute:
    due_on = answer_due(local_date(uow.now, zone_of_all(uow)))
    made = StatementDispute(
        id=uow.new_id(),
        provider_id=row.provider_id,
        statement_id=row.id,
        visit_id=visit_id,
        words=words,
        disputed_by=uow.principal.name or uow.principal.key,
        disputed_at=uow.now,
        answer_due_on=due_on,
        created_at=uow.now,
        updated_at=uow.now,
    )
    uow.session.add(made)
    uow.session.flush()
    told = StatementLineDisputed(
        **about(row),
        dispute_id=made.id,
        line_visit_id=visit_id,
        answer_due_on=due_on.isoformat(),
        words=words,
    )
    ledger.record(uow, stream(row), told)
    return made


@dataclass(frozen=True, slots=True)
class DisputeAnswer:
    """What a manager says; amounts where he accepts, in the smallest unit of the currency."""

    accepted: bool
    answer: str
    charges_cents: int | None = None
    parts_cents: int | None = None


def answer_dispute(uow: UnitOfWork, key: UUID, said: DisputeAnswer) -> StatementDispute:
    """Answer it.  Accepted, the line is corrected in the next version, which is issued at once.

    Raises:
        NotFound: there is none, or the caller does not answer for the provider.
        Invalid: no words; accepted without amounts, or with those that the line has.
        DisputeAnswered: it was answered before, with other words.
        StatementNotReady: a correction is a draft; it comes first.
        Forbidden: no person answers.
    """
    if uow.principal.user_id is None:
        raise Forbidden
    row = locks.fresh(uow, StatementDispute, key)
    require_provider(uow, row.provider_id)
    locks.fresh(uow, Provider, row.provider_id)
    words, outcome = said.answer.strip(), ACCEPTED if said.accepted else REJECTED
    if row.outcome is not None:
        if (row.outcome, row.answer) == (outcome, words):
            return row
        raise DisputeAnswered
    if not words:
        raise Invalid({"answer": Phrase("must be filled in")})
    statement = uow.get(ProviderStatement, row.statement_id)
    if said.accepted:
        row.led_to_id = _corrected(uow, statement, row.visit_id, said, words).id
    row.outcome, row.answer, row.answered_at, row.updated_at = outcome, words, uow.now, uow.now
    row.answered_by = uow.principal.name or uow.principal.key
    uow.session.flush()
    told = StatementDisputeAnswered(
        **about(statement), dispute_id=row.id, line_visit_id=row.visit_id, outcome=outcome, answer=words
    )
    ledger.record(uow, stream(statement), told)
    return row


def _corrected(
    uow: UnitOfWork, statement: ProviderStatement, visit_id: UUID, said: DisputeAnswer, why: str
) -> ProviderStatement:
    newest = newest_version(uow, statement.provider_id, statement.month) or statement
    if newest.state != ISSUED:
        raise StatementNotReady.draft_is_open()
    before = lines_of(uow, newest.id)
    now = [_line(line, said, why) if line.visit_id == visit_id else line for line in before]
    differ = changes(before, now)
    if not differ:
        raise Invalid({"charges_cents": Phrase("is what the line says already")})
    row = new_version(uow, newest.provider_id, newest.month, newest.number + 1, now, differ)
    return put_in_force(uow, row)


def _line(line: Line, said: DisputeAnswer, why: str) -> Line:
    missing: dict[str, str | list[str]] = {
        name: Phrase("must be filled in")
        for name in ("charges_cents", "parts_cents")
        if getattr(said, name) is None
    }
    if missing or said.charges_cents is None or said.parts_cents is None:
        raise Invalid(missing)
    return replace(line, charges_cents=said.charges_cents, parts_cents=said.parts_cents, corrected_why=why)
