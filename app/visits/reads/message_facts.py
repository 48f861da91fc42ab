"""The figures behind what a message was refused or flagged for: how far, how often, what was missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from geopy.distance import great_circle
from sqlalchemy import select

from app.kernel import UnitOfWork
from app.phones.tables import PhoneEvent
from app.registers.tables import Territory
from app.requests.tables import ServiceRequest, Visit


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one message; None or empty where it has none.

    `distance_m` from the site and `beyond_m` from the edge of its fence, both in metres; `attempts_left` for
    the code; `missing` are checklist items, `roles` who has not signed.
    """

    distance_m: int | None = None
    beyond_m: int | None = None
    accuracy_m: int | None = None
    attempts_left: int | None = None
    missing: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()


NO_FIGURES = Figures()


def figures_of(uow: UnitOfWork, events: Iterable[PhoneEvent]) -> dict[UUID, Figures]:
    """Return the figures of these messages by the id of their row."""
    listed = list(events)
    places = _places(uow, {event.visit_id for event in listed if event.visit_id})
    return {event.id: _figures(event, places.get(event.visit_id)) for event in listed}


def figures_of_request(uow: UnitOfWork, request_id: UUID) -> dict[str, Figures]:
    """Return the figures of all messages about a request, by the event id that the ledger names."""
    of_visits = select(Visit.id).where(Visit.request_id == request_id).scalar_subquery()
    events = uow.session.scalars(
        select(PhoneEvent).where(
            PhoneEvent.visit_id.in_(of_visits),
            PhoneEvent.kind.in_(("arrive", "confirm_arrival", "incomplete")),
        )
    ).all()
    found = figures_of(uow, events)
    return {str(event.event_id): found[event.id] for event in events}


def of_problem(problem: Mapping[str, Any] | None) -> Figures:
    """Return the figures that a stored refusal holds."""
    extra = (problem or {}).get("extra", {})
    distance, allowed = extra.get("distance_m"), extra.get("allowed_m")
    missing = extra.get("missing", [])
    return Figures(
        distance_m=distance,
        beyond_m=distance - allowed if distance is not None and allowed is not None else None,
        attempts_left=extra.get("attempts_left"),
        missing=tuple(_item(one) for one in missing),
        roles=tuple(extra.get("roles", [])),
    )


def _item(one: Any) -> str:
    return str(one.get("item", "")) if isinstance(one, Mapping) else str(one)


_Place = tuple[float, float, int]


def _places(uow: UnitOfWork, visit_ids: set[UUID]) -> dict[UUID | None, _Place]:
    """Visit → latitude, longitude and radius of the site's fence in metres."""
    rows = uow.session.execute(
        select(Visit.id, ServiceRequest.lat, ServiceRequest.lon, Territory.geofence_m)
        .join(ServiceRequest, ServiceRequest.id == Visit.request_id)
        .join(Territory, Territory.id == ServiceRequest.territory_id)
        .where(Visit.id.in_(visit_ids))
    )
    return {key: (lat, lon, fence) for key, lat, lon, fence in rows if lat is not None and lon is not None}


def _figures(event: PhoneEvent, place: _Place | None) -> Figures:
    kept = of_problem(event.answer.get("problem"))
    position = event.body.get("position")
    if place is None or not isinstance(position, Mapping) or "lat" not in position or "lon" not in position:
        return kept
    lat, lon, fence_m = place
    distance_m = round(great_circle((position["lat"], position["lon"]), (lat, lon)).meters)
    accuracy = position.get("accuracy_m")
    return Figures(
        distance_m=distance_m,
        beyond_m=kept.beyond_m if kept.beyond_m is not None else max(0, distance_m - fence_m),
        accuracy_m=None if accuracy is None else round(accuracy),
        attempts_left=kept.attempts_left,
        missing=kept.missing,
        roles=kept.roles,
    )
