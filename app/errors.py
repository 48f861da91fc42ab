"""Errors that carry meaning.  `app.web.problems` alone knows which HTTP status each becomes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any


class OneHourError(Exception):
    """Base of all; `detail` is for people, `extra` for programs."""

    def __init__(self, detail: str, **extra: Any) -> None:
        self.detail, self.extra = detail, extra
        super().__init__(detail)


class NotFound(OneHourError):
    """No such thing, or none that this principal may see."""

    def __init__(self, kind: str, key: object) -> None:
        super().__init__(f"There is no {kind} {key}.", kind=kind)


class Invalid(OneHourError):
    """Input that breaks a rule; `errors` maps field paths to messages."""

    def __init__(self, errors: Mapping[str, str | list[str]]) -> None:
        self.errors = {path: [text] if isinstance(text, str) else list(text) for path, text in errors.items()}
        super().__init__("Some fields are not valid: " + ", ".join(self.errors) + ".")


class Conflict(OneHourError):
    """The state of the thing does not allow this now."""


class AlreadyTaken(Conflict):
    """Another thing of the kind has this value, which must be unique."""

    def __init__(self, kind: str, field: str, value: object) -> None:
        super().__init__(
            f"Another {kind} has this {field}.",
            kind=kind,
            errors={field: [f"{value} is already taken"]},
        )


class StillInUse(Conflict):
    """It cannot go while others depend on it; `used_by` counts them by kind."""

    def __init__(self, kind: str, key: object, used_by: Mapping[str, int]) -> None:
        users = ", ".join(f"{count} {name}" for name, count in used_by.items())
        super().__init__(f"The {kind} {key} is still in use: {users}.", kind=kind, used_by=dict(used_by))


class VersionConflict(Conflict):
    """Somebody else changed it meanwhile."""

    def __init__(self, kind: str, key: object) -> None:
        super().__init__(f"The {kind} {key} was changed meanwhile; read it again.", kind=kind)


class EventIdReused(Conflict):
    """A phone sent another body under an event id that it used before."""

    def __init__(self, event_id: object) -> None:
        super().__init__(f"Event {event_id} was sent before with another body.", event_id=str(event_id))


class IdempotencyKeyReused(Conflict):
    """The same key came with another body."""

    def __init__(self, key: str) -> None:
        super().__init__("This Idempotency-Key was used before with another body.", key=key)


class FiveOnesMissing(Conflict):
    """Departure without the whole set."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__("The five ones are not all checked off.", missing=missing)


class ArrivalCodeWrong(Conflict):
    """The code is not the one the customer holds."""

    def __init__(self, attempts_left: int) -> None:
        super().__init__("The arrival code is wrong.", attempts_left=attempts_left)


class ArrivalCodeLocked(Conflict):
    """Too many wrong codes; only the customer or a dispatcher can confirm now."""

    def __init__(self) -> None:
        super().__init__("Too many wrong codes; the customer or the dispatcher has to confirm the arrival.")


class OutsideGeofence(Conflict):
    """The position reported is not at the site."""

    def __init__(self, distance_m: int, allowed_m: int) -> None:
        super().__init__(
            f"The position is {distance_m} m from the site; at most {allowed_m} m is accepted.",
            distance_m=distance_m,
            allowed_m=allowed_m,
        )


class ChecklistIncomplete(Conflict):
    """Completion with required answers missing."""

    def __init__(self, missing: list[dict[str, str]]) -> None:
        super().__init__("The checklist is not complete.", missing=missing)


class SignatureMissing(Conflict):
    """Completion without a valid signature of each role."""

    def __init__(self, visit_id: object, roles: list[str]) -> None:
        super().__init__("A valid signature is missing.", visit_id=str(visit_id), roles=roles)


class RecordChanged(Conflict):
    """The record that was shown at signing is no longer the record."""

    def __init__(self, changed: list[str]) -> None:
        super().__init__("The visit record changed since it was shown.", changed=changed)


class PhotoRefused(Conflict):
    """Bytes of a photo that do not follow on, do not fit its hash, or are no picture."""

    def __init__(self, why: str, received: int) -> None:
        super().__init__(f"The photo's bytes were refused: {why}.", received=received)


