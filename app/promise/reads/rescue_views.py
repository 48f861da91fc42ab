"""A prepared rescue as people see it, and when somebody is one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from app.registers.tables import Engineer
from app.requests.rules.lifecycle import VisitState
from app.requests.tables import Visit

UNCERTAIN = frozenset(
    {"not_accepted", "not_departed", "position_stale", "phone_silent", "off_duty", "arrival_doubtful"}
)
"""Rungs that say that who has the visit may not come when the plan says: asked and silent, not on the way,
not heard from, not able to work, or not believed.  Then who comes later than he should is a rescue too."""


def can_be_reached(engineer: Engineer) -> bool:
    """Whether an engineer sees now what is sent to his phone: he is not silent, and not switched off."""
    return engineer.active and engineer.available and engineer.phone_silent_since is None


def still_helps(eta_at: datetime, rung: str, visit: Visit, now: datetime) -> bool:
    """Tell whether somebody who comes at `eta_at` is a rescue: not where who has the visit comes as soon."""
    expected = expected_at(visit, now)
    return rung in UNCERTAIN or expected is None or eta_at < expected


def expected_at(visit: Visit, now: datetime) -> datetime | None:
    """When who has the visit is expected; None where that is nobody, or a time that has passed.

    Whoever is on the way is expected at any moment once that time is past; of one who has not set out
    nobody knows then when he comes.
    """
    if visit.engineer_id is None or visit.eta_at is None or visit.on_site_at is not None:
        return None
    if visit.eta_at < now and visit.state != VisitState.EN_ROUTE:
        return None
    return max(visit.eta_at, now)


def gain_s(eta_at: datetime, visit: Visit, now: datetime) -> int | None:
    """How much sooner who comes at `eta_at` is than who has the visit now is expected now.

    None where nobody is expected.
    """
    expected = expected_at(visit, now)
    return int((expected - eta_at).total_seconds()) if expected else None


@dataclass(frozen=True, slots=True)
class Rescuer:
    """Who could come instead, and for whom he works."""

    id: UUID
    number: str
    name: str
    stars: int
    provider: str | None
    stars_provisional_until: date | None


@dataclass(frozen=True, slots=True)
class RescueView:
    """A prepared rescue: `gain_s` sooner than expected now, `cost` and `knock_on` as it was prepared."""

    engineer: Rescuer
    eta_at: datetime
    slack_s: int
    gain_s: int | None
    cost: dict[str, int]
    knock_on: Sequence[dict[str, Any]]
    made_at: datetime

    @property
    def helps(self) -> bool:
        """Whether he comes in time, or sooner than who is expected now."""
        return self.slack_s >= 0 or (self.gain_s is not None and self.gain_s > 0)

    @property
    def cost_min(self) -> float:
        """What it costs in minutes: of driving, and of customers who wait past their promise."""
        return round((self.cost["drive_s"] + self.cost["late_s"]) / 60, 1)

    @property
    def knock_on_min(self) -> float:
        """Minutes by which other customers' visits are put off, in sum."""
        return round(sum(int(one["delay_s"]) for one in self.knock_on) / 60, 1)
