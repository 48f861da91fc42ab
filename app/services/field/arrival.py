"""Arriving: the position, the geofence, and the code that only the customer knows."""

from __future__ import annotations

import hmac
import re
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
    place = _place(message)
    visit = message.visit
    if visit.state == VisitState.ON_SITE and visit.engineer_id == message.engineer_id:
        message.flag("already_on_site")
        _confirm_if_right(message, code)
        return
    message.demand({VisitState.EN_ROUTE}, NOT_DEPARTED)
    if place["distance_m"] > place["allowed_m"]:
        if not message.lenient:
            raise OutsideGeofence(place["distance_m"], place["allowed_m"])
        message.flag("outside_geofence")
    is_right = _is_right(message, code)
    visit.on_site_at = max(message.at, visit.departed_at or message.at)
    visit.arrival = place
    visit.arrival_verdict = ArrivalVerdict.PROVEN if is_right else ArrivalVerdict.PLAUSIBLE
    move_visit(message.uow, visit, VisitState.ON_SITE, on_site_at=visit.on_site_at, arrival=place)
    if message.request.on_site_at is None:
        message.request.on_site_at = visit.on_site_at
        message.request.arrival_verdict = visit.arrival_verdict
    if is_right:
        _confirm(message)
    message.touch()
    request_replan(message.uow, visit.territory_id, "arrived", within_s=60)


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
    position, event = message.body["position"], message.event
    here = (position["lat"], position["lon"])
    accuracy_m = position.get("accuracy_m") or 0
    distance = great_circle(here, (message.request.lat, message.request.lon)).meters
    return {
        "lat": here[0],
        "lon": here[1],
        "accuracy_m": accuracy_m,
        "distance_m": round(distance),
        "allowed_m": round(message.territory().geofence_m + min(accuracy_m, MAX_ACCURACY_M)),
        "device_at": event.device_at.isoformat(),
        "received_at": event.received_at.isoformat(),
        "skew_s": event.skew_s,
        "event_id": str(event.event_id),
    }
