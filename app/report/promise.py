"""The times of a visit against the promise, in words."""

from __future__ import annotations

from typing import Any

from app.queries.report import ReportFacts
from app.report.wording import Wording
from dispatch.lifecycle import VisitState

_MINUTE_S = 60


def promise(facts: ReportFacts, words: Wording) -> dict[str, str]:
    """Return `{"label", "verdict", "text"}`; `verdict` is `kept`, `late` or `open`.

    Being late is counted in begun minutes and being early in full ones: never in our favour.
    """
    return {"label": words.word("promise"), **_verdict(facts, words)}


def _verdict(facts: ReportFacts, words: Wording) -> dict[str, str]:
    arrived_at, due_at = facts.visit.on_site_at, facts.request.due_at
    if facts.visit.ordinal > 1:
        return {"verdict": "open", "text": words.word("return_visit")}
    if arrived_at is None:
        return {"verdict": "open", "text": words.word("not_reached")}
    early_s = (due_at - arrived_at).total_seconds()
    if early_s < 0:
        begun_minutes = -(early_s // _MINUTE_S)
        late = words.minutes(begun_minutes * _MINUTE_S)
        return {"verdict": "late", "text": words.word("late", minutes=late)}
    if early_s < _MINUTE_S:
        return {"verdict": "kept", "text": words.word("kept_exactly")}
    return {"verdict": "kept", "text": words.word("kept", minutes=words.minutes(early_s))}


def times(facts: ReportFacts, words: Wording) -> dict[str, Any]:
    """Return the moments in their order, each with the minutes since the request."""
    visit, request = facts.visit, facts.request
    over = "ended" if visit.state == VisitState.INCOMPLETE else "finished"
    moments = (
        ("requested", request.requested_at),
        ("due", request.due_at),
        ("assigned", visit.assigned_at),
        ("accepted", visit.accepted_at),
        ("departed", visit.departed_at),
        ("on_site", visit.on_site_at),
        (over, visit.completed_at),
    )
    confirmed = words.word("arrival_confirmed") if visit.arrival_confirmed_at else ""
    return {
        "title": words.word("times"),
        "note": words.word("times_zone", zone=facts.time_zone),
        "rows": [
            {
                "key": key,
                "label": words.word(key),
                "at": words.at(at),
                "since": ""
                if key == "requested"
                else words.word(
                    "since_requested", minutes=words.minutes((at - request.requested_at).total_seconds())
                ),
                "note": confirmed if key == "on_site" else "",
            }
            for key, at in moments
            if at is not None
        ],
    }
