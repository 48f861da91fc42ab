"""The times of a visit against the promise, in words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.documents.reads.report import ReportFacts
from app.documents.report.wording import Wording
from app.requests.rules.lifecycle import VisitState
from app.requests.rules.promise import KEPT, ArrivalVerdict, Outcome

_MINUTE_S = 60


def promise(facts: ReportFacts, words: Wording) -> dict[str, str]:
    """Return `{"label", "verdict", "text", "note"}`; `verdict` is `kept`, `late` or `open`.

    `note` says what a kept promise rests on.  Being late is counted in begun minutes and being early in
    full ones: never in our favour.
    """
    verdict, text = _verdict(facts, words)
    return {"label": words.word("promise"), "verdict": verdict, "text": text, "note": _note(facts, words)}


def _verdict(facts: ReportFacts, words: Wording) -> tuple[str, str]:
    arrived_at, due_at = facts.request.on_site_at, facts.request.due_at
    if not facts.promised:
        return "open", words.word("return_visit" if facts.visit.on_site_at else "not_reached")
    if facts.outcome is Outcome.BROKEN and arrived_at is not None:
        begun_minutes = -((due_at - arrived_at).total_seconds() // _MINUTE_S)
        return "late", words.word("late", minutes=words.minutes(begun_minutes * _MINUTE_S))
    if facts.outcome is Outcome.BROKEN:
        return "late", words.word("broken")
    if facts.outcome in KEPT and arrived_at is not None:
        early_s = (due_at - arrived_at).total_seconds()
        if early_s < _MINUTE_S:
            return "kept", words.word("kept_exactly")
        return "kept", words.word("kept", minutes=words.minutes(early_s))
    return "open", words.word(_OPEN.get(facts.outcome, "not_reached"))


_OPEN = {
    Outcome.UNSETTLED: "unsettled",
    Outcome.SOLVED_REMOTELY: "solved_remotely",
    Outcome.CANCELLED: "cancelled_promise",
}


def _note(facts: ReportFacts, words: Wording) -> str:
    if not facts.promised or facts.outcome not in KEPT:
        return ""
    handed = facts.outcome is Outcome.KEPT_BY_OFFICE and _is_handed(facts)
    return words.word("kept_by_handed" if handed else facts.outcome)


def _is_handed(facts: ReportFacts) -> bool:
    """Whether the arrival rests on a link that the office handed over, and on no word of its own."""
    visit = facts.visit
    own = visit.office_confirmed_at or visit.arrival_settled or facts.request.arrival_by_person
    return visit.handed_confirmed_at is not None and not own


def times(facts: ReportFacts, words: Wording) -> dict[str, Any]:
    """Return the moments in their order, each with the minutes since the request."""
    visit, request = facts.visit, facts.request
    arrived_at, note = _arrival(facts, words)
    over = "ended" if visit.state == VisitState.INCOMPLETE else "finished"
    moments = (
        ("requested", request.requested_at),
        ("due", request.due_at),
        ("assigned", visit.assigned_at),
        ("accepted", visit.accepted_at),
        ("departed", visit.departed_at),
        ("on_site", arrived_at),
        (over, visit.completed_at),
    )
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
                "note": note if key == "on_site" else "",
            }
            for key, at in moments
            if at is not None
        ],
    }


def _arrival(facts: ReportFacts, words: Wording) -> tuple[datetime | None, str]:
    """Return when the engineer arrived, and what is to be said beside it."""
    recorded_at, at = facts.visit.on_site_at, facts.visit.on_site_at
    if facts.promised and facts.request.arrival_by_person:
        at = facts.request.on_site_at
    if at != recorded_at:
        recorded = words.at(recorded_at) if recorded_at else "–"
        return at, words.word("arrival_set_right", at=recorded)
    visit = facts.visit
    if visit.arrival_confirmed_at is None or visit.arrival_verdict == ArrivalVerdict.DOUBTFUL:
        return at, ""
    if visit.arrival_verdict == ArrivalVerdict.BY_OFFICE:
        return at, words.word("arrival_by_handed" if _is_handed(facts) else "arrival_by_office")
    return at, words.word("arrival_confirmed" if visit.customer_confirmed_at else "arrival_by_code")
