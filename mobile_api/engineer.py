"""The engineer's day: itinerary, shift, positions, availability."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.dispatching.commands.silence import heard, is_silent
from app.hotline.reads.complaints import VerdictOnOwn, verdicts_on
from app.kernel import unit_of_work
from app.kernel.errors import Forbidden
from app.kernel.phrases import Phrase
from app.registers.reads.depots import DepotOfEngineer, depots_of_engineer
from app.visits.commands.field import Kind
from app.visits.reads import itinerary as days
from app.web.context import principal, runtime, transaction
from mobile_api import bodies
from mobile_api.answers import Itinerary, PhoneDepot, PhoneReceipt, PhoneShift, PhoneVerdict, PositionsReceipt
from mobile_api.intake import PhoneBlueprint
from mobile_api.messages import take

blp = PhoneBlueprint("mobile_engineer", __name__, url_prefix="/mobile/v1", description="The engineer's day")


def engineer_id() -> UUID:
    """Return whose phone it is; an account of the role may lack its engineer."""
    found = principal().engineer_id
    if found is None:
        raise Forbidden(Phrase("This account belongs to no engineer."))
    return found


@blp.get("/itinerary")
@blp.response(200, Itinerary)
def itinerary() -> days.Itinerary:
    """Read the visits of the plan in force; a phone that was silent is heard by it."""
    with transaction(write=False) as uow:
        silent = is_silent(uow, engineer_id())
    if silent:
        with unit_of_work(runtime(), principal()) as uow:
            heard(uow, engineer_id())
    with transaction(write=False) as uow:
        return days.itinerary(uow, engineer_id())


@blp.get("/shift")
@blp.response(200, PhoneShift(many=True))
@blp.doc(operationId="listMyShifts")
def shift() -> list[Any]:
    """Read the shift under way and those to come."""
    with transaction(write=False) as uow:
        return list(days.shifts(uow, engineer_id()))


@blp.get("/depots")
@blp.response(200, PhoneDepot(many=True))
@blp.doc(operationId="listMyDepots")
def depots() -> list[DepotOfEngineer]:
    """Read the depots of one's territory and company, one's own first."""
    with transaction(write=False) as uow:
        return depots_of_engineer(uow, engineer_id())


@blp.get("/verdicts")
@blp.response(200, PhoneVerdict(many=True))
@blp.doc(operationId="listMyVerdicts")
def verdicts() -> list[VerdictOnOwn]:
    """Read the verdicts on complaints about oneself, each with its reason, the newest first."""
    with transaction(write=False) as uow:
        return verdicts_on(uow, engineer_id())


@blp.post("/positions")
@blp.arguments(bodies.ReportPositions)
@blp.response(200, PositionsReceipt)
@blp.doc(operationId="reportMyPositions")
def positions(message: dict[str, Any]) -> dict[str, Any]:
    """Report positions; the answer says what to do now."""
    answer = take(Kind.POSITIONS, None, message)
    with transaction(write=False) as uow:
        return {**answer, "itinerary": days.itinerary(uow, engineer_id()).brief()}


@blp.post("/availability")
@blp.arguments(bodies.SetAvailability)
@blp.response(200, PhoneReceipt)
@blp.doc(operationId="setMyAvailability")
def availability(message: dict[str, Any]) -> dict[str, Any]:
    """Switch on or off; off has the open visits planned anew."""
    return take(Kind.AVAILABILITY, None, message)
