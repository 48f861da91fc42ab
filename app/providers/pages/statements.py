"""Monthly statements: the list, one version with its lines, its file, and the disputes about it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from app.kernel import UnitOfWork, errors
from app.kernel.phrases import Phrase
from app.providers.api import shapes
from app.providers.commands.disputes import DisputeAnswer, answer_dispute, dispute
from app.providers.commands.statements import draft_month, issue
from app.providers.pages import words
from app.providers.pages.one_form import OneForm, send, show
from app.providers.pages.statement_file import FILES, rows_of
from app.providers.reads.rights import answered_for, require_provider
from app.providers.reads.statements import (
    disputes,
    disputes_of_month,
    lines_of,
    statement_of,
    statements,
    versions_of,
)
from app.providers.reads.waiting import names_of
from app.providers.rules.statements import ACCEPTED, ISSUED, OUTCOMES
from app.providers.tables import StatementDispute
from app.stars.reads.facts import zone_of_all
from app.stars.rules.months import month_ends_at, month_of, read_month
from app.web.context import principal, runtime, transaction
from app.web.downloads import as_file
from app.web.pages import kept, lists
from app.web.pages.forms import see, whole_number
from app.web.pages.i18n import money
from app.web.policy import MANAGEMENT
from app.web.wording import say

_NEWEST = 120


def provider_statements() -> str:
    """List them, the newest month first, and what is disputed."""
    wanted = _provider()
    with transaction(write=False) as uow:
        rows = uow.session.scalars(statements(uow, provider_id=wanted).limit(_NEWEST)).all()
        open_ones = uow.session.scalars(disputes(uow, is_open=True).limit(_NEWEST)).all()
        return render_template(
            "provider_statements.html",
            rows=rows,
            disputes=[one for one in open_ones if wanted in (None, one.provider_id)],
            names=names_of(uow, uow.session.scalars(answered_for(uow)).all()),
            office=principal().role in MANAGEMENT,
            own=principal().provider_id,
            last=str(month_of(uow.now, zone_of_all(uow)).later(-1)),
            words=words,
            now=uow.now,
            zone=zone_of_all(uow),
            currency=uow.settings.currency,
        )


def _provider() -> UUID | None:
    try:
        return UUID(lists.text("provider_id"))
    except ValueError:
        return None


def draft_statements() -> Answer:
    """Work out the drafts of a month."""
    month = read_month(request.form.get("month", ""))
    try:
        if month is None:
            raise errors.Invalid({"month": Phrase("is no month such as 2026-01")})
        with transaction() as uow:
            count = len(draft_month(uow, month))
    except kept.REFUSALS as refused:
        flash(kept.why_not(refused), "bad")
    else:
        told = Phrase.counted("%(num)s draft was worked out.", "%(num)s drafts were worked out.", num=count)
        flash(say(told), "good")
    return see(url_for("pages.provider_statements"))


def provider_statement(statement_id: UUID) -> str:
    """Show one version."""
    with transaction(write=False) as uow:
        row, zone = statement_of(uow, statement_id), zone_of_all(uow)
        return render_template(
            "provider_statement.html",
            row=row,
            lines=lines_of(uow, row.id),
            versions=versions_of(uow, row),
            disputes=disputes_of_month(uow, row),
            provider=require_provider(uow, row.provider_id),
            office=principal().role in MANAGEMENT,
            is_issued=row.state == ISSUED,
            words=words,
            now=uow.now,
            zone=zone,
            issuable_at=month_ends_at(row.month, zone),
            currency=uow.settings.currency,
        )


def provider_statement_file(statement_id: UUID) -> Response:
    """Send its lines as CSV or as a workbook."""
    kind = lists.one_of("kind", list(FILES)) or "csv"
    with transaction(write=False) as uow:
        row = statement_of(uow, statement_id)
        rows = rows_of(row, lines_of(uow, row.id), zone_of_all(uow))
        name = f"statement-{row.month}-{row.number}.{kind}"
    content, content_type = FILES[kind](rows)
    return as_file(Response(content, mimetype=content_type), name)


def issue_provider_statement(statement_id: UUID) -> Answer:
    """Issue a draft; again it changes nothing."""
    try:
        with transaction() as uow:
            issue(uow, statement_id, whole_number("version"))
    except kept.REFUSALS as refused:
        why = say(refused.detail) if isinstance(refused, errors.Conflict) else kept.why_not(refused)
        flash(kept.why_not(refused) if isinstance(refused, errors.VersionConflict) else why, "bad")
    else:
        flash(say(Phrase("Issued; the provider reads it now.")), "good")
    return see(url_for("pages.provider_statement", statement_id=statement_id))


def _disputing(statement_id: UUID, visit_id: UUID, uow: UnitOfWork) -> OneForm:
    row = statement_of(uow, statement_id)
    line = next((one for one in lines_of(uow, row.id) if one.visit_id == visit_id), None)
    if line is None:
        raise errors.NotFound("statement line", visit_id)
    currency = runtime().settings.currency
    return OneForm(
        title=Phrase("Dispute the line of %(code)s", code=line.request_code),
        about=Phrase("Say what is wrong with it. A manager answers within ten calendar days."),
        button=Phrase("Dispute the line"),
        done=Phrase("Sent; a manager answers within ten calendar days."),
        schema=shapes.Disputing(),
        labels={"words": Phrase("What is wrong")},
        back=url_for("pages.provider_statement", statement_id=statement_id),
        facts=(
            (Phrase("Service charged"), money(line.charges_cents, currency)),
            (Phrase("Parts"), money(line.parts_cents, currency)),
            (Phrase("Settlement"), money(line.settled_cents, currency)),
        ),
    )


def new_dispute(statement_id: UUID, visit_id: UUID) -> str:
    """Show an empty form."""
    return show(lambda uow: _disputing(statement_id, visit_id, uow))


def dispute_statement_line(statement_id: UUID, visit_id: UUID) -> Answer:
    """Dispute it."""
    return send(
        lambda uow: _disputing(statement_id, visit_id, uow),
        lambda uow, said: dispute(uow, statement_id, visit_id, said["words"]),
    )


def _answering(dispute_id: UUID, uow: UnitOfWork) -> OneForm:
    row = uow.get(StatementDispute, dispute_id)
    name = require_provider(uow, row.provider_id).name
    newest = versions_of(uow, statement_of(uow, row.statement_id))[0]
    line = next((one for one in lines_of(uow, newest.id) if one.visit_id == row.visit_id), None)
    return OneForm(
        title=Phrase("Answer the dispute of %(name)s", name=name),
        about=Phrase(
            "Accepted, the line gets these amounts in the next version, which is issued at once."
            " Rejected, it stays as it is."
        ),
        button=Phrase("Answer"),
        done=Phrase("Answered; the provider reads it now."),
        schema=shapes.Answering(),
        labels={
            "outcome": Phrase("Answer"),
            "charges_cents": Phrase("Service charged, if accepted"),
            "parts_cents": Phrase("Parts, if accepted"),
            "answer": Phrase("Reason"),
        },
        back=url_for("pages.provider_statement", statement_id=row.statement_id),
        facts=((Phrase("Visit"), line.request_code if line else ""), (Phrase("What is wrong"), row.words)),
        kinds={"charges_cents": "money", "parts_cents": "money"},
        choices={"outcome": [(one, say(words.DISPUTE_OUTCOMES[one])) for one in OUTCOMES]},
    )


def statement_dispute(dispute_id: UUID) -> str:
    """Show the form of an answer."""
    return show(lambda uow: _answering(dispute_id, uow))


def answer_statement_dispute(dispute_id: UUID) -> Answer:
    """Answer it."""

    def act(uow: UnitOfWork, said: dict[str, Any]) -> object:
        accepted = said.pop("outcome") == ACCEPTED
        return answer_dispute(uow, dispute_id, DisputeAnswer(accepted=accepted, **said))

    return send(lambda uow: _answering(dispute_id, uow), act)


def register(site: Blueprint) -> None:
    """Add the addresses."""
    at = "/provider-statements"
    one, answering = f"{at}/<uuid:statement_id>", f"{at}/disputes/<uuid:dispute_id>/answer"
    line = f"{one}/lines/<uuid:visit_id>/dispute"
    site.add_url_rule(at, view_func=provider_statements)
    site.add_url_rule(f"{at}/draft", view_func=draft_statements, methods=["POST"])
    site.add_url_rule(one, view_func=provider_statement)
    site.add_url_rule(f"{one}/file", view_func=provider_statement_file)
    site.add_url_rule(f"{one}/issue", view_func=issue_provider_statement, methods=["POST"])
    site.add_url_rule(line, view_func=new_dispute)
    site.add_url_rule(line, view_func=dispute_statement_line, methods=["POST"])
    site.add_url_rule(answering, view_func=statement_dispute)
    site.add_url_rule(answering, view_func=answer_statement_dispute, methods=["POST"])
