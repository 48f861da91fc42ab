"""The states a request, a visit and an offer pass through, and the only table of moves between them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeVar

from app.requests.errors import IllegalTransition


class RequestState(StrEnum):
    """Life of one reported problem."""

    RECEIVED = "received"
    PROMISED = "promised"
    IN_PROGRESS = "in_progress"
    RESOLVED = "resolved"
    FOLLOWED_UP = "followed_up"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class VisitState(StrEnum):
    """Life of one engineer's visit to a site."""

    PLANNED = "planned"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    EN_ROUTE = "en_route"
    ON_SITE = "on_site"
    COMPLETED = "completed"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    INCOMPLETE = "incomplete"


class OfferState(StrEnum):
    """One engineer asked for one visit."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


S = TypeVar("S", RequestState, VisitState, OfferState)

_REQUEST: Mapping[RequestState, tuple[RequestState, ...]] = {
    RequestState.RECEIVED: (RequestState.PROMISED, RequestState.CANCELLED),
    # Solved without a visit, a request is resolved before anybody was on the way.
    RequestState.PROMISED: (RequestState.IN_PROGRESS, RequestState.RESOLVED, RequestState.CANCELLED),
    RequestState.IN_PROGRESS: (RequestState.RESOLVED, RequestState.CANCELLED),
    # A re-check that finds the problem again reopens the request with a return visit.
    RequestState.RESOLVED: (RequestState.FOLLOWED_UP, RequestState.IN_PROGRESS),
    RequestState.FOLLOWED_UP: (RequestState.CLOSED, RequestState.IN_PROGRESS),
}

_VISIT: Mapping[VisitState, tuple[VisitState, ...]] = {
    VisitState.PLANNED: (VisitState.OFFERED, VisitState.ACCEPTED, VisitState.CANCELLED),
    VisitState.OFFERED: (VisitState.ACCEPTED, VisitState.PLANNED, VisitState.CANCELLED),
    VisitState.ACCEPTED: (VisitState.EN_ROUTE, VisitState.PLANNED, VisitState.CANCELLED),
    # No access at the gate ends a visit before anybody is on site.
    VisitState.EN_ROUTE: (
        VisitState.ON_SITE,
        VisitState.INCOMPLETE,
        VisitState.PLANNED,
        VisitState.CANCELLED,
    ),
    # Back to `planned` where a person settled that nobody had come.
    VisitState.ON_SITE: (VisitState.COMPLETED, VisitState.INCOMPLETE, VisitState.PLANNED),
    VisitState.COMPLETED: (VisitState.CONFIRMED,),
}

_OFFER: Mapping[OfferState, tuple[OfferState, ...]] = {
    OfferState.PENDING: (
        OfferState.ACCEPTED,
        OfferState.DECLINED,
        OfferState.EXPIRED,
        OfferState.WITHDRAWN,
    ),
}


# The kinds share words ("accepted"), so each has a table of its own.
_TABLES: Mapping[type[StrEnum], Mapping[Any, tuple[Any, ...]]] = {
    RequestState: _REQUEST,
    VisitState: _VISIT,
    OfferState: _OFFER,
}

OPEN_VISIT_STATES = (VisitState.PLANNED, VisitState.OFFERED, VisitState.ACCEPTED, VisitState.EN_ROUTE)
"""What a planner may still arrange; `on_site` is under way and the rest is over."""

LIVE_VISIT_STATES = (*OPEN_VISIT_STATES, VisitState.ON_SITE)
"""What still stands between a request and its end."""


def moves_from(state: S) -> tuple[S, ...]:
    """Return the states that `state` may become; none where it is an end.

    Raises:
        TypeError: `state` is a plain string, which does not say of what it is the state.
    """
    if type(state) not in _TABLES:
        raise TypeError(f"{state!r} is the state of nothing")
    return _TABLES[type(state)].get(state, ())


def may_advance(current: str, target: S) -> bool:
    """Tell whether `advance` would succeed."""
    return target in moves_from(type(target)(current))


def advance(current: str, target: S) -> S:
    """Return `target` if the move is allowed; `current` may be the plain string of the database.

    Raises:
        IllegalTransition: the table has no such move.
    """
    if not may_advance(current, target):
        raise IllegalTransition(type(target)(current), target)
    return target
