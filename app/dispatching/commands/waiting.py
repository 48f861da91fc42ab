"""Visits that nobody needs to be asked for yet, because their window is still closed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from app.dispatching.reads.snapshot import TerritoryView
from app.registers.tables import Territory
from app.requests.tables import Visit
from dispatch.travel import travel_times


def seconds_ahead(view: TerritoryView, holders: Mapping[UUID, UUID]) -> dict[UUID, int]:
    """Visit with a closed window → seconds until its engineer (`holders`) could be there, as of the view.

    It may ask a road engine, so no transaction may be open.
    """
    waiting = [
        visit for key, visit in view.visits.items() if key in holders and visit.opens_at(view.now) is not None
    ]
    people = {UUID(one.id): one for one in view.problem.engineers}
    waiting = [visit for visit in waiting if holders[visit.id] in people]
    if not waiting:
        return {}
    times = travel_times(view.problem.travel)
    origins = [people[holders[visit.id]] for visit in waiting]
    drives = times.pairs([one.at for one in origins], [visit.point for visit in waiting]).tolist()
    return {
        visit.id: drive_s + max(0, one.free_at_s - view.problem.now_s)
        for visit, one, drive_s in zip(waiting, origins, drives, strict=True)
    }


def when_to_ask(
    view: TerritoryView, visit: Visit, territory: Territory, ahead: Mapping[UUID, int]
) -> datetime | None:
    """When the engineer of a visit whose window is closed is to be asked; None where that is now.

    Early enough for the answer and the drive (`ahead`), so that the arrival falls on the opening.
    """
    seen = view.visits.get(visit.id)
    opens_at = seen.opens_at(view.now) if seen else None
    if opens_at is None or visit.eta_at is None:
        return None
    before = timedelta(seconds=ahead.get(visit.id, 0) + territory.not_accepted_after_s)
    ask_at = max(opens_at, visit.eta_at) - before
    return ask_at if ask_at > view.now else None
