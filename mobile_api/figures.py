"""An engineer's own scorecard on the phone: figures with what they mean, and the visits behind each."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from app.scorecards.api.cards import MonthsOfCard, figures_of, span_of
from app.scorecards.api.visits import PAGE, BehindWanted, ScorecardVisitsShown, asked_after, shown
from app.scorecards.pages.words import STAGES
from app.scorecards.reads.behind import BehindWhat, visits_behind
from app.scorecards.reads.subjects import subject
from app.scorecards.rules.kinds import ScorecardKind
from app.stars.pages.words import MEANINGS, TITLES
from app.stars.rules.leaving_out import Why
from app.stars.rules.measured import Measure
from app.web.api import Schema
from app.web.context import transaction
from app.web.shapes import word
from app.web.wording import say
from mobile_api.engineer import engineer_id
from mobile_api.intake import PhoneBlueprint

blp = PhoneBlueprint("mobile_figures", __name__, url_prefix="/mobile/v1", description="One's own figures")

_SAID = {"description": "In the language of `Accept-Language`"}


class PhoneFigure(Schema):
    """A figure as it is; `value` is null where nothing counts. A month of few cards has no score."""

    measure = word(Measure)
    title = fields.String(metadata=_SAID)
    meaning = fields.String(metadata=_SAID)
    value = fields.Float(allow_none=True)
    cases = fields.Integer()
    left_out = fields.Integer()


class PhoneBreach(Schema):
    """Broken promises by what used the hour up."""

    why = word(Why)
    title = fields.String(metadata=_SAID)
    promises = fields.Integer()
    late_min = fields.Float()
    worst_min = fields.Float()


class PhoneFigures(Schema):
    """The figures of some months added up."""

    figures = fields.List(fields.Nested(PhoneFigure))
    breaches = fields.List(fields.Nested(PhoneBreach))


@blp.get("/figures")
@blp.arguments(MonthsOfCard, location="query")
@blp.response(200, PhoneFigures)
@blp.doc(operationId="getMyFigures")
def figures(wanted: dict[str, Any]) -> dict[str, Any]:
    """Read one's own scorecard: what each figure means, its value, and broken promises by stage."""
    span = span_of(wanted)
    with transaction(write=False) as uow:
        found = figures_of(uow, subject(uow, ScorecardKind.ENGINEER, str(engineer_id())), span)
    return {
        "figures": [
            {name: getattr(one, name) for name in ("measure", "value", "cases", "left_out")}
            | {"title": say(TITLES[one.measure]), "meaning": say(MEANINGS[one.measure])}
            for one in found["figures"]
        ],
        "breaches": [
            {name: getattr(one, name) for name in ("why", "promises", "late_min", "worst_min")}
            | {"title": say(STAGES[one.why])}
            for one in found["breaches"]
        ],
    }


@blp.get("/figures/visits")
@blp.arguments(BehindWanted, location="query")
@blp.response(200, ScorecardVisitsShown)
@blp.doc(operationId="listMyFigureVisits")
def visits(wanted: dict[str, Any]) -> dict[str, Any]:
    """Read the visits behind one of them, the newest first; who gave which score is not told."""
    span = span_of(wanted)
    with transaction(write=False) as uow:
        found = subject(uow, ScorecardKind.ENGINEER, str(engineer_id()))
        measure = Measure(wanted["measure"])
        what = BehindWhat(found, span, measure, wanted.get("shown", ""), wanted.get("why", ""))
        return shown(visits_behind(uow, what, PAGE, after=asked_after(wanted)))
