"""What a dispatcher decided about a visit last, and until when nobody has been told of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select

from app.dispatching.events import OverrideUndone
from app.dispatching.reads.snapshot import UNTAKEN
from app.kernel import UnitOfWork
from app.kernel.ledger_text import data_of
from app.kernel.tables import Event
from app.requests.events.visits import VisitOffered, VisitPlanned
from app.requests.tables import Visit

HOLD = timedelta(seconds=10)
"""How long the notices of a decision wait, and how long it can be taken back unheard."""

_TOLD_LATER = (VisitPlanned.kind, VisitOffered.kind)
"""What engineers are told because of a decision: that a visit is theirs no more, that they are asked."""


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision; `data` is what its event says."""

    number: int
    kind: str
    at: datetime
    actor: str
    data: Mapping[str, Any]

    @property
    def told_at(self) -> datetime:
        """When its notices go out."""
        return self.at + HOLD

    def key(self, name: str) -> UUID | None:
        """Return an id that the decision names."""
        return UUID(self.data[name]) if self.data.get(name) else None


def last_decision(uow: UnitOfWork, visit_id: UUID) -> Decided | None:
    """Return the newest decision about a visit."""
    found = select(Event).where(Event.visit_id == visit_id, Event.kind.startswith("override."))
    row = uow.session.scalars(found.order_by(Event.number.desc()).limit(1)).first()
    return _decided(row) if row else None


def held_until(uow: UnitOfWork, event: Event) -> datetime | None:
    """Return until when the engineer's notice of an event waits; None where no decision caused it."""
    if event.kind not in _TOLD_LATER or event.visit_id is None:
        return None
    ats = [one.told_at for one in _around(uow, event) if one.at <= event.at]
    return max(ats, default=None)


def was_undone(uow: UnitOfWork, event: Event) -> bool:
    """Tell whether the decision that caused an event was taken back before anybody was told."""
    if event.kind not in _TOLD_LATER or event.visit_id is None:
        return False
    around = _around(uow, event)
    begun = {one.number: one.at for one in around}
    return any(
        one.data.get("undoes") in begun
        and begun[one.data["undoes"]] <= event.at
        and event.number < one.number
        for one in around
    )


def unheard(uow: UnitOfWork, *which: ColumnElement[bool]) -> dict[UUID, datetime]:
    """Visit → when its engineer may hear that it is his: a decision has just given it to him.

    Until then nothing is asked of him and his phone does not see it, so that the decision can be taken back
    unheard.  Of the visits `which`; those that nobody has said yes to.
    """
    uow.session.flush()
    found = uow.session.execute(
        select(Visit.id, Visit.engineer_id, Event)
        .join(Event, Event.visit_id == Visit.id)
        .where(
            Visit.state.in_(UNTAKEN),
            Visit.engineer_id.is_not(None),
            Event.kind.startswith("override."),
            Event.at > uow.now - HOLD,
            *which,
        )
        .order_by(Event.number)
    )
    until: dict[UUID, datetime] = {}
    for visit_id, engineer_id, row in found:
        made = _decided(row)
        if made.kind == OverrideUndone.kind:
            until.pop(visit_id, None)
        elif made.key("was_engineer_id") != engineer_id:
            until[visit_id] = made.told_at
    return until


def _around(uow: UnitOfWork, event: Event) -> list[Decided]:
    found = select(Event).where(
        Event.visit_id == event.visit_id,
        Event.kind.startswith("override."),
        Event.at > event.at - HOLD,
        Event.at < event.at + HOLD,
    )
    return [_decided(row) for row in uow.session.scalars(found.order_by(Event.number))]


def _decided(row: Event) -> Decided:
    return Decided(row.number, row.kind, row.at, row.actor, data_of(row))
