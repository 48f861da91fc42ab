"""What a preview of an import says of a value: as its reader would write it, not as the database keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from app.kernel import UnitOfWork
from app.registers.commands.import_naming import NATURAL_KEYS


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that an import changes."""

    field: str
    old: str
    new: str


def shown(uow: UnitOfWork, column: str, value: Any, zone: str) -> str:
    """Return a column's value in words; an instant in `zone`, another row by what people call it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, UUID):
        called = NATURAL_KEYS.get(column.removesuffix("_id"))
        row = uow.session.get(called.class_, value) if called is not None else None
        return str(getattr(row, called.key)) if called is not None and row is not None else str(value)
    if isinstance(value, list):
        return " ".join(str(getattr(one, "code", one)) for one in value)
    return str(value)
