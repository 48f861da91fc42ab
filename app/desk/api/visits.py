"""Visits: reading them, and the dispatcher's overrides with what each costs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from flask.views import MethodView
from flask_smorest.pagination import PaginationParameters
from marshmallow import fields, validate

from app.arrivals.commands.arrivals import confirm_arrival, show_code
from app.arrivals.commands.settlements import settle
from app.dispatching.commands import overrides, telephoned, undoing
from app.dispatching.reads.plan import visits
from app.documents.api.documents import PDF, ReportLanguage, report_response
from app.kernel import UnitOfWork
from app.requests.api.bodies import Cost, Reason, VisitShown, version
from app.requests.commands.returns import set_return
from app.requests.rules.lifecycle import VisitState
from app.requests.rules.promise import Decision
from app.requests.tables import Visit
from app.web.api import Blueprint, QuerySchema, Schema, rows_of_page
from app.web.context import transaction
from app.web.idempotency import answer
from app.web.schema_of import schema_of
from app.web.shapes import word

blp = Blueprint("visits", __name__, url_prefix="/api/v1", description="Visits and the dispatcher's overrides")


class VisitFilter(QuerySchema):
    """Which visits to list."""

    state = word(VisitState)
    engineer_id = fields.UUID()
    territory_id = fields.UUID()
    request_id = fields.UUID()


class Decided(Schema):
    """On which state of the visit it was decided."""

    version = version("visit")


class ReturnHour(Decided):
    """When a return visit may begin."""

    not_before_at = fields.AwareDateTime(
        required=True, metadata={"description": "Nobody is asked to come before; now, to plan it at once"}
    )


class Named(Decided):
    """An engineer."""

    engineer_id = fields.UUID(required=True)


class Assignment(Named):
    """To whom a visit is given."""

    pin = fields.Boolean(
        load_default=True, metadata={"description": "False lets the planner move it again at once"}
    )
    reason = fields.String(
        load_default="",
        validate=validate.Length(max=500),
        metadata={"description": "Why, where the register of named engineers is against it"},
    )


class WhichDecision(Decided):
    """Which decision is taken back."""

    number = fields.Integer(
        strict=True,
        load_default=None,
        allow_none=True,
        metadata={"description": "Its number in the request's history; left out: the last one"},
    )


class Settling(Reason):
    """Whether the engineer arrived, and why that is so."""

    verdict = word(Decision, required=True)
    on_site_at = fields.AwareDateTime(
        allow_none=True,
        metadata={"description": "When he arrived, if it was otherwise than recorded; left out: as recorded"},
    )
    engineer_id = fields.UUID(
        allow_none=True,
        metadata={"description": "Whose arrival, where the visit went to somebody else since he reported it"},
    )


Overridden = schema_of(
    overrides.Override,
    "Overridden",
    visit=fields.Nested(VisitShown),
    cost=fields.Nested(Cost),
)


@blp.route("/visits")
class Visits(MethodView):
    """Visits."""

    @blp.listing(VisitShown, VisitFilter)
    def get(self, chosen: dict[str, Any], pagination_parameters: PaginationParameters) -> list[Any]:
        """List visits that I may see, newest first."""
        with transaction(write=False) as uow:
            return rows_of_page(uow, visits(uow, **chosen), pagination_parameters)


@blp.route("/visits/<uuid:visit_id>")
class OneVisit(MethodView):
    """One visit."""

    @blp.response(200, VisitShown)
    def get(self, visit_id: UUID) -> Any:
        """Read one."""
        with transaction(write=False) as uow:
            return uow.get(Visit, visit_id)


@blp.route("/visits/<uuid:visit_id>/report.pdf")
class VisitReport(MethodView):
    """The service report."""

    @blp.arguments(ReportLanguage, location="query")
    @blp.response(200, **PDF)
    def get(self, chosen: dict[str, Any], visit_id: UUID) -> Response:
        """Read the service report of a visit that has ended, as PDF."""
        return report_response(visit_id, chosen["lang"])


@blp.route("/visits/<uuid:visit_id>/assign")
class Assign(MethodView):
    """Assigning."""

    @blp.arguments(Assignment)
    @blp.response(200, Overridden)
    def post(self, body: dict[str, Any], visit_id: UUID) -> Response:
        """Give the visit to an engineer; refused with the reasons where the engineer may not serve it."""
        with transaction() as uow:
            said = {"pin": body["pin"], "reason": body["reason"]}
            return _told(uow, overrides.assign(uow, visit_id, body["engineer_id"], body["version"], **said))


@blp.route("/visits/<uuid:visit_id>/unassign")
class Unassign(MethodView):
    """Unassigning."""

    @blp.arguments(Decided)
    @blp.response(200, Overridden)
    def post(self, body: dict[str, Any], visit_id: UUID) -> Response:
        """Take the visit from its engineer and have it planned anew, with others where any can come."""
        with transaction() as uow:
            return _told(uow, overrides.unassign(uow, visit_id, body["version"]))


@blp.route("/visits/<uuid:visit_id>/pin")
class Pin(MethodView):
    """Pinning."""

    @blp.arguments(Decided)
    @blp.response(200, Overridden)
    def post(self, body: dict[str, Any], visit_id: UUID) -> Response:
        """Keep the visit with the engineer who has it."""
        with transaction() as uow:
            return _told(uow, overrides.pin(uow, visit_id, body["version"]))


@blp.route("/visits/<uuid:visit_id>/unpin")
class Unpin(MethodView):
    """Unpinning."""

    @blp.arguments(Decided)
    @blp.response(200, Overridden)
    def post(self, body: dict[str, Any], visit_id: UUID) -> Response:
        """Let the planner move the visit again."""
        with transaction() as uow:
            return _told(uow, overrides.unpin(uow, visit_id, body["version"]))


@blp.route("/visits/<uuid:visit_id>/exclude")
class Exclude(MethodView):
    """Excluding."""

    @blp.arguments(Named)
    @blp.response(200, Overridden)
    def post(self, body: dict[str, Any], visit_id: UUID) -> Response:
        """Rule an engineer out for the visit."""
        with transaction() as uow:
            return _told(uow, overrides.exclude(uow, visit_id, body["engineer_id"], body["version"]))


@blp.route("/visits/<uuid:visit_id>/include")
class Include(MethodView):
    """Including."""

    @blp.arguments(Named)
    @blp.response(200, Overridden)
    def post(self, body: dict[str, Any], visit_id: UUID) -> Response:
        """End an engineer's exclusion from the visit."""
        with transaction() as uow:
            return _told(uow, overrides.include(uow, visit_id, body["engineer_id"], body["version"]))


