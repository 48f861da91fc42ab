"""Shifts, offered to colleagues and answered on the phone.  Every call can be repeated."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from marshmallow import fields

from app.swaps.api.shift_swaps import NewShiftSwap, ShiftSwapRecord, SwapChoices
from app.swaps.commands.answering import accept, decline
from app.swaps.commands.offering import SwapWish, offer, withdraw
from app.swaps.reads.choices import Choices, choices_of
from app.swaps.reads.swaps import own_swaps
from app.swaps.tables import ShiftSwap
from app.web.context import transaction
from mobile_api.engineer import engineer_id
from mobile_api.intake import PhoneBlueprint

blp = PhoneBlueprint("mobile_swaps", __name__, url_prefix="/mobile/v1", description="Swaps of shifts")


class OfferShift(NewShiftSwap):
    """What is offered, with the id that the phone gives it; the same one offers once."""

    shift_swap_id = fields.UUID(required=True)


@blp.get("/shift-swap-choices")
@blp.response(200, SwapChoices)
@blp.doc(operationId="listMySwapChoices")
def swap_choices() -> Choices:
    """Read which shifts to come one can offer, and one's colleagues with theirs."""
    with transaction(write=False) as uow:
        return choices_of(uow, engineer_id())


@blp.get("/shift-swaps")
@blp.response(200, ShiftSwapRecord(many=True))
@blp.doc(operationId="listMyShiftSwaps")
def swaps() -> list[ShiftSwap]:
    """List what one offered and was offered, what is open first."""
    with transaction(write=False) as uow:
        return [one.swap for one in own_swaps(uow, engineer_id())]


@blp.post("/shift-swaps")
@blp.arguments(OfferShift)
@blp.response(200, ShiftSwapRecord)
@blp.doc(operationId="offerMyShift")
def offer_shift(values: dict[str, Any]) -> ShiftSwap:
    """Offer a shift to a colleague."""
    key = values.pop("shift_swap_id")
    with transaction() as uow:
        return offer(uow, engineer_id(), SwapWish(**values), key)


@blp.post("/shift-swaps/<uuid:shift_swap_id>/accept")
@blp.response(200, ShiftSwapRecord)
@blp.doc(operationId="acceptOfferedShift")
def accept_swap(shift_swap_id: UUID) -> ShiftSwap:
    """Accept what a colleague offers."""
    with transaction() as uow:
        return accept(uow, shift_swap_id, engineer_id())


@blp.post("/shift-swaps/<uuid:shift_swap_id>/decline")
@blp.response(200, ShiftSwapRecord)
@blp.doc(operationId="declineOfferedShift")
def decline_swap(shift_swap_id: UUID) -> ShiftSwap:
    """Decline what a colleague offers."""
    with transaction() as uow:
        return decline(uow, shift_swap_id, engineer_id())


@blp.post("/shift-swaps/<uuid:shift_swap_id>/withdraw")
@blp.response(200, ShiftSwapRecord)
@blp.doc(operationId="withdrawMyShiftSwap")
def withdraw_swap(shift_swap_id: UUID) -> ShiftSwap:
    """Take one's own offer back, until it is made."""
    with transaction() as uow:
        return withdraw(uow, shift_swap_id, engineer_id())
