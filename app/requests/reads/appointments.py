"""Whether a later hour can still be agreed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from app.requests.rules.lifecycle import RequestState, VisitState
from app.requests.tables import ServiceRequest, Visit

_OPEN = (RequestState.PROMISED, RequestState.IN_PROGRESS)
_UNDER_WAY = (VisitState.EN_ROUTE, VisitState.ON_SITE)


class TooLate(StrEnum):
    """Why no later hour can be agreed any more."""

    OVER = "over"
    UNDER_WAY = "under_way"
    PAST_DUE = "past_due"


def why_not_later(request: ServiceRequest, visits: Sequence[Visit], now: datetime) -> TooLate | None:
    """Say what stands against another due time; None where it can be agreed.

    After the due time it would only hide that the promise was broken; nobody on the way is turned back.
    """
    if request.state not in _OPEN:
        return TooLate.OVER
    if request.on_site_at is not None or any(visit.state in _UNDER_WAY for visit in visits):
        return TooLate.UNDER_WAY
    return TooLate.PAST_DUE if now >= request.due_at else None
