"""Duties out of the rows of a roster: a night that is written in two pieces, cut at midnight, is one duty."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol, TypeVar
from uuid import UUID

from app.kernel.local_dates import local_date
from app.registers.rules.roster import TOUCHING
from app.rosters.rules.local_days import local_minute


class Row(Protocol):
    """A shift as it is written."""

    engineer_id: UUID
    starts_at: datetime
    ends_at: datetime
    kind: str


R = TypeVar("R", bound=Row)


def duties(rows: Sequence[R], zone: str) -> list[list[R]]:
    """Put the pieces of each duty together; duties by engineer and time."""
    found: list[list[R]] = []
    for row in sorted(rows, key=lambda one: (one.engineer_id, one.starts_at)):
        if found and _goes_on(found[-1][-1], row, zone):
            found[-1].append(row)
        else:
            found.append([row])
    return found


def _goes_on(before: Row, row: Row, zone: str) -> bool:
    """Whether a row that begins at midnight is the rest of the one before it, which did not."""
    return (
        (before.engineer_id, before.kind) == (row.engineer_id, row.kind)
        and abs(row.starts_at - before.ends_at) <= TOUCHING
        and local_minute(row.starts_at, local_date(row.starts_at, zone), zone) == 0
        and local_minute(before.starts_at, local_date(before.starts_at, zone), zone) != 0
    )


def day_of(duty: Sequence[Row], zone: str) -> date:
    """The day that a duty is counted to: on which it begins."""
    return local_date(duty[0].starts_at, zone)
