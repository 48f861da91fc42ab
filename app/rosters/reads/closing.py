"""The visits that an engineer who is taken out of use leaves behind, named before he is."""

from __future__ import annotations

from app.kernel import UnitOfWork
from app.kernel.local_dates import local_date
from app.registers.hooks import Line
from app.registers.tables import Engineer, Territory
from app.rosters.reads.losing import held_visits


def visits_of(uow: UnitOfWork, engineer: Engineer) -> list[Line]:
    """Return them, the soonest promise first; one that is under way stays for a person to settle."""
    zone = uow.get(Territory, engineer.territory_id).time_zone
    return [
        Line(f"{one.code} · {one.customer}", "request_page", one.request_id, local_date(one.due_at, zone))
        for one in held_visits(uow, {engineer.id})
    ]
