"""Instants and the engine's whole seconds, both ways."""

from __future__ import annotations

import math
from datetime import UTC, datetime


def to_epoch(at: datetime) -> int:
    """Whole seconds since 1970, rounded down."""
    return math.floor(at.timestamp())


def to_epoch_after(at: datetime) -> int:
    """Whole seconds since 1970, rounded up: for what may not begin before `at`."""
    return math.ceil(at.timestamp())


def from_epoch(seconds: int) -> datetime:
    """The aware UTC instant."""
    return datetime.fromtimestamp(seconds, UTC)
