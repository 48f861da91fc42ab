"""The ledger's events of one request, told as sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import LazyString, gettext, lazy_gettext

from app.desk.pages import bill_words, findings, flags
from app.promise.pages import words
from app.requests.reads.history import HistoryEvent
from app.visits.reads.message_facts import Figures
from app.web.context import runtime
from app.web.pages.i18n import money, span

KINDS: Mapping[str, LazyString] = {
    "request.received": lazy_gettext("Request received"),
    "request.promised": lazy_gettext("Promise given"),
    "request.in_progress": lazy_gettext("Work on the request began"),
    "request.resolved": lazy_gettext("Request resolved"),
    "request.followed_up": lazy_gettext("Customer called back"),
    "request.closed": lazy_gettext("Request closed"),
    "request.cancelled": lazy_gettext("Request cancelled"),
    "request.appointment": lazy_gettext("Appointment agreed with the customer"),
    "request.remote_undone": lazy_gettext("Solved without a visit, and came again"),
    "request.return_asked": lazy_gettext("Return visit asked for"),
    "visit.planned": lazy_gettext("Visit planned"),
    "visit.assigned": lazy_gettext("Engineer chosen"),
    "visit.unassigned": lazy_gettext("Engineer taken off the visit"),
    "visit.offered": lazy_gettext("Visit offered"),
    "visit.accepted": lazy_gettext("Visit accepted"),
    "visit.en_route": lazy_gettext("Engineer on the way"),
    "visit.on_site": lazy_gettext("Engineer on site"),
    "visit.times_pulled": lazy_gettext("Acceptance or departure dated no later than the arrival"),
    "visit.arrival_confirmed": lazy_gettext("Arrival confirmed by the customer"),
    "arrival.judged": lazy_gettext("Arrival judged"),
    "arrival.settled": lazy_gettext("Arrival settled"),
    "arrival.contested": lazy_gettext("New evidence against what was settled"),
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
    "bill.changed": lazy_gettext("Bill changed"),
    "charge.held": lazy_gettext("Charge waits for approval"),
    "charge.approved": lazy_gettext("Charge approved"),
    "charge.refused": lazy_gettext("Charge refused"),
    "photo.withdrawn": lazy_gettext("Photo withdrawn"),
    "phone.flagged": lazy_gettext("Message from the phone accepted with a remark"),
    "phone.flag_withdrawn": lazy_gettext("Remark on a message from the phone withdrawn"),
    "phone.refused": lazy_gettext("Message from the phone refused"),
    "phone.held": lazy_gettext("Message from the phone held back"),
    "phone.needs_review": lazy_gettext("Message from the phone needs a review"),
    "alert.raised": lazy_gettext("Alert"),
    "alert.repeated": lazy_gettext("Alert repeated"),
    "alert.acknowledged": lazy_gettext("Alert acknowledged"),
    "alert.cleared": lazy_gettext("Alert over"),
    "rescue.applied": lazy_gettext("Rescue applied"),
    "promise.corrected": lazy_gettext("Promise corrected"),
    "phone.reviewed": lazy_gettext("Message from the phone decided about"),
    "visit.ended_in_office": lazy_gettext("Visit ended in the office"),
    "arrival_code.shown": lazy_gettext("Arrival code shown to the office"),
    "tracking_link.made": lazy_gettext("Tracking link made"),
    "tracking_link.sent": lazy_gettext("Tracking link sent to the contact"),
    "card.opened": lazy_gettext("Supervision card opened with the customer's code"),
    "card.early": lazy_gettext("Right code typed behind the supervision card before any arrival"),
    "visit.engineer_off": lazy_gettext("Engineer went off duty after accepting"),
    "card.refused": lazy_gettext("Wrong code typed behind the supervision card"),
}

_GIVEN_UP: Mapping[str, LazyString] = {
    "accepted": lazy_gettext("Declined after accepting"),
    "en_route": lazy_gettext("Declined on the way"),
}

TAKEN_FROM: Mapping[str, LazyString] = {
    "en_route": lazy_gettext("Called back on the way"),
    "accepted": lazy_gettext("Taken back after the yes"),
    "offered": lazy_gettext("Taken back before an answer"),
    "on_site": lazy_gettext("Planned anew"),
}
"""A visit that goes back to be planned, by the state that it was in."""

WHY_BACK: Mapping[str, LazyString] = {
    "given to another engineer": lazy_gettext("given to another engineer"),
    "another visit comes first": lazy_gettext("another visit of the same engineer comes first"),
    "nobody can serve it": lazy_gettext("nobody can serve it as things are"),
    "unassigned by the dispatcher": lazy_gettext("taken back by the dispatcher"),
    "excluded by the dispatcher": lazy_gettext("ruled out by the dispatcher"),
    "accepted by another engineer": lazy_gettext("accepted by another engineer"),
    "appointment": lazy_gettext("an appointment was agreed"),
    "not arrived": lazy_gettext("nobody had come"),
    "the account was closed": lazy_gettext("the account was closed"),
    "the engineer was closed": lazy_gettext("the engineer was closed"),
}

_BAD = (
    "engineer_off",
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


def told(
    events: Iterable[HistoryEvent],
    engineers: Mapping[str, str],
    figures: Mapping[str, Figures] | None = None,
    people: Mapping[str, str] | None = None,
) -> list[Told]:
    """Tell the events, newest first.

    `engineers` maps ids to names, `figures` event ids to measurements, `people` actors to names.
    """
    return [_tell(event, engineers, figures or {}, people or {}) for event in events][::-1]


def _tell(
    event: HistoryEvent,
    engineers: Mapping[str, str],
    figures: Mapping[str, Figures],
    people: Mapping[str, str],
) -> Told:
    verb = event.kind.rpartition(".")[2]
    tone = "bad" if verb in _BAD else "good" if verb in _GOOD else "plain"
    details = _of_message(event.data, figures) if event.kind.startswith("phone.") else []
    return Told(
        at=event.at,
        title=_title(event),
        detail=" · ".join(text for text in (*_details(event.data, engineers), *details) if text),
        actor=words.who(event.actor, str(event.data.get("link_maker") or ""), people),
        tone=tone,
    )


_CONFIRMED_BY: Mapping[str, LazyString] = {
    "dispatcher": lazy_gettext("Arrival confirmed by the office"),
    "code": lazy_gettext("Customer's code given on the phone"),
    "card": lazy_gettext("Arrival confirmed by the customer's code"),
}

_OFF: Mapping[str, LazyString] = {"en_route": lazy_gettext("Engineer went off duty on the way")}

_VARIANTS: Mapping[str, tuple[str, Mapping[str, LazyString]]] = {
    "phone.reviewed": ("outcome", flags.OUTCOMES),
    "visit.arrival_confirmed": ("by", _CONFIRMED_BY),
    "visit.engineer_off": ("was", _OFF),
}
"""Kinds whose title goes by one of their fields."""


def _title(event: HistoryEvent) -> str:
    plain = KINDS.get(event.kind, event.kind)
    if event.kind == "visit.planned" and event.data.get("why") == "declined":
        return str(_GIVEN_UP.get(str(event.data.get("was")), plain))
    if event.kind == "visit.planned" and event.data.get("why") in WHY_BACK:
        return words.word(TAKEN_FROM, str(event.data.get("was")))
    name, variants = _VARIANTS.get(event.kind, ("", {}))
    return str(variants.get(str(event.data.get(name)), plain))


def _of_message(data: Mapping[str, Any], figures: Mapping[str, Figures]) -> list[str]:
    """What the message was, and what was the matter with it."""
    named = words.word(flags.MESSAGES, str(data.get("message", "")))
    measured = figures.get(str(data.get("event_id")))
    said = flags.said_of(data, measured)
    if measured and measured.beyond_m and "outside_geofence" not in (data.get("flags") or ()):
        distance = flags.distance(measured.distance_m or 0)
        said = flags.listed([said, gettext("%(distance)s from the site", distance=distance)])
    return [named, said]


_SAID = ("solved_by", "agreed_by", "again_code", "note", "comment", "result")
"""What is told as it was said."""


def _details(data: Mapping[str, Any], engineers: Mapping[str, str]) -> list[str]:
    said = [engineers.get(str(data.get("engineer_id")), "")]
    if data.get("findings") is not None and data.get("verdict"):
        said.append(words.word(findings.VERDICTS, str(data["verdict"])))
        first = "was" in data and data["was"] is None
        said += [one.text for one in findings.said(data["findings"]) if first or one.tone != "good"]
    if data.get("decision"):
        said.append(words.word(findings.DECISIONS, str(data["decision"])))
    if data.get("rung"):
        said.append(words.word(words.CAUSES, str(data["rung"])))
    if "score" in data:
        said.append(words.stars(int(data["score"])))
    if data.get("ending"):
        said += [words.word(words.VISIT_STATES, str(data["ending"])), gettext("no signatures were asked for")]
    if data.get("how"):
        said.append(words.word(words.HOWS, str(data["how"])))
    if data.get("reason"):
        reason = str(data["reason"])
        said.append(str({**flags.END_REASONS, **flags.VOID_REASONS, **words.TAKEN_ON}.get(reason, reason)))
    said += [str(data[name]) for name in _SAID if data.get(name)]
    said += [*_by_office(data), *_of_bill(data), _to_whom(data, engineers)]
    if data.get("role"):
        said.append(words.word(words.ROLES, str(data["role"])))
    if data.get("late_s", 0) > 0 and "alert_id" not in data:
        said.append(gettext("%(span)s late in sum", span=span(data["late_s"])))
    return [text for text in said if text]


def _to_whom(data: Mapping[str, Any], engineers: Mapping[str, str]) -> str:
    """Who has it instead of whom it was taken from, else why it was taken back."""
    name = engineers.get(str(data.get("to_engineer_id")))
    if name:
        return str(gettext("given to %(name)s", name=name))
    return str(WHY_BACK.get(str(data.get("why")), "")) if data.get("was") else ""


def _of_bill(data: Mapping[str, Any]) -> list[str]:
    """What is or was to be paid, and why it waits; or that it was confirmed knowingly."""
    if isinstance(data.get("to_cents"), int):
        return bill_words.changed(data)
    if not isinstance(data.get("amount_cents"), int):
        return []
    called = bill_words.line(data) + bill_words.times(data.get("quantity"))
    said = [called, money(data["amount_cents"], runtime().settings.currency)]
    if data.get("void_signatures"):
        said.append(gettext("knowing that a signature was void"))
    return [*said, words.word(words.HELD, str(data["why"]))] if data.get("why") in words.HELD else said


def _by_office(data: Mapping[str, Any]) -> list[str]:
    """Who of the office said so, where the event names one; or that it was the office's word alone."""
    if data.get("by") == "office":
        return [gettext("as the office was told")]
    return [str(data["by"])] if data.get("outcome") or data.get("ending") else []
