"""A request's history, read from its chain in the ledger."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from app.accounts.tables import User
from app.kernel import UnitOfWork
from app.kernel.ledger_text import data_of, erased_of
from app.kernel.tables import Event
from app.registers.reads.register_names import CHARGE, Line, bill_names

_OF_BILL = ("bill.changed", "charge.held", "charge.approved", "charge.refused")


@dataclass(frozen=True, slots=True)
class HistoryEvent:
    """One entry of the chain; `data` is what the event says beside its kind."""

    number: int
    kind: str
    at: datetime
    actor: str
    visit_id: UUID | None
    data: dict[str, Any]
    hash: str
    erased: tuple[str, ...] = field(
        default=(), metadata={"description": "Fields of `data` that were erased, and are null since"}
    )


def people_of(uow: UnitOfWork, events: Iterable[HistoryEvent]) -> dict[str, str]:
    """Return the names of who acted, and of who made the links by which somebody did, by actor."""
    return names_of(uow, {key for one in events for key in (one.actor, str(one.data.get("link_maker", "")))})


def names_of(uow: UnitOfWork, keys: Iterable[str]) -> dict[str, str]:
    """Return the names behind actors, of those who have an account."""
    ids = {}
    for key in keys:
        with suppress(ValueError):
            ids[key] = UUID(key.rpartition(":")[2])
    if not ids:
        return {}
    rows = uow.session.execute(select(User.id, User.name).where(User.id.in_(set(ids.values()))))
    names = {row.id: row.name for row in rows}
    return {key: names[user_id] for key, user_id in ids.items() if user_id in names}


def confirmed_by(uow: UnitOfWork, visit_id: UUID) -> HistoryEvent | None:
    """Return the last event that confirmed a visit's arrival."""
    row = uow.session.scalars(
        select(Event)
        .where(Event.visit_id == visit_id, Event.kind == "visit.arrival_confirmed")
        .order_by(Event.number.desc())
        .limit(1)
    ).one_or_none()
    return _told(row) if row else None


def history(uow: UnitOfWork, request_id: UUID) -> list[HistoryEvent]:
    """Return all events of a request, its visits and offers, oldest first."""
    rows = uow.session.scalars(
        select(Event).where(Event.stream == f"request:{request_id}").order_by(Event.number)
    )
    return _with_names(uow, [_told(row) for row in rows])


def _with_names(uow: UnitOfWork, events: list[HistoryEvent]) -> list[HistoryEvent]:
    """Name lines of the bill whose event does not, as the registers call them now; the ledger stays."""
    unnamed = [one for one in events if one.kind in _OF_BILL and "name_en" not in one.data]
    called = bill_names(uow, {_line(one) for one in unnamed})
    for one in unnamed:
        if name := called.get(_line(one)):
            one.data.update(name_en=name.en, name_zh=name.zh_cn)
    return events


def _line(event: HistoryEvent) -> Line:
    return str(event.data.get("what", CHARGE)), str(event.data.get("code"))


def _told(row: Event) -> HistoryEvent:
    data = data_of(row)
    return HistoryEvent(row.number, row.kind, row.at, row.actor, row.visit_id, data, row.hash, erased_of(row))


def newest_number(uow: UnitOfWork, request_id: UUID) -> int:
    """Return the number of the newest event of a request; forms carry it."""
    mine = select(func.max(Event.number)).where(Event.stream == f"request:{request_id}")
    return uow.session.scalar(mine) or 0
