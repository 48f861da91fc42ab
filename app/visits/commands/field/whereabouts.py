"""Where the engineer is, and whether he can work."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from app.arrivals.commands.arrival_verdicts import rejudge_near
from app.dispatching.commands.triggers import request_replan
from app.kernel import ledger
from app.kernel.errors import Invalid, TooLarge
from app.kernel.instants import refuse_unreadable
from app.kernel.phrases import Phrase
from app.phones.rules.envelope import corrected
from app.phones.rules.kinds import Status
from app.phones.rules.phone_clock import MAX_AGE
from app.phones.tables import PhoneEvent
from app.positions.rules.positions import Distrust
from app.positions.rules.tracks import Fix
from app.requests.commands.moves import request_stream
from app.requests.hooks import begin_look
from app.requests.rules.lifecycle import OPEN_VISIT_STATES, VisitState
from app.requests.tables import Visit
from app.visits.commands.field.context import EngineerMessage
from app.visits.commands.field.doubt import CLOCK_DOUBTFUL
from app.visits.commands.field.positions import keep_positions
from app.visits.events.phone import EngineerAvailable, EngineerOff, EngineerUnavailable

MAX_POSITIONS = 500
MAX_REASON = 200

_AHEAD = timedelta(seconds=60)
_FARTHEST_LAT, _FARTHEST_LON = 90, 180
_WORST_ACCURACY_M = 100_000


def report_positions(message: EngineerMessage) -> None:
    """Keep a batch (`app.visits.commands.field.positions` says which of it, and what of it is believed).

    One that is dated after its message, or over 30 days before, is kept, but its positions are not believed.

    Raises:
        Invalid: a position is impossible, or its time names no instant.
        TooLarge: more than 500 at once.
    """
    rows = message.body["positions"]
    if len(rows) > MAX_POSITIONS:
        raise TooLarge("The batch of positions", MAX_POSITIONS)
    if not rows:
        return
    read = [_position(message, row, f"positions.{index}") for index, row in enumerate(rows)]
    if any(row["distrusted"] for row in read):
        message.flag(CLOCK_DOUBTFUL)
    keep_positions(message, read)
    track = [Fix(row["at"], (row["lat"], row["lon"]), row["accuracy_m"], row["mock"]) for row in read]
    rejudge_near(message.uow, message.engineer_id, track)


def set_availability(message: EngineerMessage) -> None:
    """Switch the engineer on or off; off, with the reason, has the open visits planned anew.

    Off on the way to a visit has the promise looked at: the dispatcher is alerted.

    Switches may overtake each other: the last on the phone holds.
    """
    available, engineer = bool(message.body["available"]), message.engineer
    reason = message.text("reason", MAX_REASON, optional=True)
    if not available and not reason:
        raise Invalid({"reason": Phrase("must say why")})
    if _is_overtaken(message):
        message.flag("superseded")
        return
    engineer.available = available
    engineer.unavailable_reason = None if available else reason
    engineer.updated_at = message.uow.now
    stream = f"engineer:{engineer.id}"
    switched = EngineerAvailable if available else EngineerUnavailable
    ledger.record(message.uow, stream, switched(reason=reason, at=message.at))
    if not available and _has_visit(message, OPEN_VISIT_STATES):
        message.flag("open_visits")
    if not available:
        _tell_requests(message, reason)
    if not available and _has_visit(message, (VisitState.EN_ROUTE,)):
        message.flag("off_on_the_way")
        begin_look(message.uow, engineer.territory_id)
    request_replan(message.uow, engineer.territory_id, "available" if available else "unavailable")


def _tell_requests(message: EngineerMessage, reason: str) -> None:
    """Record it for good in the history of each request whose visit he had accepted."""
    agreed = select(Visit).where(
        Visit.engineer_id == message.engineer_id,
        Visit.state.in_((VisitState.ACCEPTED, VisitState.EN_ROUTE)),
    )
    for visit in message.uow.session.scalars(agreed.order_by(Visit.id)):
        ledger.record(
            message.uow,
            request_stream(visit.request_id),
            EngineerOff(
                visit_id=visit.id,
                engineer_id=message.engineer_id,
                was=visit.state,
                reason=reason,
            ),
        )


def _is_overtaken(message: EngineerMessage) -> bool:
    others = message.uow.session.scalars(
        select(PhoneEvent).where(
            PhoneEvent.engineer_id == message.engineer_id,
            PhoneEvent.kind == message.event.kind,
            PhoneEvent.status == Status.APPLIED,
            PhoneEvent.received_at > message.at,
        )
    )
    return any(corrected(e.device_at, e.skew_s, e.received_at) > message.at for e in others)


def _has_visit(message: EngineerMessage, states: Collection[VisitState]) -> bool:
    found = select(Visit.id).where(Visit.engineer_id == message.engineer_id, Visit.state.in_(states))
    return message.uow.session.scalars(found.limit(1)).first() is not None


def _position(message: EngineerMessage, row: Mapping[str, Any], path: str) -> dict[str, Any]:
    event = message.event
    device_at = datetime.fromisoformat(row["at"])
    refuse_unreadable(f"{path}.at", device_at)
    in_time = -MAX_AGE < device_at - event.device_at < _AHEAD
    accuracy_m = row.get("accuracy_m")
    return {
        "lat": _number(row["lat"], -_FARTHEST_LAT, _FARTHEST_LAT, f"{path}.lat"),
        "lon": _number(row["lon"], -_FARTHEST_LON, _FARTHEST_LON, f"{path}.lon"),
        "accuracy_m": None
        if accuracy_m is None or accuracy_m < 0
        else _number(accuracy_m, 0, _WORST_ACCURACY_M, f"{path}.accuracy_m"),
        "at": corrected(device_at, event.skew_s, event.received_at),
        "mock": row.get("mock") is True,
        "distrusted": None if in_time else Distrust.CLOCK,
    }


def _number(value: Any, smallest: float, largest: float, path: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise Invalid({path: Phrase("must be a number")})
    if not smallest <= value <= largest:
        raise Invalid({path: Phrase("must be between %(least)s and %(most)s", least=smallest, most=largest)})
    return float(value)
