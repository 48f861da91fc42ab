"""An engineer's phone: the reference client, in a pocket that is now and then out of reach."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from app.demo.client import Door, Refused
from app.demo.players.evidence import Picture
from app.demo.scene import Scene
from app.demo.world import Point
from mobile_api.client import Journal, Outcome, PhoneClient, Rejected

APPLIED = "applied"
REFUSED = "refused"
PIECE_BYTES = 1024
_CLOCK_ERROR_S = 90
_GONE = frozenset({"offer-gone", "not-found", "conflict", "forbidden"})
_DEVICE = "demonstration"
_UPTIME = timedelta(hours=40)
_SYNC = "/mobile/v1/sync"
_ARRIVE = "/mobile/v1/visits/{visit_id}/arrive"
_PHOTO = "/mobile/v1/visits/{visit_id}/photos/{sha256}"


class DoorTransport:
    """The reference client's way out through a door, which counts its calls and repeats them patiently.

    A server that stays silent ends the demonstration instead of filling journals.
    """

    def __init__(self, door: Door) -> None:
        self._door = door

    def sync(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """POST a sync."""
        answer: Mapping[str, Any] = self._door.tell(_SYNC, body)
        return answer

    def put_photo(self, visit_id: str, sha256: str, offset: int, data: bytes) -> Mapping[str, Any]:
        """PUT bytes of a photo."""
        try:
            told: Mapping[str, Any] = self._door.put_bytes(
                _PHOTO, data, offset, visit_id=visit_id, sha256=sha256
            )
        except Refused as refusal:
            raise Rejected(refusal.status, refusal.problem) from refusal
        return told


class Phone:
    """One engineer's own door.  Its clock is off by up to a minute and a half, as clocks are.

    What is noted is sent by the next `flush` or `tell`; in between the engineer may be in a basement.
    """

    def __init__(self, scene: Scene, door: Door, rng: random.Random) -> None:
        self._scene, self._door, self._rng = scene, door, rng
        self._error = timedelta(seconds=rng.randint(-_CLOCK_ERROR_S, _CLOCK_ERROR_S))
        # In memory: the demonstration ends with its process, and a flush to disk per message costs minutes.
        journal = Journal(":memory:")
        booted_at = scene.now - _UPTIME
        self._client = PhoneClient(
            journal,
            DoorTransport(door),
            self._shown,
            rng,
            _DEVICE,
            chunk_bytes=PIECE_BYTES,
            counter=lambda: int((scene.now - booted_at) / timedelta(milliseconds=1)),
            boot_id=_DEVICE,
        )

    def visit(self, visit_id: str) -> Any:
        """Return the visit with everything needed at the door; None where it is somebody else's by now."""
        self._client.sync()
        return self._client.visit(visit_id)

    def record(self, visit_id: str) -> Any:
        """Return the visit record as it is to be signed, and its digest."""
        self._client.sync()
        return self._door.get("/mobile/v1/visits/{visit_id}/record", visit_id=visit_id)

    def known_record(self, visit_id: str) -> dict[str, Any] | None:
        """Return the visit record as the phone itself knows it, without a connection."""
        return self._client.record(visit_id)

    def sign(
        self, visit_id: str, role: str, name: str, strokes: Sequence[Any], shown: Mapping[str, Any]
    ) -> None:
        """Sign the record that the phone showed."""
        self._client.sign(visit_id, role, name, strokes, shown)

    def note(self, visit_id: str, kind: str, body: Mapping[str, Any] | None = None) -> str:
        """Write down a message about a visit and return its id."""
        return self._client.tell(kind, visit_id, body)

    def tell(self, visit_id: str, kind: str, body: Mapping[str, Any] | None = None) -> bool:
        """Send a message about a visit and what was noted before; False where it came too late to count."""
        return self.counted(self.note(visit_id, kind, body))

    def counted(self, event_id: str) -> bool:
        """Send what was noted; tell whether the message with this id counts."""
        self._client.sync()
        outcome = self._client.journal.outcome(event_id)
        return outcome is not None and _counts(outcome)

    def switch(self, *, available: bool, why: str = "") -> None:
        """Say that the engineer can work, or why he cannot."""
        self._client.tell("availability", None, {"available": available, **({"reason": why} if why else {})})
        self._client.sync()

    def turn_back(self, back: timedelta) -> None:
        """Set the clock back by hand; what was noted before is sent first.  The counter runs on."""
        self._client.sync()
        self._error -= back

    def claim(self, visit_id: str, body: Mapping[str, Any], at: str, *, again: bool = False) -> str:
        """Report an arrival past the journal, as an application that lies would; return what became of it.

        `at` is when it is said to have been.  A second try comes `again` as if it had been offline.
        """
        event = {"event_id": self._client.new_id(), "device_at": at, "sent_at": self.clock()}
        marks = {} if again else self._client.marks()
        told = {**event, **marks, "device_id": _DEVICE, "offline": again, **body}
        try:
            answer = self._door.tell(_ARRIVE, told, visit_id=visit_id)
        except Refused as refusal:
            if refusal.status != HTTPStatus.CONFLICT:
                raise
            return REFUSED
        return str(answer["status"])

    def flush(self) -> None:
        """Send what was noted, photos included."""
        self._client.sync()

    def positions(self, trace: Sequence[Mapping[str, Any]]) -> Any:
        """Report where the engineer was, and return what the plan has for him now."""
        shown = self.clock()
        event = {"event_id": self._client.new_id(), "device_at": shown, "sent_at": shown}
        marks = {"device_id": _DEVICE, **self._client.marks()}
        answer = self._door.tell("/mobile/v1/positions", {**event, **marks, "positions": list(trace)})
        return answer["itinerary"]

    def passed(self, trace: Sequence[Mapping[str, Any]]) -> None:
        """Write down where the engineer was, to be sent with what comes next."""
        self._client.tell("positions", None, {"positions": list(trace)})

    def photograph(self, visit_id: str, picture: Picture, caption: str) -> None:
        """Take a picture of something of the visit."""
        self._client.take_photo(visit_id, picture.content, "image/png", caption)

    def spot(self, point: Point, seconds_ago: float = 0.0) -> dict[str, Any]:
        """Return a position as the satellites give it, now or some seconds ago."""
        return {
            "lat": round(point[0], 6),
            "lon": round(point[1], 6),
            "accuracy_m": self._rng.randint(4, 30),
            "at": self.clock(seconds_ago),
        }

    def clock(self, seconds_ago: float = 0.0) -> str:
        """Return what the phone's clock shows, or showed."""
        return (self._shown() - timedelta(seconds=seconds_ago)).isoformat()

    def _shown(self) -> datetime:
        return self._scene.now + self._error


def _counts(outcome: Outcome) -> bool:
    """Tell whether a message was applied.

    Raises:
        Refused: it was refused for another reason than that somebody was faster; that is a fault of ours.
    """
    problem = outcome.result.get("problem") or {}
    slug = str(problem.get("type", "")).rpartition("/")[2]
    if outcome.status == "invalid" or (outcome.status == "refused" and slug not in _GONE):
        status = int(problem.get("status", HTTPStatus.UNPROCESSABLE_ENTITY))
        raise Refused(f"POST {_SYNC}", status, {**problem, **_errors(outcome)})
    return outcome.status == APPLIED


def _errors(outcome: Outcome) -> Mapping[str, Any]:
    errors = outcome.result.get("errors")
    return {"errors": errors} if errors else {}
