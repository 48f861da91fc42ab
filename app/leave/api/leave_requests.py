"""Requests for leave over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from flask.views import MethodView
from flask_smorest.pagination import PaginationParameters
from marshmallow import fields

from app.kernel.errors import Forbidden
from app.kernel.phrases import Phrase
from app.leave.commands.asking import LeaveWish, ask, withdraw
from app.leave.commands.deciding import approve, refuse
from app.leave.reads.leave_requests import leave_request_of, leave_requests
from app.leave.rules.asking import LeaveRequestState
from app.leave.tables import LeaveRequest
from app.registers.rules.roster import LeaveReason
from app.web.api import Blueprint, QuerySchema, Schema, rows_of_page
from app.web.context import principal, transaction
from app.web.fields import text, text_for
from app.web.idempotency import answer
from app.web.shapes import word

blp = Blueprint("leave_requests", __name__, url_prefix="/api/v1", description="Leave that engineers ask for")


class NewLeaveRequest(Schema):
    """What an engineer asks for."""

    reason = word(LeaveReason, required=True)
    starts_at = fields.AwareDateTime(required=True)
    ends_at = fields.AwareDateTime(required=True)
    note = text_for(LeaveRequest.note, load_default="")


class LeaveRequestRecord(NewLeaveRequest):
    """A request for leave, and what became of it."""

    id = fields.UUID()
    engineer_id = fields.UUID()
    state = word(LeaveRequestState)
    asked_at = fields.AwareDateTime()
    decided_at = fields.AwareDateTime(allow_none=True)
    decided_by = fields.String(allow_none=True)
    decided_why = fields.String(allow_none=True)
    leave_id = fields.UUID(allow_none=True, metadata={"description": "The leave on the roster"})


class Approving(Schema):
    """Which visits the sender knows to lose their engineer."""

    seen = text(16, load_default="", metadata={"description": "`seen` of the refusal that named the visits"})


class RefusingLeave(Schema):
    """Why it is refused."""

    why = text_for(LeaveRequest.decided_why, shortest=1, required=True)


class LeaveRequestFilter(QuerySchema):
    """Filters of the list."""

    engineer_id = fields.UUID()
    state = word(LeaveRequestState)


def own_engineer() -> UUID:
    """Return who asks; an account of the role may lack its engineer."""
    found = principal().engineer_id
    if found is None:
        raise Forbidden(Phrase("This account belongs to no engineer."))
    return found


@blp.route("/leave-requests")
class LeaveRequests(MethodView):
    """All of them."""

    @blp.listing(LeaveRequestRecord, LeaveRequestFilter)
    def get(self, chosen: dict[str, Any], pagination_parameters: PaginationParameters) -> list[Any]:
        """List those that I may see, the newest first."""
        with transaction(write=False) as uow:
            return rows_of_page(uow, leave_requests(uow, **chosen), pagination_parameters)

    @blp.arguments(NewLeaveRequest)
    @blp.response(201, LeaveRequestRecord)
    def post(self, values: dict[str, Any]) -> Response:
        """Ask for leave, as the engineer that one is."""
        with transaction() as uow:
            row = ask(uow, own_engineer(), LeaveWish(**values))
            return answer(uow, row, LeaveRequestRecord(), 201)


@blp.route("/leave-requests/<uuid:leave_request_id>")
class OneLeaveRequest(MethodView):
    """One."""

    @blp.response(200, LeaveRequestRecord)
    def get(self, leave_request_id: UUID) -> LeaveRequest:
        """Read one."""
        with transaction(write=False) as uow:
            return leave_request_of(uow, leave_request_id)


@blp.post("/leave-requests/<uuid:leave_request_id>/approve")
@blp.arguments(Approving)
@blp.response(200, LeaveRequestRecord)
def approve_leave_request(values: dict[str, Any], leave_request_id: UUID) -> Response:
    """Approve one: the leave is on the roster, and the territory is planned anew."""
    with transaction() as uow:
        return answer(uow, approve(uow, leave_request_id, values["seen"]), LeaveRequestRecord())


@blp.post("/leave-requests/<uuid:leave_request_id>/refuse")
@blp.arguments(RefusingLeave)
@blp.response(200, LeaveRequestRecord)
def refuse_leave_request(values: dict[str, Any], leave_request_id: UUID) -> Response:
    """Refuse one."""
    with transaction() as uow:
        return answer(uow, refuse(uow, leave_request_id, values["why"]), LeaveRequestRecord())


@blp.post("/leave-requests/<uuid:leave_request_id>/withdraw")
@blp.response(200, LeaveRequestRecord)
def withdraw_leave_request(leave_request_id: UUID) -> Response:
    """Take one's own back, until it begins."""
    with transaction() as uow:
        return answer(uow, withdraw(uow, leave_request_id, own_engineer()), LeaveRequestRecord())
