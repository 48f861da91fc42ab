"""Counting what depends on a row, so that a refusal can say what stands in the way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, func, select

from app.kernel import UnitOfWork
from app.requests.rules.lifecycle import LIVE_VISIT_STATES, RequestState

Count = Callable[[UnitOfWork, Any], tuple[str, int]]
"""Unit of work and row → what is counted, and how many."""

OVER = (RequestState.CLOSED, RequestState.CANCELLED)
LIVE = LIVE_VISIT_STATES


def count(uow: UnitOfWork, model: Any, *where: ColumnElement[bool]) -> int:
    """Count the rows of `model` for which all of `where` holds."""
    return uow.session.scalar(select(func.count()).select_from(model).where(*where)) or 0
