"""Monthly statements of providers and their disputes over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from flask.views import MethodView
from flask_smorest.pagination import PaginationParameters

from app.kernel import UnitOfWork
from app.providers.api.shapes import (
    Answering,
    DisputeFilter,
    DisputeShown,
    Disputing,
    DraftingMonth,
    Issuing,
    StatementFilter,
    StatementShown,
    WholeStatement,
)
from app.providers.commands.disputes import DisputeAnswer, answer_dispute, dispute
from app.providers.commands.statements import draft_month, issue
from app.providers.reads.statements import disputes, disputes_of_month, lines_of, statement_of, statements
from app.providers.rules.statements import ACCEPTED
from app.stars.rules.months import read_month
from app.web.api import Blueprint, rows_of_page
from app.web.context import transaction
from app.web.idempotency import answer

blp = Blueprint(
    "provider_statements",
    __name__,
    url_prefix="/api/v1",
    description="What service providers are paid, month by month",
)


@blp.route("/provider-statements")
class Statements(MethodView):
    """Statements."""

    @blp.listing(StatementShown, StatementFilter)
    def get(self, chosen: dict[str, Any], pagination_parameters: PaginationParameters) -> list[Any]:
        """List those that I may see, the newest month first; a provider sees issued ones alone."""
        with transaction(write=False) as uow:
            return rows_of_page(uow, statements(uow, **chosen), pagination_parameters)


@blp.post("/provider-statements/draft")
@blp.arguments(DraftingMonth)
@blp.response(200, StatementShown(many=True))
def draft(values: dict[str, Any]) -> Response:
    """Work out the drafts of a month anew; where one is issued, its next version if something differs."""
    with transaction() as uow:
        month = read_month(values["month"])
        rows = draft_month(uow, month, values["provider_id"]) if month else []
        return answer(uow, rows, StatementShown(many=True))


@blp.route("/provider-statements/<uuid:statement_id>")
class OneStatement(MethodView):
    """One version."""

    @blp.response(200, WholeStatement)
    def get(self, statement_id: UUID) -> Any:
        """Read it with its lines, and the disputes about its month."""
        with transaction(write=False) as uow:
            return _whole(uow, statement_id)


def _whole(uow: UnitOfWork, key: UUID) -> dict[str, Any]:
    row = statement_of(uow, key)
    told = {name: getattr(row, name) for name in StatementShown().fields}
    return told | {"lines": lines_of(uow, key), "disputes": disputes_of_month(uow, row)}


@blp.post("/provider-statements/<uuid:statement_id>/issue")
@blp.arguments(Issuing)
@blp.response(200, StatementShown)
def issue_statement(values: dict[str, Any], statement_id: UUID) -> Response:
    """Issue a draft; it never changes afterwards."""
    with transaction() as uow:
        return answer(uow, issue(uow, statement_id, values["version"]), StatementShown())


@blp.post("/provider-statements/<uuid:statement_id>/lines/<uuid:visit_id>/dispute")
@blp.arguments(Disputing)
@blp.response(201, DisputeShown)
def dispute_line(values: dict[str, Any], statement_id: UUID, visit_id: UUID) -> Response:
    """Dispute a line of my statement; a manager answers within ten days."""
    with transaction() as uow:
        return answer(uow, dispute(uow, statement_id, visit_id, values["words"]), DisputeShown(), 201)


@blp.route("/statement-disputes")
class Disputes(MethodView):
    """Disputes."""

    @blp.listing(DisputeShown, DisputeFilter)
    def get(self, chosen: dict[str, Any], pagination_parameters: PaginationParameters) -> list[Any]:
        """List those that I may see, the next due first."""
        with transaction(write=False) as uow:
            return rows_of_page(uow, disputes(uow, **chosen), pagination_parameters)


@blp.post("/statement-disputes/<uuid:dispute_id>/answer")
@blp.arguments(Answering)
@blp.response(200, DisputeShown)
def answer_a_dispute(values: dict[str, Any], dispute_id: UUID) -> Response:
    """Accept it with the right amounts, which makes the next version, or reject it with the reason."""
    accepted = values.pop("outcome") == ACCEPTED
    with transaction() as uow:
        row = answer_dispute(uow, dispute_id, DisputeAnswer(accepted=accepted, **values))
        return answer(uow, row, DisputeShown())
