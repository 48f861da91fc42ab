"""The checks that all registers share: references, unique values, what holds a row back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from app.kernel import UnitOfWork
from app.kernel.errors import Invalid, NotFound
from app.kernel.phrases import Phrase
from app.registers.commands.registry.in_use import HOLDS, Count
from app.registers.commands.registry.rules import RULES, Rules
from app.registers.errors import AlreadyTaken, StillInUse
from app.registers.reads import registry as registers
from app.registers.reads.customers import survivor


def prepared(uow: UnitOfWork, name: str, values: Mapping[str, Any], row: Any) -> dict[str, Any]:
    """Return `values` as they shall be stored; `row` is what stands there now, None for a new one.

    Raises:
        Invalid: names every field that is wrong.
        AlreadyTaken: a value that must be unique is not.
    """
    ready, found = _refused(uow, name, values, row, needs=RULES[name].references)
    taken = _taken(uow, name, ready, row)
    if found:
        raise Invalid(found | ({} if taken is None else taken.extra["errors"]))
    if taken is not None:
        raise taken
    return ready


def everything_wrong(
    uow: UnitOfWork, name: str, values: Mapping[str, Any], row: Any
) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """Return `values` as they shall be stored, and all that `prepared` would refuse.

    `values` may lack what could not be read: what needs it is not looked at.
    """
    ready, found = _refused(uow, name, values, row, needs=RULES[name].needs)
    if (taken := _taken(uow, name, ready, row)) is not None:
        for path, texts in taken.extra["errors"].items():
            found.setdefault(path, []).extend(texts)
    return ready, found


def _refused(
    uow: UnitOfWork, name: str, values: Mapping[str, Any], row: Any, *, needs: Collection[str]
) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """Return what references and the register's own rule refuse; the rule wants `needs` to be right."""
    rules = RULES[name]
    # A row answers alike whether it was just written or read back: in UTC.
    ready = {
        key: value.astimezone(UTC) if isinstance(value, datetime) else value for key, value in values.items()
    }
    found = {path: [text] for path, text in _dangling(uow, rules, ready, row).items()}
    missing = set() if row is not None else set(rules.needs) - ready.keys()
    if rules.prepare is not None and not missing and found.keys().isdisjoint(needs):
        for path, text in rules.prepare(uow, ready, row).items():
            found.setdefault(path, []).append(text)
    return ready, found


def _dangling(uow: UnitOfWork, rules: Rules, values: dict[str, Any], row: Any) -> dict[str, str]:
    """Check that references lead to open rows that the principal may see."""
    errors: dict[str, str] = {}
    for column, kind in rules.references.items():
        key = values.get(column)
        if key is None or (row is not None and getattr(row, column) == key):
            continue
        try:
            target = registers.one(uow, registers.REGISTERS[kind], key)
        except NotFound:
            errors[column] = Phrase("there is no such %(kind)s", kind=Phrase(kind))
            continue
        if kind == "customer":
            # What is new for a customer who was merged belongs to the one who stayed.
            target = survivor(uow, target)
            values[column] = target.id
        if not getattr(target, "active", True):
            errors[column] = Phrase("this %(kind)s is closed", kind=Phrase(kind))
    return errors


def _taken(uow: UnitOfWork, name: str, values: Mapping[str, Any], row: Any) -> AlreadyTaken | None:
    """Say which value that must be unique is not."""
    model = registers.REGISTERS[name].model
    for column in RULES[name].unique:
        value = values.get(column)
        if value is None or (row is not None and getattr(row, column) == value):
            continue
        if uow.session.scalars(select(model).where(getattr(model, column) == value)).first() is not None:
            return AlreadyTaken(name, column, value)
    return None


def refuse_if_in_use(uow: UnitOfWork, name: str, row: Any, changed: Mapping[str, Any]) -> None:
    """Refuse to close a row, or to change what open work was arranged on, while such work exists."""
    rules = RULES[name]
    if changed.get("active") is False or any(column in changed for column in rules.anchors):
        _refuse(uow, name, [one.count for one in HOLDS if one.register == name and one.closed], row)


def refuse_if_referenced(uow: UnitOfWork, name: str, row: Any) -> None:
    """Refuse to delete a row that others name."""
    _refuse(uow, name, [one.count for one in HOLDS if one.register == name and one.gone], row)


def _refuse(uow: UnitOfWork, name: str, counts: Sequence[Count], row: Any) -> None:
    used_by = {what: number for what, number in (count(uow, row) for count in counts) if number}
    if used_by:
        raise StillInUse(name, getattr(row, "id", None) or row.code, used_by)
