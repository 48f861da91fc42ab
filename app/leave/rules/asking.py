"""What may be asked for, and what may still become of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from app.kernel.phrases import Phrase
from app.registers.rules.roster import LeaveReason

LONGEST = timedelta(days=366)
SICK_BEFORE = timedelta(days=7)
"""So long after it began somebody may still say that he is ill."""


class LeaveRequestState(StrEnum):
    """What became of it."""

    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    REMOVED = "removed"


def wrong_span(reason: str, starts_at: datetime, ends_at: datetime, now: datetime) -> dict[str, Phrase]:
    """Return what is wrong with a span by field; one who is ill says so afterwards."""
    if ends_at <= starts_at:
        return {"ends_at": Phrase("is not after the beginning")}
    if ends_at - starts_at > LONGEST:
        return {"ends_at": Phrase("lies more than a year after the beginning")}
    earliest = now - SICK_BEFORE if reason == LeaveReason.SICK else now
    if starts_at < earliest:
        return {"starts_at": Phrase("lies in the past")}
    return {}


def is_withdrawable(state: str, starts_at: datetime, now: datetime) -> bool:
    """Tell whether it can be taken back: until it is decided, and once it is approved until it begins."""
    if state == LeaveRequestState.APPROVED:
        return now < starts_at
    return state == LeaveRequestState.ASKED
