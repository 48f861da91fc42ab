"""What a phone must not forget: an append-only SQLite file that survives a kill at any moment.

What the user did is written before the user is told that it is done.  Entries and outcomes are only ever
added; what the server told (visits, checklists, prices, cursor) is replaced in the same transaction as
the outcomes that came with it, so that a kill leaves either all of an answer or nothing.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_SCHEMA = """
CREATE TABLE IF NOT EXISTS entries (
    n INTEGER PRIMARY KEY AUTOINCREMENT, event_id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, visit_id TEXT,
    device_at TEXT NOT NULL, body TEXT NOT NULL, offline INTEGER NOT NULL, retold TEXT UNIQUE,
    boot_id TEXT, sequence INTEGER, counter_ms INTEGER
);
CREATE TABLE IF NOT EXISTS numbers (n INTEGER PRIMARY KEY AUTOINCREMENT);
CREATE TABLE IF NOT EXISTS attempts (n INTEGER PRIMARY KEY AUTOINCREMENT, event_id TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS attempts_event_id ON attempts (event_id);
CREATE TABLE IF NOT EXISTS outcomes (event_id TEXT PRIMARY KEY, status TEXT NOT NULL, result TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS photos (
    visit_id TEXT NOT NULL, sha256 TEXT NOT NULL, event_id TEXT NOT NULL, data BLOB,
    refused INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (visit_id, sha256)
);
CREATE TABLE IF NOT EXISTS known (kind TEXT NOT NULL, key TEXT NOT NULL, data TEXT NOT NULL,
    PRIMARY KEY (kind, key));
"""

_ADDED = ("boot_id TEXT", "sequence INTEGER", "counter_ms INTEGER")
"""Columns of `entries` that the first journals lack."""

_OPEN = """
SELECT e.event_id, e.kind, e.visit_id, e.device_at, e.body, e.offline, e.boot_id, e.sequence, e.counter_ms,
    (SELECT COUNT(*) FROM attempts a WHERE a.event_id = e.event_id) AS attempts
FROM entries e LEFT JOIN outcomes o ON o.event_id = e.event_id
WHERE o.event_id IS NULL ORDER BY e.n
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something the user did.  `attempts` counts how often it was sent without an answer.

    boot_id, sequence and counter_ms support its time; one that says again what was refused has none.
    """

    event_id: str
    kind: str
    visit_id: str | None
    device_at: str
    body: Mapping[str, Any]
    offline: bool = False
    boot_id: str | None = None
    sequence: int | None = None
    counter_ms: int | None = None
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the server made of an entry."""

    event_id: str
    status: str
    result: Mapping[str, Any]


class Journal:
    """The file at `path`, or memory alone for ":memory:"."""

    def __init__(self, path: Path | str) -> None:
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.executescript(_SCHEMA)
        known = {row[1] for row in self._db.execute("PRAGMA table_info(entries)")}
        for column in _ADDED:
            if column.split()[0] not in known:
                self._db.execute(f"ALTER TABLE entries ADD COLUMN {column}")

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Have what is written inside last as a whole, or not at all; may be nested."""
        if self._db.in_transaction:
            yield
            return
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def append(self, entry: Entry, *, retells: str | None = None) -> None:
        """Write down what happened; `retells` names an entry that this one says again, once at most."""
        values = (entry.event_id, entry.kind, entry.visit_id, entry.device_at, json.dumps(entry.body))
        marks = (entry.boot_id, entry.sequence, entry.counter_ms)
        self._db.execute(
            "INSERT INTO entries (event_id, kind, visit_id, device_at, body, offline, retold, boot_id,"
            " sequence, counter_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*values, entry.offline, retells, *marks),
        )

    def next_number(self) -> int:
        """Give out the next number of a message; none is given twice, and none left out, kill or no kill."""
        number = self._db.execute("INSERT INTO numbers DEFAULT VALUES").lastrowid
        return int(number or 0)

    def outbox(self, limit: int = -1) -> list[Entry]:
        """Return what has no outcome yet, oldest first."""
        rows = self._db.execute(f"{_OPEN} LIMIT ?", (limit,)).fetchall()
        return [_entry(row) for row in rows]

    def entries(self) -> list[Entry]:
        """Return everything that ever happened, oldest first."""
        rows = self._db.execute(
            "SELECT event_id, kind, visit_id, device_at, body, offline, boot_id, sequence, counter_ms, 0"
            " FROM entries ORDER BY n"
        )
        return [_entry(row) for row in rows]

    def unsettled(self, visit_id: str, even_held: Iterable[str]) -> list[Entry]:
        """Return what was done for a visit and has no outcome, oldest first.

        Of the kinds `even_held` also what the server holds until more comes.
        """
        rows = self._db.execute(
            "SELECT e.event_id, e.kind, e.visit_id, e.device_at, e.body, e.offline, e.boot_id, e.sequence,"
            " e.counter_ms, 0, o.status FROM entries e LEFT JOIN outcomes o ON o.event_id = e.event_id"
            " WHERE e.visit_id = ? AND (o.event_id IS NULL OR o.status = 'held') ORDER BY e.n",
            (visit_id,),
        )
        kinds = set(even_held)
        return [_entry(row) for row in rows if row[-1] is None or row[1] in kinds]

    def attempting(self, entries: Iterable[Entry]) -> None:
        """Note that these are about to be sent."""
        self._db.executemany(
            "INSERT INTO attempts (event_id) VALUES (?)", [(entry.event_id,) for entry in entries]
        )

    def settle(self, outcome: Outcome) -> None:
        """Note what became of an entry; the first word holds."""
        self._db.execute(
            "INSERT OR IGNORE INTO outcomes (event_id, status, result) VALUES (?, ?, ?)",
            (outcome.event_id, outcome.status, json.dumps(outcome.result)),
        )

    def outcome(self, event_id: str) -> Outcome | None:
        """Return what became of an entry; None while that is not known."""
        row = self._db.execute(
            "SELECT event_id, status, result FROM outcomes WHERE event_id = ?", (event_id,)
        ).fetchone()
        return Outcome(row[0], row[1], json.loads(row[2])) if row else None

    def outcomes(self, *statuses: str) -> list[Outcome]:
        """Return the outcomes with one of these statuses, or all."""
        rows = self._db.execute("SELECT event_id, status, result FROM outcomes ORDER BY rowid").fetchall()
        return [Outcome(r[0], r[1], json.loads(r[2])) for r in rows if not statuses or r[1] in statuses]

    def keep_photo(self, visit_id: str, sha256: str, data: bytes, event_id: str) -> None:
        """Keep the bytes of a photo, announced by `event_id`, until the server has them all."""
        self._db.execute(
            "INSERT OR IGNORE INTO photos (visit_id, sha256, event_id, data) VALUES (?, ?, ?, ?)",
            (visit_id, sha256, event_id, data),
        )

    def photo(self, visit_id: str, sha256: str) -> bytes | None:
        """Return the bytes of a photo that this phone took and that the server may lack."""
        row = self._db.execute(
            "SELECT data FROM photos WHERE visit_id = ? AND sha256 = ?", (visit_id, sha256)
        ).fetchone()
        return row[0] if row else None

    def photo_arrived(self, visit_id: str, sha256: str) -> None:
        """Let go of the bytes that the server has."""
        self._db.execute(
            "UPDATE photos SET data = NULL WHERE visit_id = ? AND sha256 = ?", (visit_id, sha256)
        )

    def photo_refused(self, visit_id: str, sha256: str) -> int:
        """Count that the server threw a whole photo away; returns how often it did."""
        row = self._db.execute(
            "UPDATE photos SET refused = refused + 1 WHERE visit_id = ? AND sha256 = ? RETURNING refused",
            (visit_id, sha256),
        ).fetchone()
        return int(row[0]) if row else 0

    def photos_left(self) -> list[tuple[str, str]]:
        """Return (visit, hash) of the photos that the server knows of and may lack bytes of."""
        rows = self._db.execute(
            "SELECT visit_id, sha256 FROM photos p JOIN outcomes o ON o.event_id = p.event_id"
            " WHERE data IS NOT NULL AND o.status IN ('applied', 'needs_review') ORDER BY p.rowid"
        )
        return [(row[0], row[1]) for row in rows]

    def known(self, kind: str) -> dict[str, Any]:
        """Return what the server told of one kind, by key."""
        rows = self._db.execute("SELECT key, data FROM known WHERE kind = ?", (kind,))
        return {key: json.loads(data) for key, data in rows}

    def learn(self, kind: str, key: str, data: object) -> None:
        """Replace what is known of one thing."""
        self._db.execute("INSERT OR REPLACE INTO known VALUES (?, ?, ?)", (kind, key, json.dumps(data)))

    def forget(self, kind: str, keys: Sequence[str] | None = None) -> None:
        """Forget some things of a kind, or all."""
        if keys is None:
            self._db.execute("DELETE FROM known WHERE kind = ?", (kind,))
        else:
            self._db.executemany(
                "DELETE FROM known WHERE kind = ? AND key = ?", [(kind, key) for key in keys]
            )


def _entry(row: Sequence[Any]) -> Entry:
    return Entry(
        row[0], row[1], row[2], row[3], json.loads(row[4]), bool(row[5]), row[6], row[7], row[8], int(row[9])
    )
