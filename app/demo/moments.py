"""What the day had to show, in the order of its clock, each with the page where it is to be seen.

Breaches, rescues and doubts are told by the application, what happened in the world by the players.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.demo.bursts import burst_of
from app.demo.case import Casebook
from app.demo.client import Door
from app.demo.day import instant, local_clock
from app.demo.mishaps import Mishap
from app.demo.players.doubts import RUNG
from app.demo.world import Day

_REQUEST = "/requests/{id}"
_COMPLAINTS = "/calls"
_BEFELL = {
    Mishap.BREAKDOWN: "The van of {engineer} breaks down on the way",
    Mishap.SILENT: "The phone of {engineer} falls silent on the way",
}


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing worth looking at; `clock` is the city's, `path` the page where it is to be seen."""

    clock: str
    what: str
    code: str
    path: str


def moments(admin: Door, day: Day, book: Casebook, alerts: list[dict[str, Any]]) -> list[Moment]:
    """Return what there is to show, the earliest first."""
    codes = {key: case.code for key, case in book.cases.items()}
    found = [*_world(day, book), *_alerts(alerts), *_breaches(admin)]
    return [
        Moment(
            local_clock(day, at), what, codes.get(key, ""), _REQUEST.format(id=key) if key else _COMPLAINTS
        )
        for at, what, key in sorted(found, key=lambda one: one[0])
    ]


def _world(day: Day, book: Casebook) -> Iterator[tuple[datetime, str, str]]:
    burst = burst_of(day)
    if burst is not None:
        first = next((key for key, case in book.cases.items() if case.call.id == burst.first), "")
        yield (
            instant(day, burst.at_s),
            f"Power cut in {burst.around}: {burst.calls} calls within minutes",
            first,
        )
    for one in book.setbacks:
        yield one.begins_at, _BEFELL[one.mishap].format(engineer=one.engineer), one.request_id
    for lie in book.lies:
        yield (
            lie.claimed_at,
            f"{lie.engineer} reports an arrival untruly: {lie.manner.value.replace('_', ' ')}",
            lie.request_id,
        )
    for told in book.complaints:
        yield told.at, "The customer complains; the call is on the list of calls", told.request_id
    for told in book.came_back:
        yield told.at, "Called back: the fault is there again, another visit", told.request_id


def _alerts(alerts: list[dict[str, Any]]) -> Iterator[tuple[datetime, str, str]]:
    for alert in alerts:
        if alert["rung"] == RUNG:
            at = datetime.fromisoformat(alert["raised_at"])
            yield at, "Doubtful arrival; the office asks the customer", alert["request_id"]
        elif alert["rescued_at"] is not None:
            why = alert["rung"].replace("_", " ")
            at = datetime.fromisoformat(alert["rescued_at"])
            yield at, f"Rescue taken ({why}): {_name(alert['engineer'])} is replaced", alert["request_id"]


def _name(engineer: Mapping[str, Any] | None) -> str:
    return f"{engineer['number']} {engineer['name']}" if engineer else "nobody"


def _breaches(admin: Door) -> Iterator[tuple[datetime, str, str]]:
    for row in admin.every("/api/v1/service-requests", {"kept": "false"}):
        if row["state"] == "cancelled":
            continue
        told = admin.get("/api/v1/service-requests/{request_id}/promise", request_id=row["id"])
        due_at, came_at = datetime.fromisoformat(told["due_at"]), told["on_site_at"]
        late = (datetime.fromisoformat(came_at) - due_at).total_seconds() / 60 if came_at else None
        by = f" by {late:.0f} min" if late is not None else ""
        yield due_at, f"Promise broken{by}; stage: {told['blamed']}", row["id"]
