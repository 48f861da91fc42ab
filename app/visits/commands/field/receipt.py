"""What the phone gets back, and how a refusal is kept so that a repeat is refused alike."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from app.kernel import errors
from app.kernel.ledger import canonical
from app.phones.rules.kinds import Status
from app.phones.tables import PhoneEvent

_REFUSALS: dict[str, type[errors.Conflict]] = {
    kind.__name__: kind
    for kind in (
        errors.ArrivalCodeLocked,
        errors.ArrivalCodeWrong,
        errors.ChecklistIncomplete,
        errors.FiveOnesMissing,
        errors.NoUsefulPosition,
        errors.OfferGone,
        errors.OutsideGeofence,
        errors.RecordChanged,
        errors.SignatureMissing,
    )
}


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
            Conflict: the message was refused; the class is the one that the rule raised.
        """
        if self.problem is not None:
            raise _revived(self.problem)
        answer: dict[str, Any] = {
            "status": str(self.status),
            "event_id": self.event_id,
            "flags": list(self.flags),
        }
        return answer if self.visit is None else {**answer, "visit": dict(self.visit)}


def kept(error: errors.Conflict) -> dict[str, Any]:
    """Return a refusal as it is stored with the message: its text in parts, for whoever reads it again."""
    values = {
        name: value if isinstance(value, int) else str(value) for name, value in error.detail.values.items()
    }
    text = {"detail": error.detail, "template": error.detail.id, "values": values}
    return {"kind": type(error).__name__, **text, "extra": error.extra}


def _revived(problem: Mapping[str, Any]) -> errors.Conflict:
    kind = _REFUSALS.get(problem["kind"], errors.Conflict)
    # Each class makes its own text from its own arguments; here the text exists already.
    error = kind.__new__(kind)
    # One that was kept before texts were kept in parts is told by its English alone.
    text = errors.Phrase(problem.get("template", problem["detail"]), **problem.get("values", {}))
    errors.OneHourError.__init__(error, text, **problem["extra"])
    return error


def plain(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return `data` as it reads after a round through JSON."""
    return cast("dict[str, Any]", json.loads(canonical(data)))
