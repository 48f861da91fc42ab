"""What the players were told: every write that a server acknowledged, as evidence against it."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx

_PHOTO = re.compile(r"^/mobile/v1/visits/[^/]+/photos/([0-9a-f]{64})$")
_REQUESTS = "/api/v1/service-requests"
KEPT = frozenset({"applied", "held", "needs_review", "refused"})


@dataclass
class Journal:
    """Acknowledgements by kind.  A repeat that is acknowledged again must say the same."""

    requests: set[str] = field(default_factory=set)
    events: dict[str, str] = field(default_factory=dict)
    photos: set[str] = field(default_factory=set)
    ratings: set[str] = field(default_factory=set)
    calls: int = 0
    contradictions: list[str] = field(default_factory=list)
    server_errors: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def hear(self, request: httpx.Request, answer: httpx.Response) -> None:
        """Note an answer that came through."""
        with self._lock:
            self.calls += 1
            if answer.status_code in {500, 501, 505}:
                self.server_errors.append(f"{request.method} {request.url.path} → {answer.status_code}")
            if answer.is_success and request.method in {"POST", "PUT"}:
                self._acknowledged(request, answer)

    def _acknowledged(self, request: httpx.Request, answer: httpx.Response) -> None:
        path = request.url.path
        if path == _REQUESTS:
            self.requests.add(answer.json()["id"])
        elif path.startswith("/mobile/") and (photo := _PHOTO.match(path)):
            if answer.json().get("complete"):
                self.photos.add(photo[1])
        elif path.startswith("/mobile/"):
            for receipt in _receipts(answer.json()):
                self._event(receipt)

    def _event(self, receipt: dict[str, Any]) -> None:
        key, status = str(receipt["event_id"]), str(receipt["status"])
        before = self.events.setdefault(key, status)
        # What was held may have been applied since; nothing else changes its mind.
        if before not in {status, "held"}:
            self.contradictions.append(f"event {key} was {before} and then {status}")
        self.events[key] = status


def _receipts(body: Any) -> Iterator[dict[str, Any]]:
    """The receipts in the answer to one message, or to a batch of them."""
    for candidate in [body, *body.get("results", [])]:
        # `retry` and the like acknowledge nothing: the phone keeps the message.
        if isinstance(candidate, dict) and candidate.get("status") in KEPT:
            yield candidate
