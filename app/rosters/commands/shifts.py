"""What is done to a single shift besides changing its row: it is split, or its duty is moved."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from app.kernel import UnitOfWork
from app.kernel.errors import Invalid, VersionConflict
from app.kernel.phrases import Phrase
from app.registers.commands import registry
from app.registers.commands.locks import locked_engineers
from app.registers.reads import registry as registers
from app.registers.tables import Engineer, Shift, Territory
from app.rosters.reads.duty import duty_of
from app.rosters.rules.drafts import drafted, piece_of
from app.rosters.rules.duties import day_of


def shift_at(uow: UnitOfWork, shift_id: UUID, version: int | None) -> Shift:
    """Return a shift as its reader saw it.

    Raises:
        NotFound: there is none.
        VersionConflict: it was changed since.
    """
    shift: Shift = registers.one(uow, registers.REGISTERS["shift"], shift_id)
    if version != shift.version:
        raise VersionConflict("shift", shift_id)
    return shift


def split(uow: UnitOfWork, shift: Shift, at: datetime) -> Shift:
    """Cut a shift in two at an instant, a break across it too; returns the new, second part.

    Raises:
        Invalid: the instant is not inside of it.
    """
    if not shift.starts_at < at < shift.ends_at:
        raise Invalid({"at": Phrase("must lie inside the shift")})
    ends_at, kind, setout_s = shift.ends_at, shift.kind, shift.setout_s
    breaks = [tuple(datetime.fromisoformat(edge) for edge in one) for one in shift.breaks]
    first = [(a, min(b, at)) for a, b in breaks if a < at]
    second = [(max(a, at), b) for a, b in breaks if b > at]
    registry.update(uow, "shift", shift, {"ends_at": at, "breaks": first})
    rest: dict[str, Any] = {"kind": kind, "setout_s": setout_s, "breaks": second}
    made: Shift = registry.create(
        uow, "shift", {"engineer_id": shift.engineer_id, "starts_at": at, "ends_at": ends_at, **rest}
    )
    return made


def move(uow: UnitOfWork, shift: Shift, engineer_id: UUID, by: timedelta) -> None:
    """Move the duty of a shift to another engineer, or by whole days, at the same times of the clock.

    Raises:
        Invalid: it overlaps another there, or there is no such engineer.
    """
    zone = uow.get(Territory, uow.get(Engineer, shift.engineer_id).territory_id).time_zone
    duty = duty_of(uow, shift, zone)
    day = day_of(duty, zone)
    locked_engineers(uow, {shift.engineer_id, engineer_id})
    # The last first where it goes on in time, so that no piece comes to lie on one that is still to move.
    for one in sorted(duty, key=lambda one: one.starts_at, reverse=by > timedelta()):
        registry.update(uow, "shift", one, _moved(one, engineer_id, day, by, zone))


def _moved(shift: Shift, engineer_id: UUID, day: date, by: timedelta, zone: str) -> dict[str, Any]:
    draft = drafted(engineer_id, day + by, piece_of(shift, day, zone), zone)
    if draft is None:
        raise Invalid({"on": Phrase("clocks skip these hours on that day")})
    return draft.columns
