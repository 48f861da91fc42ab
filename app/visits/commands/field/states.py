"""Sets of visit states that several messages ask for, and what the earlier ones wait for."""

from __future__ import annotations

from collections.abc import Mapping

from app.requests.rules.lifecycle import LIVE_VISIT_STATES, VisitState

UNACCEPTED: Mapping[VisitState, str] = {
    VisitState.PLANNED: "acceptance",
    VisitState.OFFERED: "acceptance",
}

NOT_DEPARTED: Mapping[VisitState, str] = {
    **UNACCEPTED,
    VisitState.ACCEPTED: "departure",
}

NOT_ARRIVED: Mapping[VisitState, str] = {
    **NOT_DEPARTED,
    VisitState.EN_ROUTE: "arrival",
}

EVIDENCE: tuple[VisitState, ...] = (*LIVE_VISIT_STATES, VisitState.COMPLETED, VisitState.INCOMPLETE)
"""Evidence may come late, also after the end, until the customer has confirmed the visit."""
