"""A scorecard over HTTP: the figures of one subject over some months, and its broken promises."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView
from marshmallow import fields

from app.kernel import UnitOfWork
from app.kernel.errors import Invalid
from app.kernel.phrases import Phrase
from app.scorecards.reads import cards as reads
from app.scorecards.reads.subjects import ScorecardSubject, subject
from app.scorecards.rules.figures import Card, MonthSpan, cards
from app.scorecards.rules.kinds import ScorecardKind
from app.stars.api.fact_shapes import MonthField
from app.stars.rules.leaving_out import Why
from app.stars.rules.measured import Measure
from app.stars.rules.months import LONGEST_SPAN, months_between
from app.web.api import Blueprint, QuerySchema, Schema
from app.web.context import transaction
from app.web.schema_of import schema_of
from app.web.shapes import word

blp = Blueprint("scorecards", __name__, url_prefix="/api/v1", description="One engineer, customer, machine …")

ScorecardFigure = schema_of(Card, "ScorecardFigure", measure=word(Measure))
ScorecardBreach = schema_of(reads.Breach, "ScorecardBreach", why=word(Why))


class MonthsOfCard(QuerySchema):
    """Over which months, both included."""

    first = MonthField(data_key="from", required=True)
    last = MonthField(data_key="to", required=True)


class ScorecardWanted(MonthsOfCard):
    """Whose scorecard, and over which months."""

    kind = word(ScorecardKind, required=True)
    id = fields.String(
        required=True,
        metadata={"description": "The id; of a fault its code, of a model its name"},
    )


class ScorecardShown(Schema):
    """The figures of the months added up, and broken promises by what used the hour up."""

    kind = word(ScorecardKind)
    id = fields.String()
    name = fields.String()
    figures = fields.List(fields.Nested(ScorecardFigure))
    breaches = fields.List(fields.Nested(ScorecardBreach))


@blp.route("/scorecards")
class Scorecards(MethodView):
    """One scorecard."""

    @blp.arguments(ScorecardWanted, location="query")
    @blp.response(200, ScorecardShown)
    @blp.doc(operationId="getScorecard")
    def get(self, wanted: dict[str, Any]) -> Any:
        """Get the scorecard of one engineer, provider, place, customer, contract, fault, model or machine."""
        span = span_of(wanted)
        with transaction(write=False) as uow:
            found = subject(uow, ScorecardKind(wanted["kind"]), wanted["id"])
            return {"kind": found.kind, "id": found.key, "name": found.name, **figures_of(uow, found, span)}


def span_of(wanted: dict[str, Any]) -> MonthSpan:
    """Return the months that are asked for.

    Raises:
        Invalid: they are the wrong way round, or too many.
    """
    span = MonthSpan(wanted["first"], wanted["last"])
    if not 1 <= len(months_between(span.first, span.last)) <= LONGEST_SPAN:
        raise Invalid({"to": [Phrase("is before the first month, or too long after it")]})
    return span


def figures_of(uow: UnitOfWork, found: ScorecardSubject, span: MonthSpan) -> dict[str, Any]:
    """Return the figures of a scorecard and its broken promises."""
    told = reads.by_month(uow, found, str(span.first), str(span.last))
    return {
        "figures": list(cards(told, span).values()),
        "breaches": reads.breaches(reads.breaches_by_month(uow, found, span), span),
    }