@blp.route("/visits/<uuid:visit_id>/accept-by-telephone")
class AcceptByTelephone(MethodView):
    """A yes on the telephone."""

    @blp.arguments(Named)
    @blp.response(200, Overridden)
    @blp.doc(operationId="acceptByTelephone")
    def post(self, body: dict[str, Any], visit_id: UUID) -> Response:
        """Record that the engineer, whose phone may be silent, says yes; the visit is pinned to him."""
        with transaction() as uow:
            engineer_id = body["engineer_id"]
            made = telephoned.accept_by_telephone(uow, visit_id, engineer_id, body["version"])
            return _told(uow, made)


@blp.route("/visits/<uuid:visit_id>/undo")
class Undo(MethodView):
    """Taking a decision back."""

    @blp.arguments(WhichDecision)
    @blp.response(200, Overridden)
    def post(self, body: dict[str, Any], visit_id: UUID) -> Response:
        """Take my last decision back, within ten seconds, while its notices wait."""
        with transaction() as uow:
            return _told(uow, undoing.undo(uow, visit_id, body["number"], body["version"]))


@blp.route("/visits/<uuid:visit_id>/confirm-arrival")
class ConfirmArrival(MethodView):
    """Confirming an arrival for the customer."""

    @blp.arguments(Reason)
    @blp.response(200, VisitShown)
    def post(self, body: dict[str, str], visit_id: UUID) -> Response:
        """Confirm that the engineer is there, where wrong codes locked it or the customer has none."""
        with transaction() as uow:
            visit = confirm_arrival(uow, visit_id, body["reason"].strip())
            return _shown(uow, visit)


@blp.route("/visits/<uuid:visit_id>/return-set")
class SetReturn(MethodView):
    """The hour of a return visit."""

    @blp.arguments(ReturnHour)
    @blp.response(200, VisitShown)
    def post(self, body: dict[str, Any], visit_id: UUID) -> Response:
        """Say when a return visit may begin; one that waits for a part is planned from then on alone."""
        with transaction() as uow:
            visit = set_return(uow, visit_id, body["not_before_at"], body["version"])
            uow.session.flush()
            return answer(uow, visit, VisitShown())


@blp.route("/visits/<uuid:visit_id>/settle-arrival")
class SettleArrival(MethodView):
    """Settling an arrival."""

    @blp.arguments(Settling)
    @blp.response(200, VisitShown)
    def post(self, body: dict[str, Any], visit_id: UUID) -> Response:
        """Settle whether the engineer arrived; a settlement is overruled by a manager alone."""
        with transaction() as uow:
            decision, at = Decision(body["verdict"]), body.get("on_site_at")
            visit = settle(uow, visit_id, decision, body["reason"].strip(), at, body.get("engineer_id"))
            return _shown(uow, visit)


class CodeShown(Schema):
    """The customer's arrival code."""

    arrival_code = fields.String()


@blp.route("/visits/<uuid:visit_id>/arrival-code")
class ArrivalCode(MethodView):
    """The arrival code, for a customer who calls."""

    @blp.arguments(Reason)
    @blp.response(200, CodeShown)
    @blp.doc(operationId="showArrivalCode")
    def post(self, body: dict[str, str], visit_id: UUID) -> Response:
        """Show the code that only the customer holds; who asked and why is recorded."""
        with transaction() as uow:
            code = show_code(uow, visit_id, body["reason"].strip())
            return answer(uow, {"arrival_code": code}, CodeShown())


def _told(uow: UnitOfWork, made: overrides.Override) -> Response:
    uow.session.flush()  # so that the version told is the one that is kept
    return answer(uow, made, Overridden())


def _shown(uow: UnitOfWork, visit: Visit) -> Response:
    uow.session.flush()  # so that the version told is the one that is kept
    return answer(uow, visit, VisitShown())
