"""Figures of engineers and service providers over HTTP: by month, evened out, and the visits behind."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask_smorest.pagination import PaginationParameters
from marshmallow import ValidationError, fields

from app.kernel import UnitOfWork
from app.kernel.errors import Invalid
from app.kernel.phrases import Phrase
from app.stars.commands.standings import YEAR
from app.stars.reads import facts as reads
from app.stars.reads.standings import Months, stored_standings
from app.stars.rules.figures import Subject
from app.stars.rules.leaving_out import MEASURED_AT_VISITS, DeclaredReason, Why
from app.stars.rules.measured import Measure
from app.stars.rules.months import LONGEST_SPAN, Month, months_between, read_month
from app.web.api import Blueprint, QuerySchema, Schema
from app.web.context import principal, transaction
from app.web.policy import MANAGEMENT
from app.web.shapes import word

blp = Blueprint("star-facts", __name__, url_prefix="/api/v1", description="What grades are made of")


class MonthField(fields.String):
    """A month such as 2026-01."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        found = read_month(super()._deserialize(value, attr, data, **kwargs))
        if found is None:
            raise ValidationError(Phrase("is no month such as 2026-01"))
        return found


class MonthsWanted(QuerySchema):
    """Which months, both included; the twelve that end with the last one worked out where nothing is said."""

    first = MonthField(data_key="from")
    last = MonthField(data_key="to")


class VisitsWanted(QuerySchema):
    """Behind which figure."""

    measure = word(MEASURED_AT_VISITS, required=True)
    month = MonthField()
    shown = word((reads.COUNTED, reads.LEFT_OUT), metadata={"description": "All where left out"})


class StarFactShown(Schema):
    """A month's figure as it is; `value` is null where no visit counts."""

    month = fields.String()
    measure = word(Measure)
    value = fields.Float(allow_none=True)
    cases = fields.Integer(metadata={"description": "Visits that count, those by half too"})
    left_out = fields.Integer()


class StarStandingShown(Schema):
    """A figure over some months, evened out and shrunk; `low` to `high` holds the true one four in five."""

    measure = word(Measure)
    cases = fields.Integer()
    raw = fields.Float()
    value = fields.Float()
    low = fields.Float()
    high = fields.Float()
    reliability = fields.Float(
        metadata={
            "description": "Which part is the own one, 0 to 1; 0: too little was seen in all to even anything"
            " out, and value, low and high are the raw figure"
        }
    )
    apart = fields.Integer(metadata={"description": "1 above, -1 below what all come to, 0 neither"})


def _value(row: reads.Behind) -> float | None:
    """Whom a customer scored how, managers see alone."""
    hidden = row.measure is Measure.CUSTOMER_SCORE and not _of_the_office()
    return None if hidden else row.value


def _of_the_office() -> bool:
    return principal().role in MANAGEMENT


class StarContributionShown(Schema):
    """What one visit contributes; `value` is null where it is left out, or not for the caller to see."""

    visit_id = fields.UUID()
    request_id = fields.UUID()
    code = fields.String()
    requested_at = fields.AwareDateTime()
    engineer = fields.String()
    model = fields.String()
    counted = fields.Function(lambda row: row.value is not None, metadata={"type": "boolean"})
    value = fields.Function(_value, metadata={"type": ["number", "null"]})
    why = word(["", *Why, *DeclaredReason])
    declaration_id = fields.UUID(allow_none=True)


def _facts(subject: Subject, key: UUID, wanted: dict[str, Month]) -> list[reads.Figure]:
    with transaction(write=False) as uow:
        reads.require_answerable(uow, principal(), subject, key)
        months = _months(uow, wanted)
        found = reads.figures(uow, subject, key, months.first, months.last) if months else {}
        every = [figure for row in found.values() for figure in row.values()]
        return every if _of_the_office() else [reads.without_few_cards(figure) for figure in every]


def _standings(subject: Subject, key: UUID, wanted: dict[str, Month]) -> list[Any]:
    with transaction(write=False) as uow:
        reads.require_answerable(uow, principal(), subject, key)
        months = _months(uow, wanted)
        found = list(stored_standings(uow, subject, months, key).get(key, ())) if months else []
        return found if _of_the_office() else [one for one in found if not reads.gives_cards_away(one)]


