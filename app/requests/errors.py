"""What the state of a request or a visit forbids, each with its sentence."""

from __future__ import annotations

from enum import StrEnum

from app.kernel.errors import Conflict
from app.kernel.phrases import Phrase

NAMES = (
    Phrase("ServiceRequest"),
    Phrase("Visit"),
    Phrase("VisitExclusion"),
    Phrase("request"),
    Phrase("visit"),
)
"""What errors call the things of this room: by their tables, registers and addresses."""

STATES = (
    Phrase("received"),
    Phrase("promised"),
    Phrase("in_progress"),
    Phrase("resolved"),
    Phrase("followed_up"),
    Phrase("closed"),
    Phrase("planned"),
    Phrase("offered"),
    Phrase("accepted"),
    Phrase("en_route"),
    Phrase("on_site"),
    Phrase("completed"),
    Phrase("confirmed"),
    Phrase("cancelled"),
    Phrase("incomplete"),
    Phrase("pending"),
    Phrase("declined"),
    Phrase("expired"),
    Phrase("withdrawn"),
)
"""The states that errors name."""


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


class VisitFrozen(Conflict):
    """An engineer at work or about to arrive is not moved."""

    slug = "visit-frozen"

    def __init__(self, visit_id: object) -> None:
        super().__init__(Phrase("The engineer is on site or about to arrive."), visit_id=str(visit_id))


class VisitOver(Conflict):
    """The visit has ended; nothing can be arranged for it any more."""

    slug = "visit-over"

    def __init__(self, visit_id: object, state: str) -> None:
        text = Phrase("The visit is %(state)s.", state=Phrase(state))
        super().__init__(text, visit_id=str(visit_id), state=state)


class AppointmentRefused(Conflict):
    """A later hour cannot be agreed any more; `because` is over, under_way or past_due."""

    slug = "appointment-refused"

    def __init__(self, request_id: object, because: str, why: str) -> None:
        super().__init__(why, request_id=str(request_id), because=because)


class NotAmendable(Conflict):
    """What stands on the request stays; `why` says because of what."""

    slug = "not-amendable"

    def __init__(self, request_id: object, why: str) -> None:
        super().__init__(why, request_id=str(request_id))


class IllegalTransition(Conflict):
    """The table of moves has no way from `current` to `target`."""

    slug = "illegal-transition"

    def __init__(self, current: StrEnum, target: StrEnum) -> None:
        self.current, self.target = current, target
        super().__init__(
            Phrase(
                "It is %(current)s now, and from there it cannot become %(target)s.",
                current=Phrase(str(current)),
                target=Phrase(str(target)),
            ),
            state=str(current),
            wanted=str(target),
        )
