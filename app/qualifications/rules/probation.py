"""Probation: how it may end, when managers are reminded of its end, and whom a year finds on it.  Pure."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

REMINDED = timedelta(days=14)
"""So long before the planned end managers are reminded."""


class ProbationOutcome(StrEnum):
    """How a probation ends."""

    PASSED = "passed"
    NOT_PASSED = "not_passed"


def ends_soon(planned_until: date, today: date) -> bool:
    """Tell whether somebody has to decide: the planned end is near, or past."""
    return planned_until <= today + REMINDED


def held_on(from_on: date, outcome: str | None, ended_on: date | None, day: date) -> bool:
    """Tell whether somebody was on probation that day.

    One that nobody ended goes on beyond its planned end; one not passed never led to ordinary service.
    """
    if day < from_on:
        return False
    return outcome != ProbationOutcome.PASSED or ended_on is None or day <= ended_on
