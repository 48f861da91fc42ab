"""The visits that an engineer who is taken out of use leaves behind, named before he is."""

from __future__ import annotations

from app.kernel import UnitOfWork
from app.registers.hooks import Line
from app.registers.tables import Engineer
from app.rosters.reads.losing import held_visits


def visits_of(uow: UnitOfWork, engineer: Engineer) -> list[Line]:
    """Return them, the soonest promise first; one that is under way stays for a person to settle."""
    return [
        Line(f"{one.code} · {one.customer}", "request_page", one.request_id, one.due_at.date())
        for one in held_visits(uow, {engineer.id})
    ]
