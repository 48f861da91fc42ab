"""Reading repair requests, calling the customer back, closing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from flask.views import MethodView
from flask_smorest.pagination import PaginationParameters
from marshmallow import fields, validate

from app.desk.reads.archive import lines
from app.dispatching.api.offers import OfferShown
from app.kernel import UnitOfWork
from app.portal.reads.tracking import Given
from app.promise.reads.request_pages import page
from app.promise.reads.requests import OUTCOMES, SORTABLE, request_in_detail, requests
from app.requests.api.bodies import EngineerCard, RequestOwner, VisitShown, WorkAsked, kept, outcome
from app.requests.commands import follow_up
from app.requests.commands.intake.report import CHANNELS
from app.requests.commands.remote import How
from app.requests.reads.history import HistoryEvent, history
from app.requests.rules.lifecycle import RequestState
from app.requests.tables import FollowUp, ServiceRequest
from app.web.api import Blueprint, QuerySchema, Schema, WithOfficeNotes, rows_of_page
from app.web.context import transaction
from app.web.fields import Place, numbers_shown, text_for
from app.web.idempotency import answer
from app.web.schema_of import schema_of
from app.web.shapes import word

blp = Blueprint("requests-read", __name__, url_prefix="/api/v1", description="Following repair requests")


class RequestFilter(QuerySchema):
    """Which requests to list."""

    state = word(RequestState)
    territory_id = fields.UUID()
    customer_id = fields.UUID()
    open = fields.Boolean(metadata={"description": "Whether work is still to be done"})
    kept = fields.Boolean(metadata={"description": "True: kept, whatever proves it. False: broken"})
    outcome = fields.String(
        validate=validate.OneOf(list(OUTCOMES)),
        metadata={"description": "What became of the promise; `kept` is all that are kept"},
    )
    from_at = fields.AwareDateTime(data_key="from", metadata={"description": "Requested at or after"})
    to_at = fields.AwareDateTime(data_key="to", metadata={"description": "Requested before"})
    q = fields.String(validate=validate.Length(1, 100), metadata={"description": "Text to look for"})
    after = fields.UUID(
        metadata={"description": "Behind which request the page begins: as quick at the end of a long list"}
    )
    sort = fields.String(
        validate=validate.OneOf([sign + column for column in SORTABLE for sign in ("", "-")]),
        metadata={"description": "Order; `-` turns it round; newest first when left out"},
    )


class RequestShown(WithOfficeNotes, RequestOwner, WorkAsked):
    """A repair request (报修单)."""

    OFFICE_NOTES = ("solved_remotely_note",)

    contact_numbers = numbers_shown()
    channel = word(CHANNELS)
    point = Place()
    received_at = fields.AwareDateTime()
    first_due_at = fields.AwareDateTime(
        allow_none=True, metadata={"description": "What was promised before an appointment was agreed"}
    )
    appointment_agreed_by = fields.String(allow_none=True)
    on_site_at = fields.AwareDateTime(allow_none=True)
    solved_remotely_at = fields.AwareDateTime(allow_none=True)
    solved_remotely_by = fields.String(allow_none=True)
    solved_remotely_how = word(How, allow_none=True)
    solved_remotely_note = fields.String(allow_none=True)
    resolved_at = fields.AwareDateTime(allow_none=True)
    closed_at = fields.AwareDateTime(allow_none=True)
    cancel_reason = fields.String(allow_none=True)
    external_reference = fields.String(
        metadata={"description": "The customer's or partner's own number of it"}
    )
    customer_wish = fields.String(metadata={"description": "What the customer wishes for the visit"})
    version = fields.Integer(metadata={"description": "To be named where it is amended or cancelled"})


RatingShown = schema_of(Given, "RatingShown")


class FollowUpShown(Schema):
    """The call back."""

    solved = fields.Boolean()
    result = fields.String()
    by = fields.String()
    made_at = fields.AwareDateTime()


class VisitOfRequest(VisitShown):
    """A visit with who makes it and who was asked."""

    engineer = fields.Nested(EngineerCard, allow_none=True)
    offers = fields.List(fields.Nested(OfferShown))
    rating = fields.Nested(RatingShown, allow_none=True)

    def get_attribute(self, obj: Any, attr: str, default: Any) -> Any:
        """Read what stands beside the visit, else the visit itself."""
        return getattr(obj, attr) if hasattr(obj, attr) else getattr(obj.visit, attr, default)


class NameOnly(Schema):
    """A customer or a site, by name."""

    id = fields.UUID()
    name = fields.String()


class FaultName(Schema):
    """A kind of fault in two languages."""

    code = fields.String()
    name_en = fields.String()
    name_zh = fields.String()


class CameTo(RequestShown):
    """A request with what became of its promise."""

    outcome = outcome()
    kept = kept()

    def get_attribute(self, obj: Any, attr: str, default: Any) -> Any:
        """Read what stands beside the request, else the request itself."""
        return getattr(obj, attr) if hasattr(obj, attr) else getattr(obj.request, attr, default)


class WithNames(CameTo):
    """A request with whose it is."""

    customer = fields.Nested(NameOnly)
    site = fields.Nested(NameOnly)


class RequestInList(WithNames):
    """A request as lists show it."""

    fault = fields.Nested(FaultName)
    engineer = fields.Nested(
        EngineerCard, allow_none=True, metadata={"description": "Who makes the newest visit"}
    )
    time_zone = fields.String(metadata={"description": "Of the site"})


class RequestDetail(WithNames):
    """A request with all that belongs to it."""

    visits = fields.List(fields.Nested(VisitOfRequest))
    follow_up = fields.Nested(FollowUpShown, allow_none=True)


HistoryShown = schema_of(HistoryEvent, "HistoryShown")


class CallBack(Schema):
    """What the customer said."""

    solved = fields.Boolean(required=True)
    result = text_for(FollowUp.result, shortest=1, required=True)


def _page(uow: UnitOfWork, wanted: dict[str, Any], asked: PaginationParameters) -> list[ServiceRequest]:
    """Return a page of a list: by the key of the request before it, or by its number."""
    after = wanted.pop("after", None)
    if after is None and (asked.page > 1 or "q" not in wanted):
        return rows_of_page(uow, requests(uow, wanted), asked)
    found = page(uow, wanted, asked.page_size, {"after": after} if after else {})
    rows = list(found.page.rows)
    further = len(rows) + (found.page.after is not None)
    asked.item_count = further if found.at_least else found.count
    return rows


@blp.route("/service-requests")
class Requests(MethodView):
    """Repair requests."""

    @blp.listing(RequestInList, RequestFilter)
    def get(self, wanted: dict[str, Any], pagination_parameters: PaginationParameters) -> list[Any]:
        """List those that I may see, newest first.

        Of a text (`q`), and behind a request (`after`), nobody counts beyond 10,000: a `total` of 10,001 says
        that there are more, and one that is one more than the page's rows that there is a further page.
        """
        with transaction(write=False) as uow:
            return lines(uow, _page(uow, wanted, pagination_parameters))


@blp.route("/service-requests/<uuid:request_id>")
class OneRequest(MethodView):
    """One request."""

    @blp.response(200, RequestDetail)
    def get(self, request_id: UUID) -> Any:
        """Read one with its visits, offers, rating and call back."""
        with transaction(write=False) as uow:
            return request_in_detail(uow, request_id)


@blp.route("/service-requests/<uuid:request_id>/history")
class History(MethodView):
    """What happened."""

    @blp.response(200, HistoryShown(many=True))
    @blp.doc(operationId="listServiceRequestEvents")
    def get(self, request_id: UUID) -> Any:
        """Read every event of the request, its visits and offers, oldest first."""
        with transaction(write=False) as uow:
            return history(uow, request_id)


@blp.route("/service-requests/<uuid:request_id>/follow-up")
class FollowUps(MethodView):
    """Calling back (回访)."""

    @blp.arguments(CallBack)
    @blp.response(200, RequestShown)
    @blp.doc(operationId="recordFollowUp")
    def post(self, body: dict[str, Any], request_id: UUID) -> Response:
        """Record the call back; a problem that is not solved opens the request again with a return visit."""
        with transaction() as uow:
            return answer(uow, follow_up.follow_up(uow, request_id, **body), RequestShown())


@blp.route("/service-requests/<uuid:request_id>/close")
class Close(MethodView):
    """Closing."""

    @blp.response(200, RequestShown)
    def post(self, request_id: UUID) -> Response:
        """Close a request whose customer was called back."""
        with transaction() as uow:
            return answer(uow, follow_up.close(uow, request_id), RequestShown())
