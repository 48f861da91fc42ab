"""Parts fitted and charges: what the customer pays."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import select

from app.errors import Invalid, Phrase
from app.models import Charge, Part, PartUsed
from app.services.field.context import VisitMessage
from app.services.field.states import EVIDENCE

MAX_QUANTITY = 999
MAX_CENTS = 100_000_000
_KIND = re.compile(r"[a-z][a-z0-9_]{0,39}")


def use_part(message: VisitMessage) -> None:
    """Set how many of a part were fitted; 0 takes it back.  The price is that of the first record."""
    part = message.uow.session.get(Part, message.text("part_code", 40))
    if part is None:
        raise Invalid({"part_code": Phrase("is not in the price list")})
    serial_number = message.text("serial_number", 120, optional=True)
    quantity = _whole(message.body, "quantity", MAX_QUANTITY)
    message.demand(EVIDENCE)
    used = message.uow.session.scalars(
        select(PartUsed).where(
            PartUsed.visit_id == message.visit.id,
            PartUsed.part_code == part.code,
            PartUsed.serial_number == serial_number,
        )
    ).one_or_none()
    if used is None:
        used = PartUsed(
            id=message.uow.new_id(),
            visit_id=message.visit.id,
            part_code=part.code,
            serial_number=serial_number,
            unit_price_cents=part.unit_price_cents,
            recorded_at=message.at,
        )
        message.uow.session.add(used)
    elif _is_superseded(message, used):
        return
    used.quantity, used.recorded_at = quantity, message.at


def charge(message: VisitMessage) -> None:
    """Set what a kind of charge costs; 0 takes it back."""
    kind = message.text("kind", 40)
    if not _KIND.fullmatch(kind):
        raise Invalid({"kind": Phrase("must be lower-case letters, digits and underscores")})
    label = message.text("label", 200, optional=True)
    amount_cents = _whole(message.body, "amount_cents", MAX_CENTS)
    message.demand(EVIDENCE)
    row = message.uow.session.scalars(
        select(Charge).where(Charge.visit_id == message.visit.id, Charge.kind == kind)
    ).one_or_none()
    if row is None:
        row = Charge(id=message.uow.new_id(), visit_id=message.visit.id, kind=kind, recorded_at=message.at)
        message.uow.session.add(row)
    elif _is_superseded(message, row):
        return
    row.label, row.amount_cents, row.recorded_at = label, amount_cents, message.at


def _is_superseded(message: VisitMessage, row: PartUsed | Charge) -> bool:
    """Messages may overtake each other: the last word on the phone holds, not the last to arrive."""
    if message.at >= row.recorded_at:
        return False
    message.flag("superseded")
    return True


def _whole(body: Any, name: str, largest: int) -> int:
    value = body[name]
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= largest:
        raise Invalid(
            {name: Phrase("must be a whole number from %(least)s to %(most)s", least=0, most=largest)}
        )
    return value
