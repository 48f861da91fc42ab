"""Errors that carry meaning: each with its sentence, and status and slug of the problem that it becomes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import reduce
from typing import Any, ClassVar, Self

from checklists import Text

MOST_NAMED = 50
"""How many fields a sentence names; nobody reads more."""


class Phrase(str):
    """A sentence for people: it reads as English, and keeps what it is made of for other languages.

    `id` is the template, which is its key in the catalogue; `values` fill its `%(name)s` places, and those
    that are phrases are translated as well.  The call marks the template for extraction.  `zh` is the
    Chinese where it exists already.  Joined with other text it is plain English again.
    """

    __slots__ = ("id", "values", "zh")

    id: str
    values: Mapping[str, object]
    zh: str | None

    def __new__(cls, template: str, /, **values: object) -> Self:
        """Fill `template`; without values it is taken as it stands."""
        made = super().__new__(cls, template % values if values else template)
        made.id, made.values, made.zh = template, values, None
        return made

    @classmethod
    def of(cls, text: Text) -> Self:
        """Return a text that brings its Chinese along."""
        made = cls(text.en)
        made.zh = text.zh_cn
        return made


_SIGN_IN = Phrase("Sign in first.")
_NOT_ALLOWED = Phrase("You may not do this.")
_TOO_MANY_CALLS = Phrase("Too many calls; wait a moment.")


class OneHourError(Exception):
    """Base of all; `detail` is for people, `extra` for programs.

    `status` and `slug` name the problem document that it becomes (`app.web.problems`).
    """

    status: ClassVar[int]
    slug: ClassVar[str]

    def __init__(self, detail: str, **extra: Any) -> None:
        self.detail = detail if isinstance(detail, Phrase) else Phrase(detail)
        self.extra = extra
        super().__init__(detail)


class NotFound(OneHourError):
    """No such thing, or none that this principal may see."""

    status = 404
    slug = "not-found"

    def __init__(self, kind: str, key: object) -> None:
        super().__init__(Phrase("There is no %(kind)s %(key)s.", kind=Phrase(kind), key=key), kind=kind)


class Invalid(OneHourError):
    """Input that breaks a rule; `errors` maps field paths to messages."""

    status = 422
    slug = "invalid"

    def __init__(self, errors: Mapping[str, str | list[str]]) -> None:
        self.errors = {path: [text] if isinstance(text, str) else list(text) for path, text in errors.items()}
        named = ", ".join(list(self.errors)[:MOST_NAMED])
        super().__init__(Phrase("Some fields are not valid: %(fields)s.", fields=named))


class Conflict(OneHourError):
    """The state of the thing does not allow this now."""

    status = 409
    slug = "conflict"


class AlreadyTaken(Conflict):
    """Another thing of the kind has this value, which must be unique."""

    def __init__(self, kind: str, field: str, value: object) -> None:
        super().__init__(
            Phrase("Another %(kind)s has this %(field)s.", kind=Phrase(kind), field=field),
            kind=kind,
            errors={field: [Phrase("%(value)s is already taken", value=value)]},
        )


class StillInUse(Conflict):
    """It cannot go while others depend on it; `used_by` counts them by kind."""

    def __init__(self, kind: str, key: object, used_by: Mapping[str, int]) -> None:
        users = (
            Phrase("%(count)s %(name)s", count=count, name=Phrase(name)) for name, count in used_by.items()
        )
        listed = reduce(lambda some, more: Phrase("%(some)s, %(more)s", some=some, more=more), users)
        text = Phrase(
            "The %(kind)s %(key)s is still in use: %(users)s.", kind=Phrase(kind), key=key, users=listed
        )
        super().__init__(text, kind=kind, used_by=dict(used_by))


class VersionConflict(Conflict):
    """Somebody else changed it meanwhile."""

    slug = "version-conflict"

    def __init__(self, kind: str, key: object) -> None:
        text = Phrase(
            "The %(kind)s %(key)s was changed meanwhile; read it again.", kind=Phrase(kind), key=key
        )
        super().__init__(text, kind=kind)


class EventIdReused(Conflict):
    """A phone sent another body under an event id that it used before."""

    slug = "event-id-reused"

    def __init__(self, event_id: object) -> None:
        super().__init__(
            Phrase("Event %(event_id)s was sent before with another body.", event_id=event_id),
            event_id=str(event_id),
        )


class IdempotencyKeyReused(Conflict):
    """The same key came with another body."""

    status = 422
    slug = "idempotency-key-reused"

    def __init__(self, key: str) -> None:
        super().__init__(Phrase("This Idempotency-Key was used before with another body."), key=key)


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


class NotArrived(Conflict):
    """No arrival was reported, so there is nothing to settle."""

    slug = "not-arrived"

    def __init__(self, visit_id: object) -> None:
        super().__init__(Phrase("No arrival was reported for this visit."), visit_id=str(visit_id))


class AlreadySettled(Conflict):
    """The arrival is certain, or somebody settled it; only a manager may say otherwise."""

    slug = "already-settled"

    def __init__(self, visit_id: object, as_what: str | None) -> None:
        super().__init__(
            Phrase("This arrival is settled; only a manager may settle it otherwise."),
            visit_id=str(visit_id),
            settled=as_what,
        )


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


class NotReady(Conflict):
    """The visit has not come to the point where the customer can do this."""

    slug = "not-ready"

    def __init__(self, visit_id: object, state: str, wanted: str) -> None:
        super().__init__(
            Phrase(
                "The visit is %(state)s; this is for visits that are %(wanted)s.",
                state=Phrase(state),
                wanted=wanted,
            ),
            visit_id=str(visit_id),
            state=state,
        )


class AlreadyRated(Conflict):
    """A visit has one score, and it was given."""

    slug = "already-rated"

    def __init__(self, score: int) -> None:
        super().__init__(Phrase("This visit was rated already, with %(score)s.", score=score), score=score)


class SignatureVoid(Conflict):
    """The customer confirms a visit and was not shown that its signature has become void."""

    slug = "signature-void"

    def __init__(self, visit_id: object, roles: list[str]) -> None:
        text = Phrase("A signature under this visit is void: what was signed changed since.")
        super().__init__(text, visit_id=str(visit_id), roles=roles)


class ChargeDecided(Conflict):
    """The office has already decided about this line of the bill."""

    slug = "charge-decided"

    def __init__(self, charge_id: object, state: str) -> None:
        text = Phrase("This charge was decided before: it is %(state)s.", state=Phrase(state))
        super().__init__(text, charge_id=str(charge_id), state=state)


class VisitFrozen(Conflict):
    """An engineer at work or about to arrive is not moved."""

    slug = "visit-frozen"

    def __init__(self, visit_id: object) -> None:
        super().__init__(Phrase("The engineer is on site or about to arrive."), visit_id=str(visit_id))


class AppointmentRefused(Conflict):
    """A later hour cannot be agreed any more; `because` is over, under_way or past_due."""

    slug = "appointment-refused"

    def __init__(self, request_id: object, because: str, why: str) -> None:
        super().__init__(why, request_id=str(request_id), because=because)


class VisitOver(Conflict):
    """The visit has ended; nothing can be arranged for it any more."""

    slug = "visit-over"

    def __init__(self, visit_id: object, state: str) -> None:
        text = Phrase("The visit is %(state)s.", state=Phrase(state))
        super().__init__(text, visit_id=str(visit_id), state=state)


class NotAssigned(Conflict):
    """The visit has no engineer to keep."""

    slug = "not-assigned"

    def __init__(self, visit_id: object) -> None:
        super().__init__(Phrase("The visit has no engineer yet."), visit_id=str(visit_id))


class Ineligible(Conflict):
    """The engineer may not serve the visit; `refusals` say why."""

    slug = "ineligible"

    def __init__(self, refusals: list[dict[str, Any]]) -> None:
        super().__init__(Phrase("The engineer may not serve this visit."), refusals=refusals)


class AlertOver(Conflict):
    """The alert's reason is gone; `why` says how."""

    slug = "alert-over"

    def __init__(self, alert_id: object, why: str) -> None:
        super().__init__(Phrase("This alert is over: its reason is gone."), alert_id=str(alert_id), why=why)


