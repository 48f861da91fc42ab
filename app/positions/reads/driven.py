"""What the ledger tells of drives and services: who left where and when, arrived when, and was done when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select

from app.kernel import UnitOfWork
from app.kernel.ledger_text import data_of
from app.kernel.tables import Event
from app.registers.reads.stars_held import held_at
from app.registers.tables import Engineer, Territory
from app.requests.events.visits import VisitCompleted, VisitEnRoute, VisitOnSite
from app.requests.rules.promise import ArrivalVerdict
from app.requests.tables import ServiceRequest, Visit
from dispatch.model.stars import service_s
from dispatch.travel import Point
from dispatch.travel.learning import Span

MOST_EVENTS = 60_000
"""The newest ones of a territory: some 20,000 visits, more than a month of the busiest."""

DEPARTED, ARRIVED, COMPLETED = VisitEnRoute.kind, VisitOnSite.kind, VisitCompleted.kind


@dataclass(frozen=True, slots=True)
class Driven:
    """A drive that came to its end; `hour` is the local hour (0 to 24) at which it began."""

    origin: Point
    to: Point
    hour: float
    took_s: float


@dataclass(frozen=True, slots=True)
class Past:
    """What was seen of a territory, oldest first."""

    drives: Sequence[Driven]
    services: Sequence[Span]


def past_of(uow: UnitOfWork, territory: Territory, since: datetime) -> Past:
    """Drives and services of the territory's visits recorded since `since`.

    A drive counts if it ended where it was meant to and if it is known where it began; a service if the work
    was completed; neither where the arrival is in doubt.  Expected service is that of the stars that the
    engineer held then.
    """
    stars = held_at(Engineer.id, Visit.on_site_at, Engineer.stars)
    rows = uow.session.execute(
        select(
            *(Event.visit_id, Event.kind, Event.body, Event.personal, stars.label("stars")),
            *(ServiceRequest.lat, ServiceRequest.lon, ServiceRequest.expected_s),
        )
        .join(Visit, Visit.id == Event.visit_id)
        .join(ServiceRequest, ServiceRequest.id == Visit.request_id)
        .join(Engineer, Engineer.id == Visit.engineer_id)
        .where(
            Visit.territory_id == territory.id,
            Event.kind.in_((DEPARTED, ARRIVED, COMPLETED)),
            Event.at >= since,
            or_(Visit.arrival_verdict.is_(None), Visit.arrival_verdict != ArrivalVerdict.DOUBTFUL),
        )
        .order_by(Event.id.desc())
        .limit(MOST_EVENTS)
    ).all()
    return _folded(reversed(rows), ZoneInfo(territory.time_zone))


@dataclass(slots=True)
class _Story:
    """What was told so far of one visit; another engineer's departure begins it anew."""

    engineer: str | None = None
    origin: Point | None = None
    departed_at: datetime | None = None
    arrived_at: datetime | None = None


@dataclass(slots=True)
class _Told:
    zone: ZoneInfo
    visits: dict[UUID, _Story] = field(default_factory=dict)
    drives: list[Driven] = field(default_factory=list)
    services: list[Span] = field(default_factory=list)

    def tell(self, row: Any, body: Mapping[str, Any]) -> None:
        story = self.visits.setdefault(row.visit_id, _Story())
        if row.kind == DEPARTED:
            origin = body.get("departed_from")
            self.visits[row.visit_id] = _Story(
                engineer=body["engineer_id"],
                origin=(origin["lat"], origin["lon"]) if origin else None,
                departed_at=datetime.fromisoformat(body["departed_at"]),
            )
        elif story.engineer == body["engineer_id"]:
            if row.kind == ARRIVED:
                self._arrive(story, row, datetime.fromisoformat(body["on_site_at"]))
            elif story.arrived_at is not None:
                took = datetime.fromisoformat(body["completed_at"]) - story.arrived_at
                self.services.append(Span(service_s(row.expected_s, row.stars), took / timedelta(seconds=1)))

    def _arrive(self, story: _Story, row: Any, at: datetime) -> None:
        story.arrived_at = at
        if story.origin is None or story.departed_at is None:
            return
        begin = story.departed_at.astimezone(self.zone)
        hour = begin.hour + begin.minute / 60
        took_s = (at - story.departed_at) / timedelta(seconds=1)
        self.drives.append(Driven(story.origin, (row.lat, row.lon), hour, took_s))


def _folded(rows: Iterable[Any], zone: ZoneInfo) -> Past:
    told = _Told(zone)
    for row in rows:
        told.tell(row, data_of(row))
    return Past(told.drives, told.services)
