"""Whom this room tells that an account lost its last session of a phone."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from app.kernel import UnitOfWork
from app.kernel.slots import Slot

PHONE_GONE: Slot[Callable[[UnitOfWork, UUID], None]] = Slot("whoever asks engineers by their phones")
"""Each is called with the engineer whose last phone was signed out, in the transaction that did it."""
