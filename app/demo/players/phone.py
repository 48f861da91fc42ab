"""An engineer's phone: it stamps every message, uploads pictures, and tells what the application said."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from app.demo.client import Door, Refused
from app.demo.players.evidence import Picture
from app.demo.randomness import uuid7
from app.demo.scene import Scene

APPLIED = "applied"
PIECE_BYTES = 1024
_CLOCK_ERROR_S = 90
_LINE_BREAKS = 0.1
_GONE = frozenset({403, 404, 409})


class Phone:
    """One engineer's own door.  Its clock is off by up to a minute and a half, as clocks are."""

    def __init__(self, scene: Scene, door: Door, rng: random.Random) -> None:
        self._scene, self._door, self._rng = scene, door, rng
        self._error = timedelta(seconds=rng.randint(-_CLOCK_ERROR_S, _CLOCK_ERROR_S))

    def visit(self, visit_id: str) -> Any:
        """Return the visit with everything needed at the door; None where it is somebody else's by now."""
        try:
            return self._door.get("/mobile/v1/visits/{visit_id}", visit_id=visit_id)
        except Refused as refusal:
            if refusal.status == HTTPStatus.NOT_FOUND:
                return None
            raise

    def record(self, visit_id: str) -> Any:
        """Return the visit record as it is to be signed, and its digest."""
        return self._door.get("/mobile/v1/visits/{visit_id}/record", visit_id=visit_id)

    def tell(self, visit_id: str, what: str, body: Mapping[str, Any] | None = None) -> bool:
        """Send one message about a visit; False where it came too late to count."""
        try:
            answer = self._door.tell(
                f"/mobile/v1/visits/{{visit_id}}/{what}", self._event(body or {}), visit_id=visit_id
            )
        except Refused as refusal:
            # Somebody was faster: the plan moved the visit on.  Anything else is a fault of ours.
            if refusal.status in _GONE and refusal.slug in {
                "offer-gone",
                "not-found",
                "conflict",
                "forbidden",
            }:
                return False
            raise
        return bool(answer["status"] == APPLIED)

    def positions(self, trace: Sequence[Mapping[str, Any]]) -> Any:
        """Report where the engineer was, and return what the plan has for him now."""
        answer = self._door.tell("/mobile/v1/positions", self._event({"positions": list(trace)}))
        return answer["itinerary"]

    def upload(self, visit_id: str, picture: Picture, caption: str) -> None:
        """Announce a picture and send it; when the line breaks, the rest follows in a second piece."""
        announced = {
            "sha256": picture.sha256,
            "size": len(picture.content),
            "mime": "image/png",
            "taken_at": self.clock(),
            "caption": caption,
        }
        self.tell(visit_id, "photos", announced)
        broken_at = PIECE_BYTES if self._rng.random() < _LINE_BREAKS else len(picture.content)
        for begin, end in ((0, broken_at), (broken_at, len(picture.content))):
            if begin < end:
                self._door.put_bytes(
                    "/mobile/v1/visits/{visit_id}/photos/{sha256}",
                    picture.content[begin:end],
                    begin,
                    visit_id=visit_id,
                    sha256=picture.sha256,
                )

    def clock(self, seconds_ago: float = 0.0) -> str:
        """Return what the phone's clock shows, or showed."""
        return (self._scene.now + self._error - timedelta(seconds=seconds_ago)).isoformat()

    def _event(self, body: Mapping[str, Any]) -> dict[str, Any]:
        shown = self.clock()
        event_id = str(uuid7(self._scene.now, self._rng))
        return {"event_id": event_id, "device_at": shown, "sent_at": shown, **body}
