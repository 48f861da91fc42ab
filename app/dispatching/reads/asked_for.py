"""What was asked for and when: the requests that a demand field is learned from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.kernel import UnitOfWork
from app.kernel.local_dates import local_date
from app.registers.tables import Territory
from app.requests.tables import ServiceRequest
from dispatch.model.demand import Kind
from dispatch.scenarios.learning import Made

MOST_REQUESTS = 40_000
"""The newest ones of a territory: more than a month of the busiest."""


def made_of(uow: UnitOfWork, territory: Territory, since: datetime) -> list[Made]:
    """The territory's requests made since `since`, on their local days and at their local hours."""
    zone = ZoneInfo(territory.time_zone)
    rows = uow.session.execute(
        select(
            *(ServiceRequest.lat, ServiceRequest.lon, ServiceRequest.requested_at),
            *(ServiceRequest.skill_code, ServiceRequest.min_stars, ServiceRequest.expected_s),
        )
        .where(ServiceRequest.territory_id == territory.id, ServiceRequest.requested_at >= since)
        .order_by(ServiceRequest.requested_at.desc(), ServiceRequest.id)
        .limit(MOST_REQUESTS)
    )
    return [
        Made((lat, lon), local.hour, Kind(skill, stars, expected_s), day_number(local.date()))
        for lat, lon, at, skill, stars, expected_s in rows
        if lat is not None and lon is not None
        for local in [at.astimezone(zone)]
    ]


def days_of(made: Sequence[Made], territory: Territory, since: datetime, until: datetime) -> range:
    """The whole local days from `since` to `until` of which there is a record: a later one is shorter.

    A day that is not over would make a day of its kind look quiet.
    """
    zone = ZoneInfo(territory.time_zone)
    first, today = (day_number(local_date(at, zone)) for at in (since, until))
    return range(max(first + 1, min((one.day for one in made), default=today)), today)


def day_number(on: date) -> int:
    """A day's number for learning; those divisible by seven are Mondays."""
    return on.toordinal() - 1
