"""Suspensions, terms and declared abilities of providers over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from flask.views import MethodView
from flask_smorest.pagination import PaginationParameters

from app.providers.api.shapes import (
    ConfirmingRecord,
    ConsequencesShown,
    EndingSuspension,
    NewProviderRecord,
    NewProviderSuspension,
    NewTerms,
    OfProvider,
    ProviderRecordShown,
    ProviderSuspensionRecord,
    RecordFilter,
    RefusingRecord,
    TermsRecord,
)
from app.providers.commands.abilities import AbilitySaid, decide_record, declare
from app.providers.commands.suspensions import SuspensionSaid, lift, suspend
from app.providers.commands.terms import TermsSaid, decide
from app.providers.reads.abilities import records
from app.providers.reads.proposals import proposed
from app.providers.reads.rights import require_provider
from app.providers.reads.suspended import suspensions
from app.providers.reads.terms import decisions
from app.web.api import Blueprint, rows_of_page
from app.web.context import transaction
from app.web.idempotency import answer

blp = Blueprint(
    "provider_terms",
    __name__,
    url_prefix="/api/v1",
    description="What follows from the grades of service providers",
)


@blp.route("/provider-suspensions")
class ProviderSuspensions(MethodView):
    """All of them."""

    @blp.listing(ProviderSuspensionRecord, OfProvider)
    def get(self, chosen: dict[str, Any], pagination_parameters: PaginationParameters) -> list[Any]:
        """List those that I may see, the newest first."""
        with transaction(write=False) as uow:
            return rows_of_page(uow, suspensions(uow, **chosen), pagination_parameters)

    @blp.arguments(NewProviderSuspension)
    @blp.response(201, ProviderSuspensionRecord)
    def post(self, values: dict[str, Any]) -> Response:
        """Suspend a provider; nobody of it is sent from the first day to the last."""
        with transaction() as uow:
            return answer(uow, suspend(uow, SuspensionSaid(**values)), ProviderSuspensionRecord(), 201)


@blp.post("/provider-suspensions/<uuid:suspension_id>/lift")
@blp.arguments(EndingSuspension)
@blp.response(200, ProviderSuspensionRecord)
def lift_provider_suspension(values: dict[str, Any], suspension_id: UUID) -> Response:
    """Lift one; what was said stays on record."""
    with transaction() as uow:
        return answer(uow, lift(uow, suspension_id, values["note"]), ProviderSuspensionRecord())


@blp.route("/provider-terms")
class Terms(MethodView):
    """Decisions."""

    @blp.listing(TermsRecord, OfProvider)
    def get(self, chosen: dict[str, Any], pagination_parameters: PaginationParameters) -> list[Any]:
        """List the decisions that I may see, the newest first."""
        with transaction(write=False) as uow:
            return rows_of_page(uow, decisions(uow, **chosen), pagination_parameters)

    @blp.arguments(NewTerms)
    @blp.response(201, TermsRecord)
    def post(self, values: dict[str, Any]) -> Response:
        """Decide settlement factor and share of work of a provider from a day on."""
        with transaction() as uow:
            return answer(uow, decide(uow, TermsSaid(**values)), TermsRecord(), 201)


@blp.route("/providers/<uuid:provider_id>/consequences")
class ProposedConsequences(MethodView):
    """Proposals."""

    @blp.response(200, ConsequencesShown)
    def get(self, provider_id: UUID) -> Any:
        """Read what the published grade and the last quarters propose; nothing of it happens by itself."""
        with transaction(write=False) as uow:
            require_provider(uow, provider_id)
            return proposed(uow, provider_id)


@blp.route("/provider-records")
class ProviderRecords(MethodView):
    """Declared abilities."""

    @blp.listing(ProviderRecordShown, RecordFilter)
    def get(self, chosen: dict[str, Any], pagination_parameters: PaginationParameters) -> list[Any]:
        """List those that I may see, the newest first."""
        with transaction(write=False) as uow:
            return rows_of_page(uow, records(uow, **chosen), pagination_parameters)

    @blp.arguments(NewProviderRecord)
    @blp.response(201, ProviderRecordShown)
    def post(self, values: dict[str, Any]) -> Response:
        """Declare what a provider is able to do; it counts once a manager confirmed it."""
        with transaction() as uow:
            return answer(uow, declare(uow, AbilitySaid(**values)), ProviderRecordShown(), 201)


@blp.post("/provider-records/<uuid:record_id>/confirm")
@blp.arguments(ConfirmingRecord)
@blp.response(200, ProviderRecordShown)
def confirm_record(values: dict[str, Any], record_id: UUID) -> Response:
    """Confirm it; from now on it counts."""
    with transaction() as uow:
        row = decide_record(uow, record_id, confirmed=True, note=values["note"])
        return answer(uow, row, ProviderRecordShown())


@blp.post("/provider-records/<uuid:record_id>/refuse")
@blp.arguments(RefusingRecord)
@blp.response(200, ProviderRecordShown)
def refuse_record(values: dict[str, Any], record_id: UUID) -> Response:
    """Refuse it with the reason."""
    with transaction() as uow:
        row = decide_record(uow, record_id, confirmed=False, note=values["note"])
        return answer(uow, row, ProviderRecordShown())
