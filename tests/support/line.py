"""A telephone line between the reference client and the application that does what real ones do."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from flask.testing import FlaskClient

from mobile_api.client import Unreachable
from mobile_api.client.transport import judged


class Fault(StrEnum):
    """What befalls a call."""

    NONE = "none"
    REQUEST_LOST = "request_lost"
    ANSWER_LOST = "answer_lost"
    DOUBLED = "doubled"
    LATE = "late"
    KILLED = "killed"


class Killed(BaseException):
    """The phone died: nothing of it runs any more, not even what catches errors."""


@dataclass
class LossyLine:
    """Carries calls of one phone; each takes the next of `faults`, none where they have run out.

    A `LATE` call is lost for the phone and reaches the server at `deliver_late`.
    """

    client: FlaskClient
    faults: list[Fault] = field(default_factory=list)
    late: list[Mapping[str, Any]] = field(default_factory=list)
    calls: int = 0

    def sync(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """POST a sync."""
        # As on the wire: what the journal changes later does not change what was sent.
        return self._carry(
            {"method": "POST", "path": "/mobile/v1/sync", "json": json.loads(json.dumps(body))}
        )

    def put_photo(self, visit_id: str, sha256: str, offset: int, data: bytes) -> Mapping[str, Any]:
        """PUT bytes of a photo."""
        path = f"/mobile/v1/visits/{visit_id}/photos/{sha256}?offset={offset}"
        return self._carry({"method": "PUT", "path": path, "data": data})

    def deliver_late(self) -> None:
        """Let the calls that were under way for long arrive, the newest first."""
        while self.late:
            self._send(self.late.pop())

    def _carry(self, call: Mapping[str, Any]) -> Mapping[str, Any]:
        self.calls += 1
        fault = self.faults.pop(0) if self.faults else Fault.NONE
        if fault is Fault.LATE:
            self.late.append(call)
        if fault in (Fault.LATE, Fault.REQUEST_LOST):
            raise Unreachable("the request was lost")
        if fault is Fault.DOUBLED:
            self._send(call)
        answer = self._send(call)
        if fault is Fault.ANSWER_LOST:
            raise Unreachable("the answer was lost")
        if fault is Fault.KILLED:
            raise Killed
        return answer

    def _send(self, call: Mapping[str, Any]) -> Mapping[str, Any]:
        answer = self.client.open(**call)
        return judged(answer.status_code, answer.get_json(), answer.headers.get("Retry-After"))
