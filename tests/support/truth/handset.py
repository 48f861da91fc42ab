"""A phone over HTTP that keeps its messages while it is offline and says of each what the test wants."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask.testing import FlaskClient
from uuid_utils.compat import uuid7

from tests.support.clock import FakeClock
from tests.support.phone import FIVE_ONES

ACKNOWLEDGED = frozenset({"applied", "held", "needs_review", "refused"})
AT_ONCE = timedelta(seconds=30)
BOOTED = datetime(2026, 3, 1).astimezone()
Sent = dict[str, Any]
_NO_ENVELOPE = ("kind", "visit_id", "body")


@dataclass
class Handset:
    """The phone of one engineer; `error` is what its clock is ahead, `marked` whether it counts messages.

    `acknowledged` holds what the server said of each message, `heard_at` since when it has one with a number.
    `jumps`: when somebody set its clock; `written_at`: when each message was really made.  `tells`: its syncs
    tell the counter too.
    """

    client: FlaskClient
    clock: FakeClock
    device_id: str
    error: timedelta = timedelta(0)
    marked: bool = True
    tells: bool = True
    boot: int = 0
    booted_at: datetime = BOOTED
    number: int = 0
    outbox: list[Sent] = field(default_factory=list)
    acknowledged: dict[str, Sent] = field(default_factory=dict)
    heard_at: datetime | None = None
    last_heard_at: datetime | None = None
    jumps: list[datetime] = field(default_factory=list)
    written_at: dict[str, datetime] = field(default_factory=dict)

    @property
    def shown(self) -> datetime:
        """What its clock shows."""
        return self.clock.now + self.error

    def set_clock(self, by: timedelta) -> None:
        """Have somebody set the clock."""
        self.error += by
        self.jumps.append(self.clock.now)

    def restart(self) -> None:
        """Have the phone boot anew."""
        self.boot, self.booted_at = self.boot + 1, self.clock.now - timedelta(seconds=20)

    def counter(self) -> dict[str, Any]:
        """The boot, and the counter that nobody can set."""
        counter_ms = round((self.clock.now - self.booted_at).total_seconds() * 1000)
        return {"boot_id": f"{self.device_id}-boot{self.boot or ''}", "counter_ms": counter_ms}

    def marks(self) -> dict[str, Any]:
        """The next number, with the counter."""
        if not self.marked:
            return {}
        self.number += 1
        return {"sequence": self.number, **self.counter()}

    def write(self, kind: str, visit_id: UUID | None = None, body: Sent | None = None, **said: Any) -> str:
        """Put a message into the outbox and return its id; `said` overrides what an honest app says of it."""
        event = {
            "event_id": str(uuid7()),
            "kind": kind,
            "visit_id": str(visit_id) if visit_id else None,
            "device_at": self.shown.isoformat(),
            "body": body or {},
            **self.marks(),
            **said,
        }
        self.outbox.append(event)
        self.written_at[event["event_id"]] = self.clock.now
        return str(event["event_id"])

    def check_five_ones(self, visit_id: UUID) -> str:
        """Write that the set was checked off."""
        rows = [{"template": "five_ones", "item": item, "value": True} for item in FIVE_ONES]
        return self.write("answers", visit_id, {"answers": rows})

    def see(self, reading: Sent) -> str:
        """Write down a position."""
        return self.write("positions", None, {"positions": [{**reading, "at": self.shown.isoformat()}]})

    def sync(self) -> list[Sent]:
        """Send the outbox, and keep what was said of each message."""
        now = self.shown
        for event in self.outbox:
            old = now - datetime.fromisoformat(event["device_at"]) > AT_ONCE
            event.setdefault("offline", old)
        told = self.counter() if self.marked and self.tells else {}
        body = {"device_id": self.device_id, "sent_at": now.isoformat(), "events": self.outbox, **told}
        answer = self.client.post("/mobile/v1/sync", json=body)
        assert answer.status_code == 200, answer.text
        results: list[Sent] = answer.get_json()["results"]
        for event, result in zip(self.outbox, results, strict=True):
            self._note(event, result)
        self.outbox = []
        return results

    def say(self, kind: str, visit_id: UUID, body: Sent, path: str = "", **said: Any) -> Sent:
        """Send one message to its own address; an answer of 409 is a refusal, and kept like any other."""
        self.write(kind, visit_id, body, **said)
        event = {"offline": False, "sent_at": self.shown.isoformat(), **self.outbox.pop()}
        told = {name: value for name, value in event.items() if name not in _NO_ENVELOPE}
        address = f"/mobile/v1/visits/{visit_id}/{path or kind.replace('_', '-')}"
        answer = self.client.post(address, json=told | event["body"] | {"device_id": self.device_id})
        assert answer.status_code in (200, 409), answer.text
        result = answer.get_json()
        if answer.status_code == 409:
            result = {"status": "refused", "event_id": event["event_id"], "problem": result}
        self._note(event, result)
        return dict(result)

    def _note(self, event: Sent, result: Sent) -> None:
        assert result["status"] in ACKNOWLEDGED, (event, result)
        self.acknowledged[event["event_id"]] = {**event, **result, "answered_at": self.clock.now}
        self.last_heard_at = self.clock.now
        self.heard_at = self.heard_at or self.clock.now
