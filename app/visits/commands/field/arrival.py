"""Arriving: the position, the geofence, and the code that only the customer knows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.arrivals.commands.arrival_verdicts import rejudge
from app.arrivals.reads.arrival_evidence import refused_before
from app.arrivals.rules.arrival import allowed_m, is_outside
from app.arrivals.rules.arrival_facts import Reading
from app.dispatching.commands.triggers import request_replan
from app.dispatching.commands.visit_times import pull_steps_to
from app.kernel.errors import Conflict
from app.phones.rules.kinds import Kind
from app.positions.rules.tracks import Place
from app.requests.commands.moves import move_visit
from app.requests.events.visits import VisitOnSite
from app.requests.rules.lifecycle import VisitState
from app.requests.rules.promise import ArrivalVerdict
from app.visits.commands.field.codes import code_of, confirm, refuse, try_code
from app.visits.commands.field.context import VisitMessage
from app.visits.commands.field.doubt import was_clock_set
from app.visits.commands.field.states import NOT_ARRIVED, NOT_DEPARTED
from app.visits.errors import NoUsefulPosition, OutsideGeofence

MAX_REASON = 300

FIRST_TRIES = (OutsideGeofence.__name__, NoUsefulPosition.__name__)
"""Refusals after which a second try with a reason is taken."""


def arrive(message: VisitMessage) -> None:
    """Stop the promise's clock: on site since the corrected device time, after the departure.

    Outside the fence, or without a useful position unless there is a reason and the right code, the first try
    is refused online; a second with a reason is taken, and judged as what it is.

    Raises:
        OutsideGeofence, NoUsefulPosition, ArrivalCodeWrong, ArrivalCodeLocked: the phone is online and the
            rule says no.
    """
    code, visit = code_of(message, optional=True), message.visit
    _explanation(message)
    if visit.state == VisitState.ON_SITE and visit.engineer_id == message.engineer_id:
        message.flag("already_on_site")
        _take_code(message, code)
        return
    if _was_at_the_gate(message):
        if arrive_where_it_is(message):
            confirm(message)
        message.touch()
        return
    message.demand({VisitState.EN_ROUTE}, NOT_DEPARTED)
    is_right = arrive_where_it_is(message)
    there = VisitOnSite(on_site_at=visit.on_site_at, arrival=dict(visit.arrival or {}))
    move_visit(message.uow, visit, there)
    if is_right:
        confirm(message)
    message.touch()
    request_replan(message.uow, visit.territory_id, "arrived", within_s=60)


def _was_at_the_gate(message: VisitMessage) -> bool:
    """Whether the visit ended unarrived, by a message that overtook this one."""
    visit = message.visit
    return (
        visit.state == VisitState.INCOMPLETE
        and visit.engineer_id == message.engineer_id
        and visit.on_site_at is None
        and visit.completed_at is not None
        and message.at <= visit.completed_at
    )


def arrive_where_it_is(message: VisitMessage) -> bool:
    """Take the arrival that a message tells, by the rule for all arrivals; the visit's state stays.

    Returns whether the code was right: the caller confirms, once the visit stands as it shall.

    Raises:
        OutsideGeofence, NoUsefulPosition, ArrivalCodeWrong, ArrivalCodeLocked: as for `arrive`.
    """
    is_right, no = try_code(message, code_of(message, optional=True))
    _see_place(message, is_right=is_right)
    refuse(message, no)
    stop_clock(message, at=message.at)
    return is_right


def confirm_arrival(message: VisitMessage) -> None:
    """Take a code given later; it confirms the arrival and does not move it.

    Raises:
        ArrivalCodeWrong, ArrivalCodeLocked: the phone is online and the rule says no.
    """
    code = code_of(message, optional=False)
    message.demand({VisitState.ON_SITE, VisitState.COMPLETED, VisitState.INCOMPLETE}, NOT_ARRIVED)
    _take_code(message, code)


def stop_clock(message: VisitMessage, *, at: datetime) -> None:
    """Record that the engineer is there since `at`, and judge it; the visit's state stays as it is.

    `at` is the corrected device time; it counts between the departure and the receipt, unless the departure
    was dated by a clock that was set since: then that is pulled along, not to before the request.  Position,
    code and reason are those of the message.
    """
    visit, event = message.visit, message.event
    earliest = max(at, message.request.requested_at)
    if was_clock_set(message, at):
        pull_steps_to(message.uow, visit, min(earliest, event.received_at))
    visit.on_site_at = min(max(earliest, visit.departed_at or earliest), event.received_at)
    visit.arrival = {**_place(message), "said_at": at.isoformat()}
    rejudge(message.uow, visit, message.request)
    if visit.arrival_verdict == ArrivalVerdict.DOUBTFUL:
        message.flag("arrival_doubtful")


def _take_code(message: VisitMessage, code: str) -> None:
    """A code for an arrival that is recorded; a wrong one too is evidence, also where it is refused."""
    if message.visit.arrival_confirmed_at is None:
        is_right, no = try_code(message, code)
        if is_right:
            confirm(message)
        rejudge(message.uow, message.visit, message.request)
        if is_right and message.visit.arrival_verdict == ArrivalVerdict.DOUBTFUL:
            message.flag("arrival_doubtful")
        refuse(message, no)
    else:
        rejudge(message.uow, message.visit, message.request)


def _see_place(message: VisitMessage, *, is_right: bool) -> None:
    """Refuse or flag what the position says against the arrival."""
    reading, place = _reading(message), _site(message)
    reason = _explanation(message)
    no: Conflict
    if reading is not None and is_outside(place, reading):
        no = OutsideGeofence(round(place.distance_m(reading.point)), round(allowed_m(place, reading)))
        flag = "outside_geofence"
    elif reading is None or not (reading.is_useful or reading.is_vague):
        no = NoUsefulPosition(None if reading is None else reading.accuracy_m)
        flag = "position_missing" if reading is None else "position_useless"
    else:
        return
    explained = bool(reason) and is_right and not isinstance(no, OutsideGeofence)
    if not (message.lenient or explained or (reason and _is_second_try(message))):
        raise no
    message.flag(flag)


def ask_for_place(message: VisitMessage) -> None:
    """Ask a phone that is online once more for a position; a second try is taken.

    Raises:
        NoUsefulPosition: it is the first.
    """
    if not message.lenient and not _is_second_try(message):
        raise NoUsefulPosition(None)
    message.flag("position_missing")


def _is_second_try(message: VisitMessage) -> bool:
    since = message.visit.departed_at or message.event.received_at
    return refused_before(message.uow, message.visit, since, FIRST_TRIES)


def _explanation(message: VisitMessage) -> str:
    """Why there is no position, or one elsewhere; an ending explains in its note."""
    name = "note" if message.event.kind == Kind.INCOMPLETE else "reason"
    return message.text(name, MAX_REASON, optional=True)


def _reading(message: VisitMessage) -> Reading | None:
    position = message.body.get("position")
    if position is None:
        return None
    point = (float(position["lat"]), float(position["lon"]))
    return Reading(point, position.get("accuracy_m"), bool(position.get("mock")))


def _site(message: VisitMessage) -> Place:
    return Place(message.request.place, message.territory().geofence_m)


def _place(message: VisitMessage) -> dict[str, Any]:
    """Where the phone was, how far from the site, how far it might have been, and when it said so."""
    reading, place, event = _reading(message), _site(message), message.event
    where = {
        "lat": reading.point[0] if reading else None,
        "lon": reading.point[1] if reading else None,
        "accuracy_m": reading.accuracy_m if reading else None,
        "mock": bool(reading and reading.mock),
        "distance_m": round(place.distance_m(reading.point)) if reading else None,
        "allowed_m": round(allowed_m(place, reading)) if reading else None,
    }
    return {
        **where,
        "fence_m": place.fence_m,
        "reason": _explanation(message),
        "device_at": event.device_at.isoformat(),
        "received_at": event.received_at.isoformat(),
        "skew_s": event.skew_s,
        "event_id": str(event.event_id),
    }
