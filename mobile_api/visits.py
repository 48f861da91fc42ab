"""What an engineer reports about a visit, one address for each kind of message."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.visits.commands.field import Kind
from mobile_api import bodies
from mobile_api.answers import PhoneReceipt
from mobile_api.intake import PhoneBlueprint
from mobile_api.messages import take

blp = PhoneBlueprint(
    "mobile_visits", __name__, url_prefix="/mobile/v1/visits/<uuid:visit_id>", description="Work on a visit"
)

_Body = dict[str, Any]


@blp.post("/accept")
@blp.arguments(bodies.PhoneMessage)
@blp.response(200, PhoneReceipt)
def accept(message: _Body, visit_id: UUID) -> _Body:
    """Take the visit."""
    return take(Kind.ACCEPT, visit_id, message)


@blp.post("/decline")
@blp.arguments(bodies.DeclineVisit)
@blp.response(200, PhoneReceipt)
def decline(message: _Body, visit_id: UUID) -> _Body:
    """Give the visit back; the next-best engineer is asked."""
    return take(Kind.DECLINE, visit_id, message)


@blp.post("/depart")
@blp.arguments(bodies.PhoneMessage)
@blp.response(200, PhoneReceipt)
@blp.doc(operationId="departToMyVisit")
def depart(message: _Body, visit_id: UUID) -> _Body:
    """Set out; refused until the five ones are checked off."""
    return take(Kind.DEPART, visit_id, message)


@blp.post("/arrive")
@blp.arguments(bodies.ReportArrival)
@blp.response(200, PhoneReceipt)
@blp.doc(operationId="reportMyArrival")
def arrive(message: _Body, visit_id: UUID) -> _Body:
    """Report the arrival inside the geofence, confirmed by the customer's code."""
    return take(Kind.ARRIVE, visit_id, message)


@blp.post("/confirm-arrival")
@blp.arguments(bodies.ConfirmArrival)
@blp.response(200, PhoneReceipt)
@blp.doc(operationId="confirmMyArrival")
def confirm_arrival(message: _Body, visit_id: UUID) -> _Body:
    """Give the customer's code later; the arrival stays where it was."""
    return take(Kind.CONFIRM_ARRIVAL, visit_id, message)


@blp.post("/answers")
@blp.arguments(bodies.GiveAnswers)
@blp.response(200, PhoneReceipt)
@blp.doc(operationId="answerMyVisitItems")
def answers(message: _Body, visit_id: UUID) -> _Body:
    """Answer checklist items."""
    return take(Kind.ANSWERS, visit_id, message)


@blp.post("/photos")
@blp.arguments(bodies.AnnouncePhoto)
@blp.response(200, PhoneReceipt)
@blp.doc(operationId="announceMyVisitPhoto")
def announce_photo(message: _Body, visit_id: UUID) -> _Body:
    """Announce a photo by its hash."""
    return take(Kind.PHOTO, visit_id, message)


@blp.post("/withdraw-photo")
@blp.arguments(bodies.WithdrawPhoto)
@blp.response(200, PhoneReceipt)
def withdraw_photo(message: _Body, visit_id: UUID) -> _Body:
    """Take an announced photo out of the record."""
    return take(Kind.PHOTO_WITHDRAWN, visit_id, message)


@blp.post("/parts")
@blp.arguments(bodies.UsePart)
@blp.response(200, PhoneReceipt)
@blp.doc(operationId="recordMyVisitPart")
def use_part(message: _Body, visit_id: UUID) -> _Body:
    """Record a part fitted."""
    return take(Kind.PART, visit_id, message)


@blp.post("/charges")
@blp.arguments(bodies.SetCharge)
@blp.response(200, PhoneReceipt)
@blp.doc(operationId="recordMyVisitCharge")
def charge(message: _Body, visit_id: UUID) -> _Body:
    """Record a charge."""
    return take(Kind.CHARGE, visit_id, message)


@blp.post("/signatures")
@blp.arguments(bodies.Sign)
@blp.response(200, PhoneReceipt)
@blp.doc(operationId="signMyVisitRecord")
def sign(message: _Body, visit_id: UUID) -> _Body:
    """Sign the record as shown."""
    return take(Kind.SIGNATURE, visit_id, message)


@blp.post("/complete")
@blp.arguments(bodies.CompleteVisit)
@blp.response(200, PhoneReceipt)
def complete(message: _Body, visit_id: UUID) -> _Body:
    """End the work; refused until checklist and signatures are complete."""
    return take(Kind.COMPLETE, visit_id, message)


@blp.post("/incomplete")
@blp.arguments(bodies.EndIncomplete)
@blp.response(200, PhoneReceipt)
@blp.doc(operationId="endMyVisitIncomplete")
def end_incomplete(message: _Body, visit_id: UUID) -> _Body:
    """End the visit without the work done and plan the return visit."""
    return take(Kind.INCOMPLETE, visit_id, message)