class NotReady(Conflict):
    """The visit has not come to the point where the customer can do this."""

    def __init__(self, visit_id: object, state: str, wanted: str) -> None:
        super().__init__(
            f"The visit is {state}; this is for visits that are {wanted}.",
            visit_id=str(visit_id),
            state=state,
        )


class AlreadyRated(Conflict):
    """A visit has one score, and it was given."""

    def __init__(self, score: int) -> None:
        super().__init__(f"This visit was rated already, with {score}.", score=score)


class VisitFrozen(Conflict):
    """An engineer at work or about to arrive is not moved."""

    def __init__(self, visit_id: object) -> None:
        super().__init__("The engineer is on site or about to arrive.", visit_id=str(visit_id))


class VisitOver(Conflict):
    """The visit has ended; nothing can be arranged for it any more."""

    def __init__(self, visit_id: object, state: str) -> None:
        super().__init__(f"The visit is {state}.", visit_id=str(visit_id), state=state)


class NotAssigned(Conflict):
    """The visit has no engineer to keep."""

    def __init__(self, visit_id: object) -> None:
        super().__init__("The visit has no engineer yet.", visit_id=str(visit_id))


class Ineligible(Conflict):
    """The engineer may not serve the visit; `refusals` say why."""

    def __init__(self, refusals: list[dict[str, Any]]) -> None:
        super().__init__("The engineer may not serve this visit.", refusals=refusals)


class AlertOver(Conflict):
    """The alert's reason is gone; `why` says how."""

    def __init__(self, alert_id: object, why: str) -> None:
        super().__init__("This alert is over: its reason is gone.", alert_id=str(alert_id), why=why)


class AlreadyAcknowledged(Conflict):
    """Somebody has taken this alert on."""

    def __init__(self, by: str, at: datetime) -> None:
        super().__init__("Somebody has this alert on already.", by=by, at=at.isoformat())


class RescueStale(Conflict):
    """What was prepared does not hold any more; `rescue` is the fresh one, None where there is none."""

    def __init__(self, alert_id: object, rescue: Mapping[str, Any] | None = None) -> None:
        super().__init__(
            "The prepared rescue does not hold any more.",
            alert_id=str(alert_id),
            rescue=dict(rescue) if rescue else None,
        )


class OfferGone(Conflict):
    """The visit is not, or no longer, this engineer's to answer for."""

    def __init__(self, visit_id: object) -> None:
        super().__init__("This visit is not yours to answer any more.", visit_id=str(visit_id))


class NotAuthenticated(OneHourError):
    """No or no valid credentials."""

    def __init__(self, detail: str = "Sign in first.") -> None:
        super().__init__(detail)


class Forbidden(OneHourError):
    """Known, but not allowed."""

    def __init__(self, detail: str = "You may not do this.") -> None:
        super().__init__(detail)


class TooLarge(OneHourError):
    """A body, an upload or a batch over its limit."""

    def __init__(self, what: str, limit: int) -> None:
        super().__init__(f"{what} is larger than {limit}.", limit=limit)


class TooManyCalls(OneHourError):
    """The caller's budget of this minute is spent; `retry_after_s` is in seconds, at least 1."""

    def __init__(self, retry_after_s: int) -> None:
        self.retry_after_s = retry_after_s
        super().__init__("Too many calls; wait a moment.", retry_after_s=retry_after_s)


class SignInDelayed(TooManyCalls):
    """Too many wrong passwords for this account from here; other places are not affected."""

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(retry_after_s)
        self.detail = "Too many wrong passwords from here; wait before the next try."


class GeocodingFailed(OneHourError):
    """The address service cannot be asked now; a point can be given instead."""

    def __init__(self, why: str) -> None:
        super().__init__("The address could not be looked up now; give the site's point.", why=why)


class StreamFull(OneHourError):
    """This process, or this account, has as many streams open as it may; poll, or come back."""

    retry_after_s = 10

    def __init__(self) -> None:
        super().__init__("Too many streams are open; poll for events instead, or come back later.")


class TryAgain(OneHourError):
    """A passing clash (deadlock, busy database); the same call may be repeated."""

    def __init__(self) -> None:
        super().__init__("The server was busy with the same record; repeat the call.")
