"""Parts fitted and charges: what the customer pays."""

from __future__ import annotations

import re
from typing import Any

from app.kernel.errors import Invalid
from app.kernel.phrases import Phrase
from app.registers.tables import ChargeKind, Part
from app.visits.commands.field import bill_rows, held
from app.visits.commands.field.bill_rows import CHARGE, PART, Wish
from app.visits.commands.field.context import VisitMessage
from app.visits.commands.field.held import Why
from app.visits.commands.field.states import EVIDENCE
from app.visits.tables import Charge, PartUsed

MAX_QUANTITY = 999
MAX_CENTS = 100_000_000
_KIND = re.compile(r"[a-z][a-z0-9_]{0,39}")


def use_part(message: VisitMessage) -> None:
    """Set how many of a part were fitted; 0 takes it back.  The price is that of the first record.

    More of a part than its limit for a visit, over all serial numbers, waits for the office, and so does
    any change after the end of the visit.
    """
    part = message.uow.session.get(Part, message.text("part_code", 40))
    if part is None:
        raise Invalid({"part_code": Phrase("is not in the price list")})
    serial_number = message.text("serial_number", 120, optional=True)
    quantity = _whole(message.body, "quantity", MAX_QUANTITY)
    message.demand(EVIDENCE)
    used = bill_rows.part_row(message.uow, message.visit.id, part.code, serial_number)
    if _is_superseded(message, used):
        return
    price = used.unit_price_cents if used else part.unit_price_cents
    wish = Wish(PART, part.code, quantity * price, serial_number=serial_number, quantity=quantity)
    before = used.quantity if used else 0
    _settle(message, wish, None if quantity == before else _why_part_held(message, wish, part, before))


def charge(message: VisitMessage) -> None:
    """Set what a kind of charge costs; 0 takes it back.

    A kind that the register does not have or has closed, an amount above the kind's limit, and any change
    after the end of the visit wait for the office; what was charged before stands meanwhile.
    """
    code = message.text("kind", 40)
    if not _KIND.fullmatch(code):
        raise Invalid({"kind": Phrase("must be lower-case letters, digits and underscores")})
    label = message.text("label", 200, optional=True)
    wish = Wish(CHARGE, code, _whole(message.body, "amount_cents", MAX_CENTS), label=label)
    message.demand(EVIDENCE)
    row = bill_rows.charge_row(message.uow, message.visit.id, code)
    if _is_superseded(message, row):
        return
    is_same = (wish.amount_cents, label) == ((row.amount_cents, row.label) if row else (0, ""))
    _settle(message, wish, None if is_same else _why_held(message, wish))


def _settle(message: VisitMessage, wish: Wish, why: Why | None) -> None:
    if why is not None:
        held.hold(message, wish, why)
        return
    held.replace(message, wish)
    bill_rows.put(message.uow, message.visit, wish, message.at)


def _why_part_held(message: VisitMessage, wish: Wish, part: Part, before: int) -> Why | None:
    if held.is_after_the_end(message):
        return Why.AFTER_COMPLETION
    fitted = bill_rows.fitted(message.uow, message.visit.id, part.code)
    grows = wish.quantity > before
    return Why.OVER_QUANTITY if grows and fitted - before + wish.quantity > part.limit_per_visit else None


def _why_held(message: VisitMessage, wish: Wish) -> Why | None:
    if held.is_after_the_end(message):
        return Why.AFTER_COMPLETION
    if wish.amount_cents == 0:
        return None
    kind = message.uow.session.get(ChargeKind, wish.code)
    if kind is None:
        return Why.UNKNOWN_KIND
    if not kind.active:
        return Why.INACTIVE_KIND
    return Why.OVER_LIMIT if wish.amount_cents > kind.limit_cents else None


def _is_superseded(message: VisitMessage, row: PartUsed | Charge | None) -> bool:
    """Messages may overtake each other: the last word on the phone holds, not the last to arrive."""
    if row is None or message.at >= row.recorded_at:
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
