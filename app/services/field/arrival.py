"""Arriving: the position, the geofence, and the code that only the customer knows."""

from __future__ import annotations

import hmac
import re
from datetime import datetime
from typing import Any

from geopy.distance import great_circle

from app.errors import ArrivalCodeLocked, ArrivalCodeWrong, Invalid, OutsideGeofence, Phrase
from app.services import ledger
from app.services.field.context import VisitMessage
from app.services.field.states import NOT_ARRIVED, NOT_DEPARTED
from app.services.moves import move_visit, request_stream
from app.services.planning.triggers import request_replan
from dispatch.lifecycle import VisitState
from dispatch.promise import ArrivalVerdict

MAX_CODE_ATTEMPTS = 5
"""Wrong codes after which guessing ends: one try in 2,000 succeeds by chance."""

MAX_ACCURACY_M = 500
"""How far a poor reading widens the geofence at most."""

_CODE = re.compile(r"[0-9]{4}")


def arrive(message: VisitMessage) -> None:
    """Stop the promise's clock: on site since the corrected device time, after the departure.

    Raises:
        OutsideGeofence, ArrivalCodeWrong, ArrivalCodeLocked: the phone is online and the rule says no.
    """
    code = _code(message, optional=True)
    visit = message.visit
    if visit.state == VisitState.ON_SITE and visit.engineer_id == message.engineer_id:
        message.flag("already_on_site")
        _confirm_if_right(message, code)
        return
    if _was_at_the_gate(message):
        arrive_where_it_is(message)
        message.touch()
        return
    message.demand({VisitState.EN_ROUTE}, NOT_DEPARTED)
    arrive_where_it_is(message)
    move_visit(
        message.uow, visit, VisitState.ON_SITE, on_site_at=visit.on_site_at, arrival=dict(visit.arrival or {})
    )
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


def arrive_where_it_is(message: VisitMessage) -> None:
    """Take the arrival that a message tells, by the rule for all arrivals; the visit's state stays.

    Raises:
        OutsideGeofence, ArrivalCodeWrong, ArrivalCodeLocked: as for `arrive`.
    """
    code, place = _code(message, optional=True), _place(message)
    if place["distance_m"] is not None and place["distance_m"] > place["allowed_m"]:
        if not message.lenient:
            raise OutsideGeofence(place["distance_m"], place["allowed_m"])
        message.flag("outside_geofence")
    is_right = _is_right(message, code)
    stop_clock(message, at=message.at)
    if is_right:
        message.visit.arrival_verdict = ArrivalVerdict.PROVEN
        _confirm(message)
    if message.request.on_site_at == message.visit.on_site_at:
        message.request.arrival_verdict = message.visit.arrival_verdict


def stop_clock(message: VisitMessage, *, at: datetime) -> None:
    """Record that the engineer is there since `at`, and judge it; the visit's state stays as it is."""
    visit, request = message.visit, message.request
    visit.on_site_at = max(at, visit.departed_at or at)
    visit.arrival, visit.arrival_verdict = _place(message), ArrivalVerdict.PLAUSIBLE
    if request.on_site_at is None:
        request.on_site_at, request.arrival_verdict = visit.on_site_at, visit.arrival_verdict


def confirm_arrival(message: VisitMessage) -> None:
    """Take a code given later; it confirms the arrival and does not move it.

    Raises:
        ArrivalCodeWrong, ArrivalCodeLocked: the phone is online and the rule says no.
    """
    code = _code(message, optional=False)
    message.demand({VisitState.ON_SITE, VisitState.COMPLETED, VisitState.INCOMPLETE}, NOT_ARRIVED)
    _confirm_if_right(message, code)


def _confirm_if_right(message: VisitMessage, code: str) -> None:
    if message.visit.arrival_confirmed_at is None and _is_right(message, code):
        _confirm(message)


def _is_right(message: VisitMessage, code: str) -> bool:
    """Judge the code and count the wrong ones; offline a wrong one is flagged instead of refused."""
    visit = message.visit
    if not code:
        return False
    if visit.code_attempts >= MAX_CODE_ATTEMPTS:
        if not message.lenient:
            raise ArrivalCodeLocked
        message.flag("code_locked")
        return False
    if hmac.compare_digest(code, visit.arrival_code):
        return True
    visit.code_attempts += 1
    if not message.lenient:
        raise ArrivalCodeWrong(MAX_CODE_ATTEMPTS - visit.code_attempts)
    message.flag("code_wrong")
    return False


def _confirm(message: VisitMessage) -> None:
    visit = message.visit
    visit.arrival_confirmed_at = max(message.at, visit.on_site_at or message.at)
    ledger.record(
        message.uow,
        request_stream(visit.request_id),
        "visit.arrival_confirmed",
        visit_id=visit.id,
        by="code",
        confirmed_at=visit.arrival_confirmed_at,
    )
    message.touch()


def _code(message: VisitMessage, *, optional: bool) -> str:
    code = message.text("code", 10, optional=optional)
    if code and not _CODE.fullmatch(code):
        raise Invalid({"code": Phrase("must be four digits")})
    return code


def _place(message: VisitMessage) -> dict[str, Any]:
    """Where the phone was, how far from the site, and how far it might have been."""
    position, event = message.body.get("position"), message.event
    here = (position["lat"], position["lon"]) if position else (None, None)
    accuracy_m = (position or {}).get("accuracy_m") or 0
    site = (message.request.lat, message.request.lon)
    return {
        "lat": here[0],
        "lon": here[1],
        "accuracy_m": accuracy_m,
        "distance_m": round(great_circle(here, site).meters) if position else None,
        "allowed_m": round(message.territory().geofence_m + min(accuracy_m, MAX_ACCURACY_M)),
        "device_at": event.device_at.isoformat(),
        "received_at": event.received_at.isoformat(),
        "skew_s": event.skew_s,
        "event_id": str(event.event_id),
    }
