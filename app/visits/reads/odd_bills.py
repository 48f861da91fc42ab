"""What there is to ask about a visit's bill and about who signed it, and when."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from app.kernel import UnitOfWork
from app.kernel.money import money
from app.phones.tables import PhoneEvent
from app.registers.tables import Part
from app.requests.tables import Visit
from app.visits.reads.evidence import answers_of, parts_of, signatures_of
from app.visits.reads.signature_state import signed_cents
from app.visits.tables import SignatureRow
from checklists import SignerRole, Text
from checklists.oddities import InkFacts, SignedAgain

_ITEM, _NONE = "replaced_parts", "none"
"""The question of the checklist about what was replaced, and its answer for nothing."""


def bill_facts(uow: UnitOfWork, visit: Visit) -> dict[str, Any]:
    """Return the names of the parts on the bill, and whether the checklist says that nothing was replaced."""
    codes = {row.part_code for row in parts_of(uow, visit.id)}
    if not codes:
        return {}
    parts = uow.session.scalars(select(Part).where(Part.code.in_(codes)).order_by(Part.code))
    answers = answers_of(uow, visit.id).answers()
    return {
        "parts_on_bill": [Text(part.name_en, part.name_zh) for part in parts],
        "nothing_replaced": any(given.get(_ITEM) == _NONE for given in answers.values()),
    }


def kept_inks(uow: UnitOfWork, visit: Visit) -> list[InkFacts]:
    """Return the signatures that did not count by themselves, as drawings of earlier ones."""
    events = uow.session.scalars(
        select(PhoneEvent)
        .where(PhoneEvent.visit_id == visit.id, PhoneEvent.kind == "signature")
        .order_by(PhoneEvent.id)
    )
    return [
        InkFacts(SignerRole(event.body["role"]), event.body["signer_name"], event.body["strokes"])
        for event in events
        if "same_drawing" in event.flags
    ]


def signed_again(uow: UnitOfWork, visit: Visit) -> list[SignedAgain]:
    """Return who signed after the end of the visit and had signed before: over what the last two were."""
    if visit.completed_at is None:
        return []
    rows, told_at = signatures_of(uow, visit.id), _end_told_at(uow, visit)
    found = []
    for role in SignerRole:
        own = [row for row in rows if row.role == role]
        # The phone dates its messages, and may date them back: when they came counts as well.
        if len(own) > 1 and (own[-1].signed_at > visit.completed_at or own[-1].received_at > told_at):
            found.append(SignedAgain(role, _amount(uow, own[-2]), _amount(uow, own[-1])))
    return found


def _end_told_at(uow: UnitOfWork, visit: Visit) -> datetime:
    """When the message came that ended the visit; in the future where the office ended it."""
    told_at = select(func.min(PhoneEvent.received_at)).where(
        PhoneEvent.visit_id == visit.id,
        PhoneEvent.kind.in_(["complete", "incomplete"]),
        PhoneEvent.status == "applied",
    )
    return uow.session.scalar(told_at) or uow.now


def _amount(uow: UnitOfWork, row: SignatureRow) -> Text:
    cents = signed_cents(row)
    return money(cents, uow.settings.currency) if cents is not None else Text("?", "?")
