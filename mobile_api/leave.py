"""Leave, asked for and withdrawn on the phone.  Every call can be repeated."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from marshmallow import fields

from app.leave.api.leave_requests import LeaveRequestRecord, NewLeaveRequest
from app.leave.commands.asking import LeaveWish, ask, withdraw
from app.leave.reads.leave_requests import own_requests
from app.leave.tables import LeaveRequest
from app.web.context import transaction
from mobile_api.engineer import engineer_id
from mobile_api.intake import PhoneBlueprint

blp = PhoneBlueprint("mobile_leave", __name__, url_prefix="/mobile/v1", description="Leave")


class AskForLeave(NewLeaveRequest):
    """What is asked for, with the id that the phone gives it; the same one asks once."""

    leave_request_id = fields.UUID(required=True)


@blp.get("/leave-requests")
@blp.response(200, LeaveRequestRecord(many=True))
@blp.doc(operationId="listMyLeaveRequests")
def leave_requests() -> list[LeaveRequest]:
    """List what one asked for, and what became of it, the newest first."""
    with transaction(write=False) as uow:
        return [one.request for one in own_requests(uow, engineer_id())]


@blp.post("/leave-requests")
@blp.arguments(AskForLeave)
@blp.response(200, LeaveRequestRecord)
@blp.doc(operationId="askForMyLeave")
def ask_for_leave(values: dict[str, Any]) -> LeaveRequest:
    """Ask for leave; the manager decides."""
    key = values.pop("leave_request_id")
    with transaction() as uow:
        return ask(uow, engineer_id(), LeaveWish(**values), key)


@blp.post("/leave-requests/<uuid:leave_request_id>/withdraw")
@blp.response(200, LeaveRequestRecord)
@blp.doc(operationId="withdrawMyLeave")
def withdraw_leave(leave_request_id: UUID) -> LeaveRequest:
    """Take it back, until it begins."""
    with transaction() as uow:
        return withdraw(uow, leave_request_id, engineer_id())
