"""Keeping the office's registers: create, change and remove rows, each change an event of the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.exc import IntegrityError

from app.kernel import UnitOfWork, ledger
from app.kernel.base import Versioned
from app.kernel.errors import Conflict
from app.kernel.phrases import Phrase
from app.kernel.slots import Slot
from app.kernel.telephone import from_json
from app.registers.commands import phone_numbers
from app.registers.commands.registry import checks
from app.registers.commands.registry.rules import CHANGED, CHANGING, REMOVED, RULES, Changed, Rules
from app.registers.errors import AlreadyTaken
from app.registers.events import Verb, row_event
from app.registers.hooks import request_replan
from app.registers.reads.registry import REGISTERS

__all__ = ["create", "remove", "update"]


def create(uow: UnitOfWork, name: str, values: Mapping[str, Any]) -> Any:
    """Add a row of the register `name`; `values` are its columns.

    Raises:
        Invalid: a reference leads nowhere or a rule is broken; names the fields.
        AlreadyTaken: a value that must be unique is not.
    """
    rules, model = RULES[name], REGISTERS[name].model
    values = checks.prepared(uow, name, values, None)
    row = model(**values)
    if hasattr(model, "id"):
        row.id = uow.new_id()
    _stamp(uow, row, created=True)
    uow.session.add(row)
    _flush(uow, name, rules, row)
    _find_by_numbers(uow, name, row, values)
    _record(uow, name, "created", row, {key: getattr(row, key) for key in values})
    _follow(uow, name, row, values)
    _replan(uow, rules, row, f"{name} created")
    return row


def update(uow: UnitOfWork, name: str, row: Any, values: Mapping[str, Any]) -> Any:
    """Set the columns `values` of `row`; what stays as it was leaves no event.

    Raises:
        Invalid: a reference leads nowhere or a rule is broken; names the fields.
        AlreadyTaken: a value that must be unique is not.
        StillInUse: it shall be closed or moved while open work hangs on it.
        VersionConflict: somebody else changed it meanwhile (raised at the flush).
    """
    rules = RULES[name]
    values = checks.prepared(uow, name, values, row)
    changed = {key: value for key, value in values.items() if getattr(row, key) != value}
    if not changed:
        return row
    checks.refuse_if_in_use(uow, name, row, changed)
    _replan(uow, rules, row, f"{name} changed")
    _follow(uow, name, row, changed, CHANGING)
    for key, value in changed.items():
        setattr(row, key, value)
    _stamp(uow, row)
    _flush(uow, name, rules, row)
    _find_by_numbers(uow, name, row, changed)
    _record(uow, name, "changed", row, changed)
    _follow(uow, name, row, changed)
    _replan(uow, rules, row, f"{name} changed")
    return row


def remove(uow: UnitOfWork, name: str, row: Any) -> None:
    """Close the row (`active` false), or delete it where the register has no such mark.

    Raises:
        StillInUse: open work or other rows depend on it.
    """
    rules = RULES[name]
    if hasattr(row, "active"):
        update(uow, name, row, {"active": False})
        return
    checks.refuse_if_referenced(uow, name, row)
    _replan(uow, rules, row, f"{name} deleted")
    _record(uow, name, "deleted", row, {})
    _follow(uow, name, row, {}, REMOVED)
    uow.session.delete(row)
    _flush(uow, name, rules, row)


def _stamp(uow: UnitOfWork, row: Any, *, created: bool = False) -> None:
    if isinstance(row, Versioned):
        row.updated_at = uow.now
        if created:
            row.created_at = uow.now


def _flush(uow: UnitOfWork, name: str, rules: Rules, row: Any) -> None:
    """Write now, so that a clash with a writer who was faster is told by field, not as a failure."""
    try:
        uow.session.flush()
    except IntegrityError as clash:
        if not _is_duplicate(clash):
            kind = Phrase(name.replace("_", " "))
            text = Phrase("The %(kind)s refers to something that was just removed.", kind=kind)
            raise Conflict(text) from clash
        column = next((one for one in rules.unique if one in str(clash.orig)), rules.unique[0])
        raise AlreadyTaken(name, column, getattr(row, column)) from clash


def _find_by_numbers(uow: UnitOfWork, name: str, row: Any, values: Mapping[str, Any]) -> None:
    if "phone_numbers" in values:
        phone_numbers.remember(uow, name, row.id, from_json(row.phone_numbers))


def _is_duplicate(clash: IntegrityError) -> bool:
    unique_violation = "23505"
    return getattr(clash.orig, "sqlstate", None) == unique_violation or "UNIQUE" in str(clash.orig)


def _record(uow: UnitOfWork, name: str, verb: Verb, row: Any, values: Mapping[str, Any]) -> None:
    """Append the event; what is personal is named, and its value left out of the unchangeable ledger."""
    private = RULES[name].private
    key = getattr(row, "id", None) or row.code
    event = row_event(name, verb)(
        values={column: _plain(value) for column, value in values.items() if column not in private},
        private=sorted(private & values.keys()),
    )
    ledger.record(uow, f"{name}:{key}", event)


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [getattr(item, "code", item) for item in value]
    if type(value) is date:
        return value.isoformat()
    return value


def _follow(
    uow: UnitOfWork, name: str, row: Any, changed: Mapping[str, Any], by: Slot[Changed] = CHANGED
) -> None:
    for register, follow in by:
        if register == name:
            follow(uow, row, changed)


def _replan(uow: UnitOfWork, rules: Rules, row: Any, reason: str) -> None:
    territory_id = rules.territory_of(uow, row) if rules.territory_of else None
    if territory_id is not None:
        request_replan(uow, territory_id, reason)
