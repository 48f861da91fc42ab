"""Entries of the journal as they are sent."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from mobile_api.client.journal import Entry
from mobile_api.client.plain import plain

_AT_ONCE = timedelta(seconds=30)


def is_late(entry: Entry, now: datetime) -> bool:
    """Tell whether the user was told that this is done before the server could say no."""
    return entry.offline or entry.attempts > 0 or now - datetime.fromisoformat(entry.device_at) > _AT_ONCE


def first_that_fit(entries: Sequence[Entry], most_bytes: int) -> list[Entry]:
    """Return as many of the first entries as fit, one at least."""
    taken: list[Entry] = []
    room = most_bytes
    for entry in entries:
        room -= len(json.dumps(entry.body))
        if taken and room < 0:
            break
        taken.append(entry)
    return taken


def message_of(entry: Entry, now: datetime) -> dict[str, Any]:
    """Return the entry as the server takes it."""
    return {
        "event_id": entry.event_id,
        "kind": entry.kind,
        "visit_id": entry.visit_id,
        "device_at": entry.device_at,
        "offline": is_late(entry, now),
        # A journal of before may hold what was not cleaned when it was written.
        "body": plain(entry.body),
        **_marks_of(entry),
    }


def _marks_of(entry: Entry) -> dict[str, Any]:
    marks = {"boot_id": entry.boot_id, "sequence": entry.sequence, "counter_ms": entry.counter_ms}
    return {name: value for name, value in marks.items() if value is not None}
