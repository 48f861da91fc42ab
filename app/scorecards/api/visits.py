"""The visits behind a figure of a scorecard over HTTP, a page by the key of the row before it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask.views import MethodView
from marshmallow import fields

from app.kernel.keyset import KeyedPage
from app.scorecards.api.cards import MonthsOfCard, ScorecardWanted, span_of
from app.scorecards.reads.behind import BehindWhat, visits_behind
from app.scorecards.reads.cards import BLAMED
from app.scorecards.reads.subjects import subject
from app.scorecards.rules.kinds import ScorecardKind
from app.stars.reads.facts import COUNTED, LEFT_OUT
from app.stars.rules.leaving_out import MEASURED_AT_VISITS, DeclaredReason, Why
from app.stars.rules.measured import Measure
from app.web.api import Blueprint, Schema
from app.web.context import transaction
from app.web.shapes import word

blp = Blueprint("scorecard-visits", __name__, url_prefix="/api/v1", description="The visits behind figures")

PAGE = 100


class BehindWanted(MonthsOfCard):
    """Behind which figure; `after_visit` and `after_engineer` name the last row of the page before."""

    measure = word(MEASURED_AT_VISITS, required=True)
    shown = word((COUNTED, LEFT_OUT), metadata={"description": "All where left out"})
    why = word(BLAMED, metadata={"description": "Broken promises put down to this alone"})
    after_visit = fields.UUID()
    after_engineer = fields.UUID()


class ScorecardVisitsWanted(ScorecardWanted, BehindWanted):
    """Behind which figure of whose scorecard."""


class ScorecardVisit(Schema):
    """One visit; `value` is null where it is left out, or not for the caller to see."""

    visit_id = fields.UUID()
    request_id = fields.UUID()
    engineer_id = fields.UUID()
    code = fields.String()
    requested_at = fields.AwareDateTime()
    due_at = fields.AwareDateTime()
    on_site_at = fields.AwareDateTime(allow_none=True)
    counted = fields.Boolean()
    value = fields.Float(allow_none=True)
    why = word(["", *Why, *DeclaredReason])
    late_min = fields.Float(allow_none=True)


class ScorecardVisitsShown(Schema):
    """A page of them, the newest first; `next` is null on the last."""

    visits = fields.List(fields.Nested(ScorecardVisit))
    next_visit = fields.UUID(allow_none=True)
    next_engineer = fields.UUID(allow_none=True)


def asked_after(wanted: dict[str, Any]) -> tuple[UUID, UUID] | None:
    """Return which row the page stands behind."""
    row = wanted.get("after_visit"), wanted.get("after_engineer")
    return (row[0], row[1]) if row[0] and row[1] else None


def shown(page: KeyedPage) -> dict[str, Any]:
    """Return a page as it is answered."""
    visit, engineer = page.after or (None, None)
    return {"visits": page.rows, "next_visit": visit, "next_engineer": engineer}


@blp.route("/scorecards/visits")
class ScorecardVisits(MethodView):
    """What is behind a figure."""

    @blp.arguments(ScorecardVisitsWanted, location="query")
    @blp.response(200, ScorecardVisitsShown)
    @blp.doc(operationId="listScorecardVisits")
    def get(self, wanted: dict[str, Any]) -> Any:
        """List the visits behind a figure, the newest first."""
        span = span_of(wanted)
        with transaction(write=False) as uow:
            found = subject(uow, ScorecardKind(wanted["kind"]), wanted["id"])
            measure = Measure(wanted["measure"])
            what = BehindWhat(found, span, measure, wanted.get("shown", ""), wanted.get("why", ""))
            return shown(visits_behind(uow, what, PAGE, after=asked_after(wanted)))
