"""Whether the company has looked at its prices: an installation starts with some of nobody's choosing."""

from __future__ import annotations

from sqlalchemy import select

from app.kernel import UnitOfWork
from app.kernel.principal import SYSTEM
from app.kernel.tables import Event
from app.registers.events import OF_ROWS, PricesConfirmed
from app.registers.tables import ImportRun

_REGISTERS = ("part", "charge_kind")
_KINDS = tuple(event.kind for event in OF_ROWS if event.kind.partition(".")[0] in _REGISTERS)


def prices_are_seen_to(uow: UnitOfWork) -> bool:
    """Tell whether somebody has entered, changed, imported or confirmed prices."""
    told = (
        select(Event.id).where(Event.kind == PricesConfirmed.kind),
        select(Event.id).where(Event.kind.in_(_KINDS), Event.actor != SYSTEM.key),
        select(ImportRun.kind).where(ImportRun.kind.in_(_REGISTERS)),
    )
    return any(uow.session.scalars(query.limit(1)).first() is not None for query in told)
