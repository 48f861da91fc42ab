"""Swaps of shifts over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from flask.views import MethodView
from flask_smorest.pagination import PaginationParameters
from marshmallow import fields

from app.leave.api.leave_requests import Approving, RefusingLeave, own_engineer
from app.registers.rules.roster import ShiftKind
from app.swaps.commands.answering import accept, decline
from app.swaps.commands.deciding import approve, refuse
from app.swaps.commands.offering import SwapWish, offer, withdraw
from app.swaps.reads.choices import Choices, choices_of
from app.swaps.reads.swaps import shift_swaps, swap_of
from app.swaps.rules.swapping import SwapState
from app.swaps.tables import ShiftSwap
from app.web.api import Blueprint, QuerySchema, Schema, rows_of_page
from app.web.context import transaction
from app.web.fields import text_for
from app.web.idempotency import answer
from app.web.shapes import word

blp = Blueprint("shift_swaps", __name__, url_prefix="/api/v1", description="Shifts that engineers swap")


class NewShiftSwap(Schema):
    """A shift for a colleague, for one of his or for nothing."""

    shift_id = fields.UUID(required=True, metadata={"description": "One's own; its whole duty is meant"})
    to_engineer_id = fields.UUID(required=True)
    wanted_shift_id = fields.UUID(
        load_default=None, allow_none=True, metadata={"description": "The colleague's; none: a gift"}
    )
    note = text_for(ShiftSwap.note, load_default="")


class ShiftSwapRecord(Schema):
    """A swap, and what became of it."""

    id = fields.UUID()
    from_engineer_id = fields.UUID()
    to_engineer_id = fields.UUID()
    given_shift_id = fields.UUID()
    given_starts_at = fields.AwareDateTime()
    given_ends_at = fields.AwareDateTime()
    wanted_shift_id = fields.UUID(allow_none=True)
    wanted_starts_at = fields.AwareDateTime(allow_none=True)
    wanted_ends_at = fields.AwareDateTime(allow_none=True)
    note = fields.String()
    state = word(SwapState)
    offered_at = fields.AwareDateTime()
    answered_at = fields.AwareDateTime(allow_none=True)
    decided_at = fields.AwareDateTime(allow_none=True)
    decided_by = fields.String(allow_none=True)
    decided_why = fields.String(allow_none=True)


class SwapShift(Schema):
    """A shift that can be swapped, whole."""

    shift_id = fields.UUID()
    starts_at = fields.AwareDateTime()
    ends_at = fields.AwareDateTime()
    kind = word(ShiftKind)


class SwapColleague(Schema):
    """A colleague with his shifts to come."""

    engineer_id = fields.UUID()
    name = fields.String()
    number = fields.String()
    shifts = fields.Nested(SwapShift(many=True))


class SwapChoices(Schema):
    """What one can offer, and to whom."""

    shifts = fields.Nested(SwapShift(many=True))
    colleagues = fields.Nested(SwapColleague(many=True))


class ShiftSwapFilter(QuerySchema):
    """Filters of the list."""

    state = word(SwapState)


@blp.get("/shift-swap-choices")
@blp.response(200, SwapChoices)
def shift_swap_choices() -> Choices:
    """Read which shifts to come one can offer, and one's colleagues with theirs."""
    with transaction(write=False) as uow:
        return choices_of(uow, own_engineer())


@blp.route("/shift-swaps")
class ShiftSwaps(MethodView):
    """All of them."""

    @blp.listing(ShiftSwapRecord, ShiftSwapFilter)
    def get(self, chosen: dict[str, Any], pagination_parameters: PaginationParameters) -> list[Any]:
        """List those that I may see, the newest first."""
        with transaction(write=False) as uow:
            return rows_of_page(uow, shift_swaps(uow, **chosen), pagination_parameters)

    @blp.arguments(NewShiftSwap)
    @blp.response(201, ShiftSwapRecord)
    def post(self, values: dict[str, Any]) -> Response:
        """Offer a shift to a colleague, as the engineer that one is."""
        with transaction() as uow:
            return answer(uow, offer(uow, own_engineer(), SwapWish(**values)), ShiftSwapRecord(), 201)


@blp.route("/shift-swaps/<uuid:shift_swap_id>")
class OneShiftSwap(MethodView):
    """One."""

    @blp.response(200, ShiftSwapRecord)
    def get(self, shift_swap_id: UUID) -> ShiftSwap:
        """Read one."""
        with transaction(write=False) as uow:
            return swap_of(uow, shift_swap_id)


@blp.post("/shift-swaps/<uuid:shift_swap_id>/accept")
@blp.response(200, ShiftSwapRecord)
def accept_shift_swap(shift_swap_id: UUID) -> Response:
    """Accept what a colleague offers; it is made at once where no manager has to approve it."""
    with transaction() as uow:
        return answer(uow, accept(uow, shift_swap_id, own_engineer()), ShiftSwapRecord())


@blp.post("/shift-swaps/<uuid:shift_swap_id>/decline")
@blp.response(200, ShiftSwapRecord)
def decline_shift_swap(shift_swap_id: UUID) -> Response:
    """Decline what a colleague offers."""
    with transaction() as uow:
        return answer(uow, decline(uow, shift_swap_id, own_engineer()), ShiftSwapRecord())


@blp.post("/shift-swaps/<uuid:shift_swap_id>/withdraw")
@blp.response(200, ShiftSwapRecord)
def withdraw_shift_swap(shift_swap_id: UUID) -> Response:
    """Take one's own offer back, until it is made."""
    with transaction() as uow:
        return answer(uow, withdraw(uow, shift_swap_id, own_engineer()), ShiftSwapRecord())


@blp.post("/shift-swaps/<uuid:shift_swap_id>/approve")
@blp.arguments(Approving)
@blp.response(200, ShiftSwapRecord)
def approve_shift_swap(values: dict[str, Any], shift_swap_id: UUID) -> Response:
    """Approve a swap that both want: both rosters change, and the territory is planned anew."""
    with transaction() as uow:
        return answer(uow, approve(uow, shift_swap_id, values["seen"]), ShiftSwapRecord())


@blp.post("/shift-swaps/<uuid:shift_swap_id>/refuse")
@blp.arguments(RefusingLeave)
@blp.response(200, ShiftSwapRecord)
def refuse_shift_swap(values: dict[str, Any], shift_swap_id: UUID) -> Response:
    """Refuse a swap that both want."""
    with transaction() as uow:
        return answer(uow, refuse(uow, shift_swap_id, values["why"]), ShiftSwapRecord())
