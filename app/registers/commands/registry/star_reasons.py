"""Stars that a person sets in the register: never without a reason, and each change is kept with its date."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.kernel import UnitOfWork
from app.kernel.phrases import Phrase
from app.registers.tables import Engineer, Provider, StarsFrom, StarsHeld


def prepare_stars(values: dict[str, Any], row: Engineer | Provider | None) -> dict[str, str]:
    """Ask why, where the stars of somebody change; a reason without a change confirms provisional ones."""
    if row is None:
        return {}
    reason = str(values.get("stars_reason") or "").strip()
    is_new, stays = bool(reason) and reason != row.stars_reason, values.get("stars", row.stars) == row.stars
    is_provisional = _is_provisional(row)
    if stays and not (is_provisional and is_new):
        values.pop("stars_reason", None)
        return {}
    if not is_new:
        return {"stars_reason": Phrase("is needed: why do the stars change?")}
    if is_provisional:
        values["stars_provisional_until"] = None
    return {}


def stars_set(uow: UnitOfWork, row: Any, changed: Mapping[str, Any]) -> None:
    """Keep what was set or confirmed by hand; what a newcomer begins with is provisional."""
    begins = _has_no_history(uow, row)
    if begins or {"stars", "stars_provisional_until"} & changed.keys():
        reason = row.stars_reason or ""
        is_newcomer = _is_provisional(row) if isinstance(row, Engineer) else begins and not reason
        remember(uow, row, StarsFrom.NEWCOMER if is_newcomer else StarsFrom.HAND, reason=reason)


def stars_begin(uow: UnitOfWork, row: Any, changed: Mapping[str, Any]) -> None:
    """Keep what somebody held so far, where stars change that have no history yet."""
    if "stars" in changed and _has_no_history(uow, row):
        remember(uow, row, StarsFrom.BEFORE, from_at=row.created_at)


def _is_provisional(row: Engineer | Provider) -> bool:
    return isinstance(row, Engineer) and row.stars_provisional_until is not None


def _has_no_history(uow: UnitOfWork, row: Any) -> bool:
    known = select(StarsHeld.id).where(StarsHeld.subject_id == row.id).limit(1)
    return uow.session.scalar(known) is None


def remember(
    uow: UnitOfWork,
    row: Engineer | Provider,
    source: StarsFrom,
    *,
    reason: str = "",
    grade_id: UUID | None = None,
    from_at: datetime | None = None,
) -> None:
    """Append the stars that a row has now to its history, from now on if no other instant is given."""
    held = StarsHeld(
        id=uow.new_id(),
        subject="engineer" if isinstance(row, Engineer) else "provider",
        subject_id=row.id,
        stars=row.stars,
        from_at=from_at or uow.now,
        source=source,
        reason=reason,
        grade_id=grade_id,
        set_by=uow.principal.name or uow.principal.key,
    )
    uow.session.add(held)
    uow.session.flush()


def came_from_grade(uow: UnitOfWork, row: Engineer | Provider, grade_id: UUID, reason: str) -> None:
    """Say in the history that the stars which were just set come from a published grade."""
    just = select(StarsHeld).where(
        StarsHeld.subject_id == row.id, StarsHeld.from_at == uow.now, StarsHeld.grade_id.is_(None)
    )
    held = uow.session.scalars(just.order_by(StarsHeld.id.desc()).limit(1)).first()
    if held is None or held.stars != row.stars:  # the same stars as before
        remember(uow, row, StarsFrom.GRADE, reason=reason, grade_id=grade_id)
        return
    held.source, held.grade_id, held.reason = StarsFrom.GRADE, grade_id, reason
    uow.session.flush()
