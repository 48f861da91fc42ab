"""Whether a later hour can still be agreed, and which."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from app.kernel.phrases import Phrase
from app.requests.rules.lifecycle import RequestState, VisitState
from app.requests.tables import ServiceRequest, Visit

LATEST = timedelta(days=60)
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


def why_not_then(at: datetime, due_at: datetime, now: datetime, zone: str) -> Phrase | None:
    """Say what stands against `at` as the hour; None where it can be agreed.  `zone` is the place's."""
    if at <= due_at:
        due = f"{due_at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"
        return Phrase("is not later than what is promised already, %(due)s", due=due)
    if at > now + LATEST:
        return Phrase("lies more than %(days)s days ahead", days=LATEST.days)
    return None
