"""What depends on a row: counted, so that a refusal can say what stands in the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select

from app.kernel import UnitOfWork
from app.kernel.slots import Slot

Count = Callable[[UnitOfWork, Any], tuple[str, int]]
"""Unit of work and row → what is counted, and how many."""


@dataclass(frozen=True, slots=True)
class Hold:
    """What holds rows of a register back from being closed or moved, and where `gone` from deletion."""

    register: str
    count: Count
    closed: bool = True
    gone: bool = False


HOLDS: Slot[Hold] = Slot("what holds a row of a register back")


def count(uow: UnitOfWork, model: Any, *where: ColumnElement[bool]) -> int:
    """Count the rows of `model` for which all of `where` holds."""
    return uow.session.scalar(select(func.count()).select_from(model).where(*where)) or 0
