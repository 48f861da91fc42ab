"""What the ledger's hashes cover: pure functions, for the writer and for whoever checks."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from app.kernel.tables import Event, SealedHead
from checklists.canonical import write

GENESIS = "0" * 64
"""The hash before the first event, and the root before the first seal."""


def canonical(data: Mapping[str, Any]) -> str:
    """Return the one JSON text of `data` (RFC 8785), instants in ISO 8601 with their offset."""
    return write(json.loads(json.dumps(data, allow_nan=False, default=_plain)))


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} cannot stand in an event")


def event_hash(event: Event) -> str:
    """Return the SHA-256 that `event.hash` must be: over the previous hash and all that the event says."""
    said = canonical(
        {
            "stream": event.stream,
            "number": event.number,
            "kind": event.kind,
            "at": event.at,
            "actor": event.actor,
            "visit_id": event.visit_id,
            "body": event.body,
            "previous_hash": event.previous_hash,
        }
    )
    return hashlib.sha256(said.encode()).hexdigest()


def personal_hash(salt: str, personal: str) -> str:
    """Return the SHA-256 by which an event's body knows the canonical JSON that stands beside it."""
    return hashlib.sha256(f"{salt}{personal}".encode()).hexdigest()


def root(previous: str, heads: Iterable[SealedHead]) -> str:
    """Return the SHA-256 over the root before and the heads in order of stream."""
    lines = [f"{head.stream}\t{head.number}\t{head.hash}" for head in sorted(heads, key=lambda h: h.stream)]
    return hashlib.sha256("\n".join([previous, *lines]).encode()).hexdigest()
