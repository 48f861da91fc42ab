"""A program is told as a form is: which visits lose their engineer, before it is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from app.kernel import UnitOfWork
from app.rosters.commands.telling import NotTold, telling
from app.rosters.errors import VisitsLoseEngineer
from app.rosters.reads.losing import held_visits, seen_key


@contextmanager
def telling_programs(uow: UnitOfWork, row: Any, values: Mapping[str, Any], seen: str) -> Iterator[None]:
    """Make a change of a leave or a shift inside; `seen` is what the refusal said, once it was looked at.

    Raises:
        VisitsLoseEngineer: it takes visits away that `seen` does not stand for; nothing is written.
    """
    named = (getattr(row, "engineer_id", None), values.get("engineer_id"))
    engineers = {key for key in named if key is not None}
    try:
        with telling(uow, engineers, seen):
            yield
    except NotTold as told:
        raise VisitsLoseEngineer(told.seen, [_told(one) for one in told.losing]) from told


@contextmanager
def telling_of_closing(uow: UnitOfWork, row: Any, values: Mapping[str, Any], seen: str) -> Iterator[None]:
    """Change an engineer inside; whoever takes him out of use says with `seen` which visits he saw.

    Raises:
        VisitsLoseEngineer: he holds visits that `seen` does not stand for; nothing is written.
    """
    closes = row is not None and row.active and not values.get("active", False)
    held = held_visits(uow, {row.id}) if closes else []
    yield
    if held and seen != seen_key(held):
        raise VisitsLoseEngineer(seen_key(held), [_told(one) for one in held])


def _told(one: Any) -> dict[str, str]:
    return {
        "visit_id": str(one.visit_id),
        "request_id": str(one.request_id),
        "code": one.code,
        "customer": one.customer,
        "engineer": one.engineer,
        "expected_at": one.expected_at.isoformat(),
        "due_at": one.due_at.isoformat(),
    }
