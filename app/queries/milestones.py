"""When each stage of a promise's minute budget ended, read from a request and its first visit."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from dispatch.promise import Milestones


class Asked(Protocol):
    """What is needed of a request."""

    requested_at: datetime
    received_at: datetime
    on_site_at: datetime | None


class Passed(Protocol):
    """What is needed of a visit."""

    assigned_at: datetime | None
    accepted_at: datetime | None
    departed_at: datetime | None


def milestones_of(request: Asked, visit: Passed | None, first_offered_at: datetime | None) -> Milestones:
    """Return the milestones of a promise.

    A visit may be given to an engineer long before it is the next one.  Assignment ends when somebody was
    first asked; a visit that nobody was asked for counts as assigned only once it was accepted, so that
    waiting in a queue is not blamed on the engineer's answer.
    """
    if visit is None:
        return Milestones(request.requested_at, request.received_at, on_site_at=request.on_site_at)
    return Milestones(
        requested_at=request.requested_at,
        received_at=request.received_at,
        assigned_at=first_offered_at or (visit.assigned_at if visit.accepted_at else None),
        accepted_at=visit.accepted_at,
        departed_at=visit.departed_at,
        on_site_at=request.on_site_at,
    )