class AlreadyAcknowledged(Conflict):
    """Somebody has taken this alert on."""

    slug = "already-acknowledged"

    def __init__(self, by: str, at: datetime) -> None:
        super().__init__(Phrase("Somebody has this alert on already."), by=by, at=at.isoformat())


class AlreadyDecided(Conflict):
    """Somebody has decided about this message of a phone."""

    slug = "already-decided"

    def __init__(self, by: str, at: datetime, outcome: str) -> None:
        text = Phrase("This message was decided about before, by %(by)s.", by=by)
        super().__init__(text, by=by, at=at.isoformat(), outcome=outcome)


class NotApplicable(Conflict):
    """The state of the visit does not allow what the message says; `flag` names the reason."""

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


class RescueStale(Conflict):
    """What was prepared does not hold any more; `rescue` is the fresh one, None where there is none."""

    slug = "rescue-stale"

    def __init__(self, alert_id: object, rescue: Mapping[str, Any] | None = None) -> None:
        super().__init__(
            Phrase("The prepared rescue does not hold any more."),
            alert_id=str(alert_id),
            rescue=dict(rescue) if rescue else None,
        )


class OfferGone(Conflict):
    """The visit is not, or no longer, this engineer's to answer for."""

    slug = "offer-gone"

    def __init__(self, visit_id: object) -> None:
        super().__init__(Phrase("This visit is not yours to answer any more."), visit_id=str(visit_id))


