"""Whole duties as people swap them, and whether somebody is free at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from app.kernel import UnitOfWork
from app.registers.tables import Leave, Shift
from app.rosters.reads.duty import duty_of
from app.rosters.rules.duties import duties
from app.swaps.rules.swapping import Span

AHEAD = timedelta(days=31)
"""So far ahead shifts are shown to choose from; any that is to come can be named."""


@dataclass(frozen=True, slots=True)
class Duty:
    """One piece of work as people know it: a shift, or the two pieces of a night cut at midnight."""

    shifts: Sequence[Shift]

    @property
    def shift_id(self) -> UUID:
        """By which it is named."""
        return self.shifts[0].id

    @property
    def kind(self) -> str:
        """On duty, or on call."""
        return self.shifts[0].kind

    @property
    def starts_at(self) -> datetime:
        """When it begins."""
        return self.shifts[0].starts_at

    @property
    def ends_at(self) -> datetime:
        """When it ends."""
        return self.shifts[-1].ends_at

    @property
    def span(self) -> Span:
        """From when until when."""
        return self.starts_at, self.ends_at


def duty_to_come(uow: UnitOfWork, shift_id: UUID, engineer_id: UUID, zone: str) -> Duty | None:
    """Return the duty of a shift where it is this engineer's and has not begun."""
    shift = uow.session.get(Shift, shift_id)
    if shift is None or shift.engineer_id != engineer_id:
        return None
    found = Duty(duty_of(uow, shift, zone))
    return found if found.starts_at > uow.now else None


def duties_to_come(uow: UnitOfWork, engineers: Collection[UUID], zone: str) -> dict[UUID, list[Duty]]:
    """Return by engineer the duties that begin within `AHEAD`, the next first."""
    query = select(Shift).where(
        Shift.engineer_id.in_(engineers), Shift.ends_at > uow.now, Shift.starts_at < uow.now + AHEAD
    )
    found: dict[UUID, list[Duty]] = defaultdict(list)
    for rows in duties(uow.session.scalars(query).all(), zone):
        if rows[0].starts_at > uow.now:
            found[rows[0].engineer_id].append(Duty(rows))
    return found


def is_free(uow: UnitOfWork, engineer_id: UUID, span: Span, but_for: Duty | None) -> bool:
    """Tell whether an engineer has no shift but those of a duty, and no leave, within a span."""
    begin, end = span
    given_up = [one.id for one in but_for.shifts] if but_for else []
    shift = select(Shift.id).where(
        Shift.engineer_id == engineer_id,
        Shift.starts_at < end,
        Shift.ends_at > begin,
        Shift.id.not_in(given_up),
    )
    leave = select(Leave.id).where(
        Leave.engineer_id == engineer_id, Leave.starts_at < end, Leave.ends_at > begin
    )
    return all(uow.session.scalars(query.limit(1)).first() is None for query in (shift, leave))
