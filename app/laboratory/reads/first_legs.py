"""The drives by which engineers first came to requests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from app.kernel.epoch import to_epoch
from app.laboratory.reads.stories import Story
from app.laboratory.rules.setting_out import setting_out_s
from dispatch.fields import Fields
from dispatch.travel import travel_times
from dispatch.travel.spec import Point, read_travel

SHORTEST_DRIVE_S: Final = 60
"""Of a shorter drive the ratio to the expected says more about parking than about traffic."""


_WILDEST_DRIVE: Final = 4.0


@dataclass(frozen=True, slots=True)
class Leg:
    """The drive to a request: where it began and when, and how long it took.

    `setting_out_s` is how long the engineer, who had the visit and nothing else to do, took to leave:
    answering the offer, checking off the five ones.
    """

    origin: Point
    to: Point
    departed_at: datetime
    took_s: float
    setting_out_s: int


def first_legs(found: Sequence[Story]) -> dict[UUID, Leg]:
    """Request → the drive of its first visit, from where the engineer's visit before was, or from home."""
    made = [(visit, engineer, one.request) for one in found for visit, engineer in one.visits]
    made.sort(key=lambda row: (row[1].number, row[0].on_site_at))
    last: dict[UUID, tuple[Point, datetime | None]] = {}
    legs = {}
    for visit, engineer, request in made:
        origin, free_at = last.get(engineer.id, ((engineer.base_lat, engineer.base_lon), None))
        to = request.place
        last[engineer.id] = (to, visit.completed_at)
        if visit.departed_at is None or visit.on_site_at is None or visit.ordinal != 1:
            continue
        took_s = (visit.on_site_at - visit.departed_at).total_seconds()
        ready_at = max(at for at in (visit.assigned_at, free_at, request.received_at) if at is not None)
        delay_s = setting_out_s(visit.departed_at, ready_at)
        legs[request.id] = Leg(origin, to, visit.departed_at, took_s, delay_s)
    return legs


def drive_factors(travel: Mapping[str, Any], begin: datetime, legs: Mapping[UUID, Leg]) -> dict[UUID, float]:
    """Request → real over expected seconds of the first drive to it, where that can be told."""
    fields, factors = Fields.of(travel, "travel"), {}
    for request_id, leg in legs.items():
        at_s = to_epoch(leg.departed_at) - to_epoch(begin)
        times = travel_times(read_travel(fields, at_s))
        expected_s = int(times.pairs([leg.origin], [leg.to])[0])
        if min(leg.took_s, expected_s) >= SHORTEST_DRIVE_S:
            ratio = leg.took_s / expected_s
            factors[request_id] = round(min(_WILDEST_DRIVE, max(1 / _WILDEST_DRIVE, ratio)), 4)
    return factors