class NotAuthenticated(OneHourError):
    """No or no valid credentials."""

    status = 401
    slug = "not-authenticated"

    def __init__(self, detail: str = _SIGN_IN) -> None:
        super().__init__(detail)


class Forbidden(OneHourError):
    """Known, but not allowed."""

    status = 403
    slug = "forbidden"

    def __init__(self, detail: str = _NOT_ALLOWED) -> None:
        super().__init__(detail)


class LinkReadOnly(OneHourError):
    """A tracking link that only shows was used to act for the customer."""

    status = 403
    slug = "link-read-only"

    def __init__(self) -> None:
        super().__init__(
            Phrase("This link only shows the visit; the link sent to the contact on record acts.")
        )


class NoChannel(Conflict):
    """There is no way to tell the customer: no channel is set up, or no address is on record."""

    slug = "no-channel"

    def __init__(self, why: str) -> None:
        super().__init__(Phrase("The customer cannot be told: %(why)s.", why=why))


class DatabaseAway(OneHourError):
    """The database cannot be reached, does not answer, or has no room; nothing was written."""

    status = 503
    slug = "unavailable"

    retry_after_s = 5

    def __init__(self) -> None:
        super().__init__(Phrase("The database cannot be reached now; nothing was written. Try again."))


class ClockWrong(OneHourError):
    """This process's clock is beyond the limit: a promise would begin at an instant that is not so."""

    status = 503
    slug = "clock-wrong"

    retry_after_s = 10

    def __init__(self) -> None:
        super().__init__(Phrase("This server's clock is wrong; it promises nothing until that is right."))


class ImportRunning(OneHourError):
    """Another file is being imported; `retry_after_s` is about how long it still takes."""

    status = 503
    slug = "import-running"

    def __init__(self, retry_after_s: int) -> None:
        self.retry_after_s = retry_after_s
        super().__init__(
            Phrase("Another import is running; send this one when it has ended."), retry_after_s=retry_after_s
        )


class TooLarge(OneHourError):
    """A body, an upload or a batch over its limit."""

    status = 413
    slug = "too-large"

    def __init__(self, what: str, limit: int) -> None:
        text = Phrase("%(what)s is larger than %(limit)s.", what=Phrase(what), limit=limit)
        super().__init__(text, limit=limit)


class TooManyCalls(OneHourError):
    """The caller's budget of this minute is spent; `retry_after_s` is in seconds, at least 1."""

    status = 429
    slug = "too-many-requests"

    def __init__(self, retry_after_s: int, detail: str = _TOO_MANY_CALLS) -> None:
        self.retry_after_s = retry_after_s
        super().__init__(detail, retry_after_s=retry_after_s)


class SignInDelayed(TooManyCalls):
    """Too many wrong passwords for this account from here; other places are not affected."""

    status = 429
    slug = "sign-in-delayed"

    def __init__(self, retry_after_s: int) -> None:
        text = Phrase("Too many wrong passwords from here; wait before the next try.")
        super().__init__(retry_after_s, text)


class GeocodingFailed(OneHourError):
    """The address service cannot be asked now; a point can be given instead."""

    status = 503
    slug = "geocoding-failed"

    def __init__(self, why: str) -> None:
        super().__init__(Phrase("The address could not be looked up now; give the site's point."), why=why)


class StreamFull(OneHourError):
    """This process, or this account, has as many streams open as it may; poll, or come back."""

    status = 503
    slug = "stream-full"

    retry_after_s = 10

    def __init__(self) -> None:
        super().__init__(Phrase("Too many streams are open; poll for events instead, or come back later."))


class TryAgain(OneHourError):
    """A passing clash (deadlock, busy database); the same call may be repeated."""

    status = 503
    slug = "try-again"

    def __init__(self) -> None:
        super().__init__(Phrase("The server was busy with the same record; repeat the call."))
