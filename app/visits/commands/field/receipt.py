"""What the phone gets back, and how a refusal is kept so that a repeat is refused alike."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from app.kernel.ledger import canonical
from app.kernel.stored_errors import revived
from app.phones.rules.kinds import Status
from app.phones.tables import PhoneEvent


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one message.

    A refusal too has to be committed (the wrong code counts, the message is kept), so `record` returns
    it; the door commits and then calls `unwrap`, which raises it.
    """

    status: Status
    event_id: str
    flags: tuple[str, ...] = ()
    visit: Mapping[str, Any] | None = None
    problem: Mapping[str, Any] | None = field(default=None, repr=False)
    replayed: bool = field(default=False, compare=False)

    @classmethod
    def of(cls, event: PhoneEvent, *, replayed: bool = False) -> Receipt:
        """Return the receipt that was given for a stored message."""
        return cls(
            status=Status(event.status),
            event_id=str(event.event_id),
            flags=tuple(event.flags),
            visit=event.answer.get("visit"),
            problem=event.answer.get("problem"),
            replayed=replayed,
        )

    def unwrap(self) -> dict[str, Any]:
        """Return the body of the answer.

        Raises:
            OneHourError: the message was refused; the class is the one that the rule raised.
        """
        if self.problem is not None:
            raise revived(self.problem)
        answer: dict[str, Any] = {
            "status": str(self.status),
            "event_id": self.event_id,
            "flags": list(self.flags),
        }
        return answer if self.visit is None else {**answer, "visit": dict(self.visit)}


def plain(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return `data` as it reads after a round through JSON."""
    return cast("dict[str, Any]", json.loads(canonical(data)))
