"""Whether a customer's signature is a copy of an earlier drawing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import or_, select

from app.requests.tables import Visit
from app.visits.commands.field import held
from app.visits.commands.field.context import VisitMessage
from app.visits.commands.field.signatures import REPLACED
from app.visits.tables import SignatureRow
from checklists import SignerRole, Strokes
from checklists.likeness import same_drawing

SAME_DRAWING = "same_drawing"
"""The flag of a signature that is kept for the office because it is another one's drawing."""

LOOK_BACK = timedelta(days=90)
MOST = 500
"""So many of the engineer's newest signatures are compared, beside those of the visit."""


def is_replayed(message: VisitMessage, strokes: Strokes) -> bool:
    """Tell whether a customer who signs anew, or after the end, has drawn what was drawn before.

    Nobody draws a signature twice alike, and whoever replays one would have the customer sign a bill that
    he has not seen.  Of this visit all signatures are compared, of other visits those that the same
    engineer took; a first signature during the visit is shown as odd and no more.
    """
    if message.approved or message.body["role"] != SignerRole.CUSTOMER or not _is_late(message):
        return False
    drawn = strokes.as_list()
    return any(same_drawing(drawn, other) for other in _earlier(message))


def _is_late(message: VisitMessage) -> bool:
    if held.is_after_the_end(message):
        return True
    voided = select(SignatureRow.id).where(
        SignatureRow.visit_id == message.visit.id,
        SignatureRow.role == SignerRole.CUSTOMER,
        SignatureRow.voided_at.is_not(None),
        SignatureRow.void_reason != REPLACED,
    )
    return message.uow.session.scalars(voided.limit(1)).first() is not None


def _earlier(message: VisitMessage) -> Sequence[Any]:
    session, visit = message.uow.session, message.visit
    own = select(SignatureRow.strokes).where(SignatureRow.visit_id == visit.id)
    others = (
        select(SignatureRow.strokes)
        .join(Visit, Visit.id == SignatureRow.visit_id)
        .where(
            SignatureRow.visit_id != visit.id,
            or_(Visit.engineer_id == message.engineer_id, Visit.request_id == visit.request_id),
            SignatureRow.received_at > message.uow.now - LOOK_BACK,
        )
        .order_by(SignatureRow.received_at.desc(), SignatureRow.id)
        .limit(MOST)
    )
    return [*session.scalars(own), *session.scalars(others)]
