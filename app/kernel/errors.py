"""Errors that carry meaning: each with its sentence, and status and slug of the problem that it becomes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from app.kernel.phrases import Phrase

MOST_NAMED = 50
"""How many fields a sentence names; nobody reads more."""


_SIGN_IN = Phrase("Sign in first.")
_NOT_ALLOWED = Phrase("You may not do this.")
_TOO_MANY_CALLS = Phrase("Too many calls; wait a moment.")


class OneHourError(Exception):
    """Base of all; `detail` is for people, `extra` for programs.

    `status` and `slug` name the problem document that it becomes (`app.web.problems`).
    """

    status: ClassVar[int]
    slug: ClassVar[str]

    given: tuple[tuple[Any, ...], dict[str, Any]]
    """What it was made with, so that it can be stored and made again (`app.kernel.stored_errors`)."""

    def __new__(cls, *args: Any, **kwargs: Any) -> Self:
        """Remember what it is made with, whatever the class takes."""
        made = super().__new__(cls)
        made.given = args, kwargs
        return made

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


class VersionConflict(Conflict):
    """Somebody else changed it meanwhile."""

    slug = "version-conflict"

    def __init__(self, kind: str, key: object, **now: Any) -> None:
        text = Phrase(
            "The %(kind)s %(key)s was changed meanwhile; read it again.", kind=Phrase(kind), key=key
        )
        super().__init__(text, kind=kind, **now)


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


class GeocodingFailed(OneHourError):
    """The address service cannot be asked now; a point can be given instead."""

    status = 503
    slug = "geocoding-failed"

    def __init__(self, why: str) -> None:
        super().__init__(Phrase("The address could not be looked up now; give the site's point."), why=why)


class TryAgain(OneHourError):
    """A passing clash (deadlock, busy database); the same call may be repeated."""

    status = 503
    slug = "try-again"

    def __init__(self) -> None:
        super().__init__(Phrase("The server was busy with the same record; repeat the call."))
