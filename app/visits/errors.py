"""What a phone's message, a photo, or a decision about them is refused for, each with its sentence."""

from __future__ import annotations

from datetime import datetime

from app.kernel.errors import Conflict
from app.kernel.phrases import Phrase

NAMES = (
    Phrase("HeldCharge"),
    Phrase("Photo"),
    Phrase("charge"),
)
"""What errors call the things of this room: by their tables, registers and addresses."""

STATES = (
    Phrase("waiting"),
    Phrase("approved"),
    Phrase("refused"),
    Phrase("superseded"),
)
"""The states that errors name."""


class EventIdReused(Conflict):
    """A phone sent another body under an event id that it used before."""

    slug = "event-id-reused"

    def __init__(self, event_id: object) -> None:
        super().__init__(
            Phrase("Event %(event_id)s was sent before with another body.", event_id=event_id),
            event_id=str(event_id),
        )


class FiveOnesMissing(Conflict):
    """Departure without the whole set."""

    slug = "five-ones-missing"

    def __init__(self, missing: list[str]) -> None:
        super().__init__(Phrase("The five ones are not all checked off."), missing=missing)


class ArrivalCodeWrong(Conflict):
    """The code is not the one the customer holds."""

    slug = "arrival-code-wrong"

    def __init__(self, attempts_left: int) -> None:
        super().__init__(Phrase("The arrival code is wrong."), attempts_left=attempts_left)


class ArrivalCodeLocked(Conflict):
    """Too many wrong codes; only the customer or a dispatcher can confirm now."""

    slug = "arrival-code-locked"

    def __init__(self) -> None:
        super().__init__(
            Phrase("Too many wrong codes; the customer or the dispatcher has to confirm the arrival.")
        )


class OutsideGeofence(Conflict):
    """The position reported is not at the site."""

    slug = "outside-geofence"

    def __init__(self, distance_m: int, allowed_m: int) -> None:
        super().__init__(
            Phrase(
                "The position is %(distance_m)s m from the site; at most %(allowed_m)s m is accepted.",
                distance_m=distance_m,
                allowed_m=allowed_m,
            ),
            distance_m=distance_m,
            allowed_m=allowed_m,
        )


class NoUsefulPosition(Conflict):
    """An arrival without a position that places the phone; with a reason and the code it is taken."""

    slug = "no-useful-position"

    def __init__(self, accuracy_m: float | None) -> None:
        text = (
            Phrase("There is no position whose accuracy is known: say why, and give the customer's code.")
            if accuracy_m is None
            else Phrase(
                "The position is good to %(accuracy_m)s m only: wait for a better one, or say why there is"
                " none and give the customer's code.",
                accuracy_m=round(accuracy_m),
            )
        )
        super().__init__(text, accuracy_m=accuracy_m)


class ChecklistIncomplete(Conflict):
    """Completion with required answers missing."""

    slug = "checklist-incomplete"

    def __init__(self, missing: list[dict[str, str]]) -> None:
        super().__init__(Phrase("The checklist is not complete."), missing=missing)


class SignatureMissing(Conflict):
    """Completion without a valid signature of each role."""

    slug = "signature-missing"

    def __init__(self, visit_id: object, roles: list[str]) -> None:
        super().__init__(Phrase("A valid signature is missing."), visit_id=str(visit_id), roles=roles)


class RecordChanged(Conflict):
    """The record that was shown at signing is no longer the record."""

    slug = "record-changed"

    def __init__(self, changed: list[str]) -> None:
        super().__init__(Phrase("The visit record changed since it was shown."), changed=changed)


class PhotoRefused(Conflict):
    """Bytes of a photo that do not follow on, do not fit its hash, or are no picture."""

    slug = "photo-refused"

    def __init__(self, why: str, received: int) -> None:
        super().__init__(Phrase("The photo's bytes were refused: %(why)s.", why=why), received=received)


class ChargeDecided(Conflict):
    """A line of the bill waits for the office no more."""

    slug = "charge-decided"

    def __init__(self, charge_id: object, state: str) -> None:
        text = Phrase("This charge was decided before: it is %(state)s.", state=Phrase(state))
        super().__init__(text, charge_id=str(charge_id), state=state)


class AlreadyDecided(Conflict):
    """Somebody has decided about this message of a phone."""

    slug = "already-decided"

    def __init__(self, by: str, at: datetime, outcome: str) -> None:
        text = Phrase("This message was decided about before, by %(by)s.", by=by)
        super().__init__(text, by=by, at=at.isoformat(), outcome=outcome)


class NotApplicable(Conflict):
    """The state of the visit does not allow what the message says; `flag` names what stands against it."""

    slug = "not-applicable"

    def __init__(self, flag: str, visit_id: object, state: str | None) -> None:
        super().__init__(
            Phrase("The visit's state does not allow what this message says."),
            flag=flag,
            visit_id=str(visit_id) if visit_id else None,
            state=state,
        )


class NotAttachable(Conflict):
    """Only evidence can be attached, and only to a visit of the same engineer or the same request."""

    slug = "not-attachable"

    def __init__(self, why: str) -> None:
        super().__init__(Phrase("The message cannot be attached: %(why)s.", why=why))
