"""JSON in a row with marks in place of what differs from story to story."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from app.cli.years.marks import Marks, dumped

JSON_TEXTS = frozenset({("events", "body"), ("event_personal_data", "body")})
"""Texts that are JSON in the one form that hashes cover."""

OF_CARD = ("score", "on_time", "technical", "attitude", "five_ones_used", "problem_solved")

_TOLD = {
    "visit.rated": {name: f"{name}.json" for name in OF_CARD},
    "alert.raised": {"late_s": "late_s.json"},
}
"""By the kind of event, the fields whose whole value differs."""


def json_marked(table: str, row: Mapping[str, Any], name: str, marks: Marks) -> str:
    """Return it."""
    told = _TOLD.get(row["kind"]) if table == "events" else None
    return dumped(marks.data(json.loads(row[name]), told), canonical=(table, name) in JSON_TEXTS)
