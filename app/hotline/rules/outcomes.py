"""What may come of a call, and by when the caller is to hear of us again.  Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

COMPLAINT_WITHIN = timedelta(hours=24)
ORDER_WITHIN = timedelta(hours=24)
QUOTE_HOLDS = timedelta(minutes=5)
"""A quote holds nobody: after so long somebody else may have been promised the same engineer."""


class CallOutcome(StrEnum):
    """What came of a call."""

    REQUEST = "request"
    CHASE = "chase"
    ENQUIRY = "enquiry"
    SOLVED = "solved"
    COMPLAINT = "complaint"
    ORDER = "order"
    CALL_BACK = "call_back"
    WRONG_NUMBER = "wrong_number"


SAYS_WHAT = frozenset({CallOutcome.ENQUIRY, CallOutcome.SOLVED, CallOutcome.COMPLAINT, CallOutcome.ORDER})
"""Calls of which somebody has to know what was said."""

NEEDS_NUMBER = frozenset({CallOutcome.CALL_BACK})


def due_at(outcome: CallOutcome, taken_at: datetime, call_back_at: datetime | None) -> datetime | None:
    """Return by when the caller is to hear of us again; None where nothing is open on the call itself."""
    if outcome is CallOutcome.COMPLAINT:
        return taken_at + COMPLAINT_WITHIN
    if outcome is CallOutcome.ORDER:
        return taken_at + ORDER_WITHIN
    return call_back_at if outcome is CallOutcome.CALL_BACK else None


def is_stale(quoted_at: datetime | None, now: datetime) -> bool:
    """Tell whether a quote is older than it holds."""
    return quoted_at is not None and now - quoted_at > QUOTE_HOLDS