def _contributions(
    subject: Subject, key: UUID, wanted: dict[str, Any], parameters: PaginationParameters
) -> list[Any]:
    with transaction(write=False) as uow:
        reads.require_answerable(uow, principal(), subject, key)
        page = reads.visits_behind(
            uow,
            subject,
            key,
            Measure(wanted["measure"]),
            month=wanted.get("month"),
            shown=wanted.get("shown", ""),
            number=parameters.page,
            size=parameters.page_size,
        )
        parameters.item_count = page.total
        return list(page.rows) if page.number == parameters.page else []


def _months(uow: UnitOfWork, wanted: dict[str, Month]) -> Months | None:
    newest = next(iter(reads.months_worked_out(uow, 1)), None)
    last = wanted.get("last") or (read_month(newest.month) if newest else wanted.get("first"))
    if last is None:
        return None
    first = wanted.get("first") or last.later(1 - YEAR)
    if not 0 < len(months_between(first, last)) <= LONGEST_SPAN:
        raise Invalid({"from": Phrase("is after the last month, or too long before it")})
    return Months(first, last)


@blp.get("/engineers/<uuid:engineer_id>/star-facts")
@blp.arguments(MonthsWanted, location="query")
@blp.response(200, StarFactShown(many=True))
@blp.doc(operationId="getStarFactsOfEngineer")
def facts_of_engineer(wanted: dict[str, Month], engineer_id: UUID) -> list[reads.Figure]:
    """Read an engineer's figures month by month, the newest first."""
    return _facts(Subject.ENGINEER, engineer_id, wanted)


@blp.get("/providers/<uuid:provider_id>/star-facts")
@blp.arguments(MonthsWanted, location="query")
@blp.response(200, StarFactShown(many=True))
@blp.doc(operationId="getStarFactsOfProvider")
def facts_of_provider(wanted: dict[str, Month], provider_id: UUID) -> list[reads.Figure]:
    """Read a service provider's figures month by month, the newest first."""
    return _facts(Subject.PROVIDER, provider_id, wanted)


@blp.get("/engineers/<uuid:engineer_id>/star-standings")
@blp.arguments(MonthsWanted, location="query")
@blp.response(200, StarStandingShown(many=True))
@blp.doc(operationId="getStarStandingsOfEngineer")
def standings_of_engineer(wanted: dict[str, Month], engineer_id: UUID) -> list[Any]:
    """Read what an engineer comes to over a span of months that was worked out."""
    return _standings(Subject.ENGINEER, engineer_id, wanted)


@blp.get("/providers/<uuid:provider_id>/star-standings")
@blp.arguments(MonthsWanted, location="query")
@blp.response(200, StarStandingShown(many=True))
@blp.doc(operationId="getStarStandingsOfProvider")
def standings_of_provider(wanted: dict[str, Month], provider_id: UUID) -> list[Any]:
    """Read what a service provider comes to over a span of months that was worked out."""
    return _standings(Subject.PROVIDER, provider_id, wanted)


@blp.get("/engineers/<uuid:engineer_id>/star-contributions")
@blp.listing(StarContributionShown, VisitsWanted)
@blp.doc(operationId="listStarContributionsOfEngineer")
def contributions_of_engineer(
    wanted: dict[str, Any], engineer_id: UUID, pagination_parameters: PaginationParameters
) -> list[Any]:
    """List the visits behind a figure of an engineer, the newest first."""
    return _contributions(Subject.ENGINEER, engineer_id, wanted, pagination_parameters)


@blp.get("/providers/<uuid:provider_id>/star-contributions")
@blp.listing(StarContributionShown, VisitsWanted)
@blp.doc(operationId="listStarContributionsOfProvider")
def contributions_of_provider(
    wanted: dict[str, Any], provider_id: UUID, pagination_parameters: PaginationParameters
) -> list[Any]:
    """List the visits behind a figure of a service provider, the newest first."""
    return _contributions(Subject.PROVIDER, provider_id, wanted, pagination_parameters)
