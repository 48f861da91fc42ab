"""The engine over HTTP: a what-if plan of any snapshot, the plan in force, and planning anew."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from flask.views import MethodView
from marshmallow import fields, validate

from app.dispatching.commands.triggers import request_replan
from app.dispatching.commands.what_if import LONGEST_S, what_if
from app.dispatching.reads.plan import LongWaitRow, PlanInForce, RouteRow, StopRow, plan_in_force
from app.registers.tables import Territory
from app.requests.api.bodies import EngineerCard
from app.requests.rules.lifecycle import VisitState
from app.web.api import Blueprint, Schema
from app.web.context import runtime, transaction
from app.web.idempotency import answer
from app.web.schema_of import schema_of
from app.web.shapes import word
from dispatch.model.plan import Bound, LongWait

blp = Blueprint("dispatch", __name__, url_prefix="/api/v1", description="Plans")


class WhatIf(Schema):
    """A snapshot to plan; nothing of it is stored."""

    snapshot = fields.Dict(required=True, metadata={"description": "See docs/engine.md"})
    budget_s = fields.Float(
        load_default=1.0, validate=validate.Range(min=0, min_inclusive=False, max=LONGEST_S)
    )


LongWaitShown = schema_of(LongWait, "LongWaitShown")


BoundShown = schema_of(Bound, "BoundShown")


class PlanShown(Schema):
    """The engine's plan of a snapshot."""

    routes = fields.List(fields.Dict())
    unassigned = fields.List(fields.Dict())
    moves = fields.List(fields.Dict())
    wake_s = fields.Integer(allow_none=True)
    long_waits = fields.List(fields.Nested(LongWaitShown))
    bound = fields.Nested(BoundShown, allow_none=True)
    expected = fields.Dict(
        allow_none=True, metadata={"description": "The vote of futures, see docs/engine.md"}
    )


StopShown = schema_of(
    StopRow, "StopShown", state=word(VisitState), reasons=fields.List(fields.Dict(), allow_none=True)
)


RouteShown = schema_of(
    RouteRow,
    "RouteShown",
    engineer=fields.Nested(EngineerCard),
    stops=fields.List(fields.Nested(StopShown)),
)


LongWaitInForce = schema_of(LongWaitRow, "LongWaitInForce")


PlanInForceShown = schema_of(
    PlanInForce,
    "PlanInForce",
    routes=fields.List(fields.Nested(RouteShown)),
    unassigned=fields.List(fields.Nested(StopShown)),
    long_waits=fields.List(fields.Nested(LongWaitInForce)),
)


class Asked(Schema):
    """That planning was asked for."""

    territory_id = fields.UUID()
    requested_at = fields.AwareDateTime()


@blp.route("/dispatch/plan")
class Plans(MethodView):
    """What-if plans."""

    @blp.arguments(WhatIf)
    @blp.response(200, PlanShown)
    @blp.doc(operationId="planSnapshot")
    def post(self, body: dict[str, Any]) -> Any:
        """Plan a snapshot without touching anything."""
        return what_if(runtime(), body["snapshot"], body["budget_s"])


@blp.route("/territories/<uuid:territory_id>/plan")
class TerritoryPlan(MethodView):
    """The plan in force."""

    @blp.response(200, PlanInForceShown)
    def get(self, territory_id: UUID) -> Any:
        """Read who goes where."""
        with transaction(write=False) as uow:
            return plan_in_force(uow, territory_id)


@blp.route("/territories/<uuid:territory_id>/replan")
class Replan(MethodView):
    """Planning anew."""

    @blp.response(202, Asked)
    def post(self, territory_id: UUID) -> Response:
        """Have the territory planned now."""
        with transaction() as uow:
            territory = uow.get(Territory, territory_id)
            request_replan(uow, territory.id, "asked for by the office")
            return answer(uow, {"territory_id": territory.id, "requested_at": uow.now}, Asked(), 202)
