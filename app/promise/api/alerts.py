"""Alerts of the promise watch: reading them, taking them on, and applying the rescue that they carry."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from flask.views import MethodView
from flask_smorest.pagination import PaginationParameters
from marshmallow import fields

from app.dispatching.commands.cost import Cost
from app.promise.commands import applying
from app.promise.commands.alerts import acknowledge
from app.promise.commands.rescue import KnockOn
from app.promise.errors import RescueStale
from app.promise.reads.alerts import AlertView, alert_in_context, alerts, in_context
from app.promise.rules.clearing import Cleared
from app.promise.rules.complaints import ComplaintRung
from app.promise.rules.ladder import Rung
from app.requests.api.bodies import Cost as CostShown
from app.requests.api.bodies import EngineerCard, Reason, VisitShown
from app.web.api import Blueprint, QuerySchema, Schema, rows_of_page
from app.web.context import principal, runtime, transaction
from app.web.idempotency import answer
from app.web.schema_of import schema_of
from app.web.shapes import word

blp = Blueprint("alerts", __name__, url_prefix="/api/v1", description="Promises in danger")


class AlertFilter(QuerySchema):
    """Which alerts to list."""

    is_open = fields.Boolean(data_key="open", metadata={"description": "Whether the reason still stands"})
    territory_id = fields.UUID()
    request_id = fields.UUID()


class Rescuer(EngineerCard):
    """Who could come instead."""

    provider = fields.String(allow_none=True, metadata={"description": "Name of the service provider"})


RescueCost = schema_of(Cost, "RescueCost")


RescueKnockOn = schema_of(KnockOn, "RescueKnockOn")


class RescueShown(Schema):
    """The next-best engineer, as he was when this was prepared."""

    engineer = fields.Nested(Rescuer)
    eta_at = fields.AwareDateTime()
    slack_s = fields.Integer(metadata={"description": "Left until due; negative when late"})
    gain_s = fields.Integer(
        allow_none=True, metadata={"description": "Sooner than expected now; null where nobody is expected"}
    )
    cost_min = fields.Float(metadata={"description": "Driving and customers' waiting past due, in minutes"})
    cost = fields.Nested(RescueCost)
    knock_on = fields.List(fields.Nested(RescueKnockOn))
    knock_on_min = fields.Float()
    made_at = fields.AwareDateTime()


class AlertShown(Schema):
    """A rung of the danger ladder that a promise came to stand on, or a complaint that waits."""

    id = fields.UUID(attribute="alert.id")
    rung = word([*Rung, *ComplaintRung], attribute="alert.rung")
    open = fields.Boolean()
    request_id = fields.UUID(
        attribute="alert.request_id", allow_none=True, metadata={"description": "Null of a complaint"}
    )
    call_id = fields.UUID(
        attribute="alert.call_id", allow_none=True, metadata={"description": "The call of a complaint"}
    )
    request_code = fields.String(attribute="request.code", allow_none=True)
    customer = fields.String()
    promise_due_at = fields.AwareDateTime(
        attribute="request.due_at",
        metadata={"description": "Of a complaint: by when the customer is to hear of us"},
    )
    visit_id = fields.UUID(attribute="alert.visit_id", allow_none=True)
    territory_id = fields.UUID(attribute="alert.territory_id", allow_none=True)
    engineer = fields.Nested(
        EngineerCard, allow_none=True, metadata={"description": "Who had the visit when it was raised"}
    )
    holder = fields.Nested(EngineerCard, allow_none=True, metadata={"description": "Who has it now"})
    unasked = fields.Boolean(metadata={"description": "He has the visit in the plan and was not asked yet"})
    due_at = fields.AwareDateTime(
        attribute="alert.due_at", metadata={"description": "When the rung fell due"}
    )
    raised_at = fields.AwareDateTime(attribute="alert.raised_at")
    late_s = fields.Integer(
        attribute="alert.late_s", metadata={"description": "Raised so long after it fell due"}
    )
    repeats = fields.Integer(attribute="alert.repeats")
    told_at = fields.AwareDateTime(attribute="alert.told_at")
    acknowledged_at = fields.AwareDateTime(attribute="alert.acknowledged_at", allow_none=True)
    acknowledged_by = fields.String(attribute="alert.acknowledged_by", allow_none=True)
    acknowledge_reason = fields.String(attribute="alert.acknowledge_reason", allow_none=True)
    rescued_at = fields.AwareDateTime(attribute="alert.rescued_at", allow_none=True)
    cleared_at = fields.AwareDateTime(attribute="alert.cleared_at", allow_none=True)
    cleared_why = word(Cleared, attribute="alert.cleared_why", allow_none=True)
    rescue = fields.Nested(RescueShown, allow_none=True)


class Chosen(Schema):
    """Whom to send."""

    engineer_id = fields.UUID(
        load_default=None,
        allow_none=True,
        metadata={"description": "Who was chosen: refused as stale where somebody else is proposed by now"},
    )


class Rescued(Schema):
    """The alert, now acknowledged, the visit with its new engineer, and the price."""

    alert = fields.Nested(AlertShown)
    visit = fields.Nested(VisitShown)
    cost = fields.Nested(CostShown)


@blp.route("/alerts")
class Alerts(MethodView):
    """Alerts."""

    @blp.listing(AlertShown, AlertFilter)
    def get(self, wanted: dict[str, Any], pagination_parameters: PaginationParameters) -> list[AlertView]:
        """List alerts, newest first."""
        with transaction(write=False) as uow:
            query = alerts(principal(), **wanted)
            return in_context(uow, rows_of_page(uow, query, pagination_parameters))


@blp.route("/alerts/<uuid:alert_id>")
class OneAlert(MethodView):
    """One alert."""

    @blp.response(200, AlertShown)
    def get(self, alert_id: UUID) -> AlertView:
        """Read one."""
        with transaction(write=False) as uow:
            return alert_in_context(uow, alert_id)


@blp.route("/alerts/<uuid:alert_id>/acknowledge")
class Acknowledge(MethodView):
    """Acknowledging."""

    @blp.arguments(Reason)
    @blp.response(200, AlertShown)
    def post(self, body: dict[str, str], alert_id: UUID) -> Response:
        """Take an alert on, and say why; it repeats no more, and ends when its reason is gone."""
        with transaction() as uow:
            acknowledge(uow, alert_id, body["reason"].strip())
            return answer(uow, alert_in_context(uow, alert_id), AlertShown())


@blp.route("/alerts/<uuid:alert_id>/rescue")
class Rescue(MethodView):
    """Rescuing."""

    @blp.arguments(Chosen)
    @blp.response(200, Rescued)
    def post(self, body: dict[str, Any], alert_id: UUID) -> Response:
        """Apply the prepared rescue if it still holds; else `rescue-stale` brings the fresh one."""
        try:
            with transaction() as uow:
                done = applying.apply(uow, alert_id, body["engineer_id"])
                uow.session.flush()  # so that the version told is the one that is kept
                shown = {
                    "alert": alert_in_context(uow, alert_id),
                    "visit": done.override.visit,
                    "cost": done.override.cost,
                }
                return answer(uow, shown, Rescued())
        except RescueStale:
            applying.renew(runtime(), principal(), alert_id)
        with transaction(write=False) as uow:
            fresh = alert_in_context(uow, alert_id).rescue
        raise RescueStale(alert_id, RescueShown().dump(fresh) if fresh else None)
