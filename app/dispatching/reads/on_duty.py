"""Who will be on duty at an hour to come: what is known of an appointment before anybody is assigned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.calendar.rules.due_times import opens_at
from app.dispatching.hooks import barring
from app.dispatching.reads.crew import LOOKAHEAD, engineers_by_id, unreachable
from app.kernel import UnitOfWork
from app.kernel.local_dates import local_date
from app.registers.reads.shifts import presences
from app.registers.tables import Engineer, Shift, Territory
from app.requests.tables import ServiceRequest, Visit
from dispatch.model.problem import Bar


@dataclass(frozen=True, slots=True)
class HourToCome:
    """The hour for which somebody is to come: who is on the roster then, and who of them may serve it."""

    begins_at: datetime
    ends_at: datetime
    there: frozenset[UUID]
    able: Sequence[Engineer]


def hour_to_come(uow: UnitOfWork, request: ServiceRequest, visit: Visit) -> HourToCome | None:
    """Return the hour of a visit where it begins beyond the shifts that are planned now; else None."""
    begins_at = opens_at(request.due_at, request.promise_s, visit.not_before_at, uow.now)
    if begins_at is None or begins_at - uow.now <= LOOKAHEAD:
        return None
    there = on_duty_between(uow, visit.territory_id, begins_at, request.due_at)
    able = able_of(uow, there, request.skill_code, request.min_stars, begins_at)
    return HourToCome(begins_at, request.due_at, frozenset(one.id for one in there), able)


def able_of(
    uow: UnitOfWork, people: Sequence[Engineer], skill_code: str, min_stars: int, at: datetime
) -> list[Engineer]:
    """Return who of these may do work of this kind that begins then."""
    bars = bars_at(uow, people, skill_code, at)
    return [one for one in people if not lacks(one, skill_code, min_stars, bars)]


def bars_at(uow: UnitOfWork, people: Sequence[Engineer], skill_code: str, at: datetime) -> Mapping[UUID, Bar]:
    """Return whose papers do not let them use the skill on the day of an instant, by their own clock."""
    found: dict[UUID, Bar] = {}
    places = {one.territory_id for one in people}
    for territory in (uow.get(Territory, key) for key in places):
        own = [one.id for one in people if one.territory_id == territory.id]
        found |= barring(uow, own)(skill_code, local_date(at, territory.time_zone))
    return found


def on_duty_between(
    uow: UnitOfWork, territory_id: UUID, begins_at: datetime, ends_at: datetime
) -> list[Engineer]:
    """Return those on the roster then, leave taken out, by number."""
    rosters = presences(
        uow,
        Engineer.territory_id == territory_id,
        Engineer.active.is_(True),
        Engineer.id.not_in(unreachable()),
        Shift.ends_at > begins_at,
        Shift.starts_at < ends_at,
    )
    return engineers_by_id(
        uow,
        [
            key
            for key, spans in rosters.items()
            if any(one.starts_at < ends_at and one.ends_at > begins_at for one in spans)
        ],
    )


def lacks(
    engineer: Engineer, skill_code: str, min_stars: int, bars: Mapping[UUID, Bar]
) -> list[dict[str, object]]:
    """Return which of what the work asks for an engineer has not, as refusals are told.

    `bars` are those of the skill on the day of the work (`bars_at`).
    """
    found: list[dict[str, object]] = []
    if engineer.stars < min_stars:
        found.append({"code": "too_few_stars", "has": engineer.stars, "needs": min_stars})
    if skill_code not in {skill.code for skill in engineer.skills}:
        found.append({"code": "missing_skill", "has": None, "needs": skill_code})
    elif bar := bars.get(engineer.id):
        found.append({"code": bar.code, "has": bar.day, "needs": skill_code})
    return [{"engineer": str(engineer.id), **one} for one in found]
