"""The visit record: what was done, in one canonical form, so that a digest stands for all of it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Final

from checklists.canonical import Json, canonical_json, instant, plain
from checklists.changes import Change
from checklists.changes import changes as differences
from checklists.errors import RecordInvalid

TIMES: Final = (
    "requested_at",
    "due_at",
    "accepted_at",
    "departed_at",
    "on_site_at",
    "work_started_at",
    "work_finished_at",
)
"""The instants a record may hold: all are known at signing. A time set later would void every signature."""

_FIELDS: Final = (
    "visit_id",
    "request",
    "engineer",
    "times",
    "templates",
    "answers",
    "parts",
    "charges",
    "photos",
    "notes",
)
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class VisitRecord:
    """A visit as both parties sign it; ``canonical`` (RFC 8785 bytes) is all it holds, so it cannot change.

    Build it with ``VisitRecord.from_dict``.
    """

    canonical: bytes

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> VisitRecord:
        """The record of ``data``, which must have these fields and no other.

        - ``visit_id``: text; ``notes``: text, may be empty
        - ``request``, ``engineer``: objects as shown at signing
        - ``times``: names of ``TIMES`` → aware datetime or ISO 8601 with offset; ``None`` is left out
        - ``templates``: template key → version; ``answers``: template key → item key → value
        (``shown_answers``)
        - ``parts``, ``charges``: rows with an ``id`` each; ``photos``: rows as ``photo_row`` makes them

        Rows are ordered by ``id``, so the order of a database never shows. Raises ``RecordInvalid`` with the
        path.
        """
        _refuse_other_fields(data)
        record: dict[str, Json] = {
            "visit_id": _text(data, "visit_id"),
            "notes": _text(data, "notes", may_be_empty=True),
            "times": _times(data["times"]),
            "photos": [_photo(row, i) for i, row in enumerate(_rows(data, "photos"))],
        }
        for name in ("request", "engineer", "templates", "answers"):
            record[name] = _object(data[name], name)
        for name in ("parts", "charges"):
            record[name] = list(_rows(data, name))
        return cls(canonical_json(record))

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical bytes, as 64 lower-case hexadecimal digits."""
        return hashlib.sha256(self.canonical).hexdigest()

    def to_dict(self) -> dict[str, Any]:
        """The content; each call makes a new one."""
        content: dict[str, Any] = json.loads(self.canonical)
        return content


def changes(old: VisitRecord, new: VisitRecord) -> list[Change]:
    """Where ``new`` differs from ``old`` by path, such as ``parts[0].quantity``; empty if digests agree."""
    return differences(old.to_dict(), new.to_dict())


def photo_row(photo_id: str, content: bytes) -> dict[str, object]:
    """A photo as the record holds it: its id, and the SHA-256 and length of its bytes as they are now."""
    return {"id": photo_id, "sha256": hashlib.sha256(content).hexdigest(), "length": len(content)}


def _refuse_other_fields(data: Mapping[str, object]) -> None:
    for name in _FIELDS:
        if name not in data:
            raise RecordInvalid(name, "part_missing")
    for name in data:
        if name not in _FIELDS:
            raise RecordInvalid(str(name), "part_unknown")


def _text(data: Mapping[str, object], name: str, *, may_be_empty: bool = False) -> str:
    value = plain(data[name], name)
    if not isinstance(value, str) or not (value or may_be_empty):
        raise RecordInvalid(name, "part_not_text")
    return value


def _object(value: object, path: str) -> dict[str, Json]:
    reduced = plain(value, path)
    if not isinstance(reduced, dict):
        raise RecordInvalid(path, "part_not_object")
    return reduced


def _rows(data: Mapping[str, object], name: str) -> list[dict[str, Json]]:
    rows = data[name]
    if not isinstance(rows, list | tuple):
        raise RecordInvalid(name, "part_not_list")
    seen: dict[str, dict[str, Json]] = {}
    for index, value in enumerate(rows):
        row = _object(value, f"{name}[{index}]")
        key = row.get("id")
        if not isinstance(key, str) or not key or key in seen:
            raise RecordInvalid(f"{name}[{index}].id", "id_not_single")
        seen[key] = row
    return [seen[key] for key in sorted(seen)]


def _photo(row: dict[str, Json], index: int) -> dict[str, Json]:
    path = f"photos[{index}]"
    digest, length = row.get("sha256"), row.get("length")
    if not isinstance(digest, str) or not _SHA256.fullmatch(digest):
        raise RecordInvalid(f"{path}.sha256", "not_sha256")
    if isinstance(length, bool) or not isinstance(length, int) or length < 1:
        raise RecordInvalid(f"{path}.length", "no_length")
    return row


def _times(value: object) -> dict[str, Json]:
    if not isinstance(value, Mapping):
        raise RecordInvalid("times", "part_not_object")
    times: dict[str, Json] = {}
    for name, moment in value.items():
        if name not in TIMES:
            raise RecordInvalid(f"times.{name}", "unknown_time", times=", ".join(TIMES))
        if moment is not None:
            times[name] = instant(_moment(moment, f"times.{name}"), f"times.{name}")
    return times


def _moment(value: object, path: str) -> datetime:
    if isinstance(value, datetime):
        return value
    try:
        return datetime.fromisoformat(str(value))
    except ValueError as error:
        raise RecordInvalid(path, "not_iso_time") from error
