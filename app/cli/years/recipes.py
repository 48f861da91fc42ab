"""What each hash in a story's rows is of, in the order in which they can be reckoned.

The hashes that the commands wrote are reckoned anew here: where one comes out otherwise, the commands hash
something else by now, and nothing is filled.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from app.cli.years.json_marks import json_marked
from app.cli.years.marks import Marks, UnknownValue, dumped, template
from app.kernel.events import BESIDE
from checklists.canonical import instant, write

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
Hash = tuple[str, str, str]
"""The hash that was written, the text that it is of, and the same text with marks."""


class Recipes:
    """Those of one played story."""

    def __init__(self, marks: Marks, rows: Rows) -> None:
        self._marks, self._rows = marks, rows

    def all(self) -> list[tuple[str, str]]:
        """Return name and template of each hash; those that others are made of come first."""
        found: list[tuple[str, str]] = []
        for hashes in (self._records, self._seals, self._messages, self._beside, self._events):
            for value, plain, marked in hashes():
                if hashlib.sha256(plain.encode()).hexdigest() != value:
                    raise UnknownValue(f"what the hash {value} is of")
                if not self._marks.knows_hash(value):
                    name = f"hash{len(found)}"
                    self._marks.name_hash(value, name)
                    found.append((name, template(marked)))
        return found

    def _both(self, value: str, data: Any, told: Mapping[str, str] | None = None) -> Hash:
        """Return the hash of data in the one form that JSON has."""
        return value, write(data), dumped(self._marks.data(data, told), canonical=True)

    def _records(self) -> Iterator[Hash]:
        for row in self._rows.get("signatures", ()):
            yield self._both(row["digest"], json.loads(row["record"]))

    def _seals(self) -> Iterator[Hash]:
        for row in self._rows.get("signatures", ()):
            sealed = {name: row[name] for name in ("digest", "role", "signer_name")}
            sealed |= {"signature_id": str(UUID(row["id"])), "signed_at": _instant(row["signed_at"])}
            yield self._both(row["seal"], sealed | {"strokes": json.loads(row["strokes"])})

    def _messages(self) -> Iterator[Hash]:
        for row in self._rows.get("phone_events", ()):
            about = row["visit_id"] and str(UUID(row["visit_id"]))
            sent = {"kind": row["kind"], "visit_id": about, "device_at": _instant(row["device_at"])}
            yield self._both(row["body_digest"], sent | {"body": json.loads(row["body"])})

    def _beside(self) -> Iterator[Hash]:
        bodies = {row["id"]: json.loads(row["body"]) for row in self._rows["events"]}
        for row in self._rows.get("event_personal_data", ()):
            value = bodies[row["event_id"]][BESIDE]["hash"]
            marked = dumped(self._marks.data(json.loads(row["body"])), canonical=True)
            yield value, row["salt"] + row["body"], self._marks.text(row["salt"]) + marked

    def _events(self) -> Iterator[Hash]:
        """Chain by chain: each hash covers the one before, which has its name by then."""
        for row in sorted(self._rows["events"], key=lambda row: (row["stream"], row["number"])):
            at = _utc(row["at"]).isoformat()
            visit_id = row["visit_id"] and str(UUID(row["visit_id"]))
            said = {
                name: row[name] for name in ("stream", "number", "kind", "actor", "body", "previous_hash")
            }
            said |= {"at": at, "visit_id": visit_id}
            marked = self._marks.data({**said, "body": ""}) | {
                "body": json_marked("events", row, "body", self._marks)
            }
            yield row["hash"], write(said), dumped(marked, canonical=True)


def _utc(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


def _instant(written: str) -> str:
    return instant(_utc(written))
