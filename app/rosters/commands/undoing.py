"""Taking back the last thing that was done to a roster at one stroke."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.kernel import UnitOfWork, ledger
from app.registers.commands import registry
from app.registers.commands.locks import locked_engineers
from app.registers.tables import Shift
from app.rosters.errors import BEGUN_SINCE, CHANGED_SINCE, NOT_THE_LAST, CannotUndo
from app.rosters.events import RosterUndone
from app.rosters.tables import RosterAct


def last_act(uow: UnitOfWork, territory_id: UUID) -> RosterAct | None:
    """The last act of a territory that was not undone."""
    found = select(RosterAct).where(RosterAct.territory_id == territory_id, RosterAct.undone_at.is_(None))
    return uow.session.scalars(found.order_by(RosterAct.at.desc(), RosterAct.id.desc()).limit(1)).first()


def made_by(uow: UnitOfWork, act: RosterAct) -> list[Shift]:
    """The shifts that an act made.

    Raises:
        CannotUndo: they are not all as it left them, or have begun.
    """
    versions = {UUID(key): version for key, version in act.made}
    shifts = uow.session.scalars(select(Shift).where(Shift.id.in_(versions))).all()
    if {one.id: one.version for one in shifts} != versions:
        raise CannotUndo(CHANGED_SINCE)
    if any(one.starts_at <= uow.now for one in shifts):
        raise CannotUndo(BEGUN_SINCE)
    return list(shifts)


def engineers_in(act: RosterAct, shifts: Sequence[Shift]) -> set[UUID]:
    """The engineers whose roster an act changed."""
    return {one.engineer_id for one in shifts} | {UUID(one["engineer_id"]) for one in act.removed}


def undo(uow: UnitOfWork, act: RosterAct) -> None:
    """Remove what the act made, and write again what gave way to it.

    Raises:
        CannotUndo: something else was done since, or to what it made.
        Invalid: other shifts stand where its own stood.
    """
    people = engineers_in(act, uow.session.scalars(select(Shift).where(Shift.id.in_(_ids(act)))).all())
    locked_engineers(uow, people)
    uow.session.refresh(act)
    newest = last_act(uow, act.territory_id)
    if newest is None or newest.id != act.id:
        raise CannotUndo(NOT_THE_LAST)
    for shift in made_by(uow, act):
        registry.remove(uow, "shift", shift)
    for one in act.removed:
        registry.create(uow, "shift", _columns(one))
    act.undone_at = uow.now
    ledger.record(uow, f"territory:{act.territory_id}", RosterUndone(how=act.kind))


def _ids(act: RosterAct) -> list[UUID]:
    return [UUID(key) for key, _ in act.made]


def _columns(kept: dict[str, Any]) -> dict[str, Any]:
    instants = {name: datetime.fromisoformat(kept[name]) for name in ("starts_at", "ends_at")}
    breaks = [[datetime.fromisoformat(edge) for edge in one] for one in kept["breaks"]]
    return {
        "engineer_id": UUID(kept["engineer_id"]),
        "kind": kept["kind"],
        "setout_s": kept["setout_s"],
        **instants,
        "breaks": breaks,
    }
