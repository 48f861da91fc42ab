"""The ledger's events of one request, told as sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import LazyString, gettext, lazy_gettext

from app.pages import words
from app.queries.history import HistoryEvent

KINDS: Mapping[str, LazyString] = {
    "request.received": lazy_gettext("Request received"),
    "request.promised": lazy_gettext("Promise given"),
    "request.in_progress": lazy_gettext("Work on the request began"),
    "request.resolved": lazy_gettext("Request resolved"),
    "request.followed_up": lazy_gettext("Customer called back"),
    "request.closed": lazy_gettext("Request closed"),
    "request.cancelled": lazy_gettext("Request cancelled"),
    "request.remote_undone": lazy_gettext("Was not solved without a visit after all"),
    "request.appointment": lazy_gettext("Later hour agreed"),
    "request.return_asked": lazy_gettext("Return visit asked for"),
    "visit.planned": lazy_gettext("Visit planned"),
    "visit.assigned": lazy_gettext("Engineer chosen"),
    "visit.unassigned": lazy_gettext("Engineer taken off the visit"),
    "visit.offered": lazy_gettext("Visit offered"),
    "visit.accepted": lazy_gettext("Visit accepted"),
    "visit.en_route": lazy_gettext("Engineer on the way"),
    "visit.on_site": lazy_gettext("Engineer on site"),
    "visit.arrival_confirmed": lazy_gettext("Arrival confirmed by the customer"),
    "visit.completed": lazy_gettext("Visit completed"),
    "visit.confirmed": lazy_gettext("Result confirmed by the customer"),
    "visit.incomplete": lazy_gettext("Visit ended without a result"),
    "visit.cancelled": lazy_gettext("Visit cancelled"),
    "visit.rated": lazy_gettext("Visit rated"),
    "offer.accepted": lazy_gettext("Offer accepted"),
    "offer.declined": lazy_gettext("Offer declined"),
    "offer.expired": lazy_gettext("Offer not answered in time"),
    "offer.withdrawn": lazy_gettext("Offer withdrawn"),
    "override.assigned": lazy_gettext("Assigned by the dispatcher"),
    "override.unassigned": lazy_gettext("Taken back by the dispatcher"),
    "override.pinned": lazy_gettext("Pinned by the dispatcher"),
    "override.unpinned": lazy_gettext("Unpinned by the dispatcher"),
    "override.excluded": lazy_gettext("Engineer ruled out by the dispatcher"),
    "override.included": lazy_gettext("Engineer allowed again by the dispatcher"),
    "signature.given": lazy_gettext("Signature given"),
    "signature.voided": lazy_gettext("Signature voided"),
    "phone.flagged": lazy_gettext("Message from the phone accepted with a remark"),
    "phone.refused": lazy_gettext("Message from the phone refused"),
    "phone.held": lazy_gettext("Message from the phone held back"),
    "phone.needs_review": lazy_gettext("Message from the phone needs a review"),
    "alert.raised": lazy_gettext("Alert"),
    "alert.repeated": lazy_gettext("Alert repeated"),
    "alert.acknowledged": lazy_gettext("Alert acknowledged"),
    "alert.cleared": lazy_gettext("Alert over"),
    "rescue.applied": lazy_gettext("Rescue applied"),
    "promise.corrected": lazy_gettext("Promise corrected"),
    "review.resolved": lazy_gettext("Review settled"),
}

_BAD = (
    "cancelled",
    "declined",
    "expired",
    "incomplete",
    "voided",
    "refused",
    "needs_review",
    "unassigned",
    "remote_undone",
)
_GOOD = ("on_site", "completed", "confirmed", "resolved", "closed", "followed_up", "rated")


@dataclass(frozen=True, slots=True)
class Told:
    """One event for people; `tone` is good, bad or plain."""

    at: datetime
    title: str
    detail: str
    actor: str
    tone: str


def told(events: Iterable[HistoryEvent], engineers: Mapping[str, str]) -> list[Told]:
    """Tell the events, newest first; `engineers` maps ids to names."""
    return [_tell(event, engineers) for event in events][::-1]


def _tell(event: HistoryEvent, engineers: Mapping[str, str]) -> Told:
    verb = event.kind.rpartition(".")[2]
    tone = "bad" if verb in _BAD else "good" if verb in _GOOD else "plain"
    return Told(
        at=event.at,
        title=str(KINDS[event.kind]) if event.kind in KINDS else event.kind,
        detail=" · ".join(_details(event.data, engineers)),
        actor=words.actor(event.actor),
        tone=tone,
    )


def _details(data: Mapping[str, Any], engineers: Mapping[str, str]) -> list[str]:
    said = [engineers.get(str(data.get("engineer_id")), "")]
    if data.get("rung"):
        said.append(words.word(words.CAUSES, str(data["rung"])))
    if "score" in data:
        said.append(words.stars(int(data["score"])))
    said += [words.word(words.HOWS, str(data["how"]))] if data.get("how") else []
    told = ("solved_by", "agreed_by", "again_code", "reason", "note", "comment", "result")
    said += [words.end_reason(str(data[name])) for name in told if data.get(name)]
    if data.get("role"):
        said.append(words.word(words.ROLES, str(data["role"])))
    if data.get("late_s", 0) > 0 and "alert_id" not in data:
        said.append(gettext("%(n)s s late in sum", n=data["late_s"]))
    return [text for text in said if text]
