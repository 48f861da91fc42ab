"""The words of the business for people: what the code calls states, stages, causes and refusals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import LazyString, lazy_gettext

from app.promise.reads.danger import Cause, Level
from app.requests.rules.lifecycle import OfferState, RequestState, VisitState
from app.requests.rules.promise import Outcome, Stage
from app.web.pages.i18n import named
from app.web.pages.words import ROLES, actor, by_link, stars, who, word

__all__ = [
    "CAUSES",
    "CHANNELS",
    "ENDED",
    "ENQUIRIES_SHOWN",
    "GOES_BY",
    "HELD",
    "HOWS",
    "LEVELS",
    "LIKENESS",
    "OFFER_STATES",
    "OUTCOMES",
    "PHONE_KINDS",
    "PHONE_STATUSES",
    "REFUSALS",
    "REQUEST_STATES",
    "ROLES",
    "STAGES",
    "STEPS",
    "TAKEN_ON",
    "VISIT_STATES",
    "actor",
    "by_link",
    "refusal",
    "stars",
    "who",
    "word",
]

REQUEST_STATES: Mapping[str, LazyString] = {
    RequestState.RECEIVED: lazy_gettext("Received"),
    RequestState.PROMISED: lazy_gettext("Promised"),
    RequestState.IN_PROGRESS: lazy_gettext("In progress"),
    RequestState.RESOLVED: lazy_gettext("Resolved"),
    RequestState.FOLLOWED_UP: lazy_gettext("Followed up"),
    RequestState.CLOSED: lazy_gettext("Closed"),
    RequestState.CANCELLED: lazy_gettext("Cancelled"),
}

VISIT_STATES: Mapping[str, LazyString] = {
    VisitState.PLANNED: lazy_gettext("Planned"),
    VisitState.OFFERED: lazy_gettext("Offered"),
    VisitState.ACCEPTED: lazy_gettext("Accepted"),
    VisitState.EN_ROUTE: lazy_gettext("On the way"),
    VisitState.ON_SITE: lazy_gettext("On site"),
    VisitState.COMPLETED: lazy_gettext("Completed"),
    VisitState.CONFIRMED: lazy_gettext("Confirmed by the customer"),
    VisitState.CANCELLED: lazy_gettext("Cancelled"),
    VisitState.INCOMPLETE: lazy_gettext("Return visit needed"),
}

OFFER_STATES: Mapping[str, LazyString] = {
    OfferState.PENDING: lazy_gettext("Waiting for an answer"),
    OfferState.ACCEPTED: lazy_gettext("Accepted"),
    OfferState.DECLINED: lazy_gettext("Declined"),
    OfferState.EXPIRED: lazy_gettext("No answer in time"),
    OfferState.WITHDRAWN: lazy_gettext("Withdrawn"),
}

OUTCOMES: Mapping[str, LazyString] = {
    Outcome.KEPT_PROVEN: lazy_gettext("kept (proven)"),
    Outcome.KEPT_BY_OFFICE: lazy_gettext("kept (by the office)"),
    Outcome.KEPT_PLAUSIBLE: lazy_gettext("kept (plausible)"),
    Outcome.UNSETTLED: lazy_gettext("unsettled"),
    Outcome.BROKEN: lazy_gettext("broken"),
    Outcome.SOLVED_REMOTELY: lazy_gettext("solved remotely"),
    Outcome.CANCELLED: lazy_gettext("cancelled"),
    Outcome.OPEN: lazy_gettext("not due yet"),
}
HELD: Mapping[str, LazyString] = {
    "unknown_kind": lazy_gettext("The register has no such kind of charge"),
    "inactive_kind": lazy_gettext("This kind is charged no more"),
    "over_limit": lazy_gettext("Above the limit of its kind"),
    "over_quantity": lazy_gettext("More than one visit may have of this part"),
    "after_completion": lazy_gettext("Sent after the visit had ended"),
}
"""Why a charge waits for the office."""

STAGES: Mapping[str, LazyString] = {
    Stage.INTAKE: lazy_gettext("Intake"),
    Stage.ASSIGNMENT: lazy_gettext("Assignment"),
    Stage.ACCEPTANCE: lazy_gettext("Acceptance"),
    Stage.DEPARTURE: lazy_gettext("Departure"),
    Stage.TRAVEL: lazy_gettext("Travel"),
    Stage.ACCESS: lazy_gettext("Access (nobody opened)"),
}

LEVELS: Mapping[str, LazyString] = {
    Level.LATE: lazy_gettext("Late"),
    Level.DANGER: lazy_gettext("In danger"),
    Level.WATCH: lazy_gettext("Watch"),
    Level.STEADY: lazy_gettext("On track"),
    Level.ON_SITE: lazy_gettext("On site"),
    Level.CALL_BACK: lazy_gettext("Call-back due"),
    Level.OVER: lazy_gettext("Finished"),
}

CAUSES: Mapping[str, LazyString] = {
    Cause.BREACHED: lazy_gettext("Nobody on site at the promised time"),
    Cause.UNASSIGNED: lazy_gettext("No engineer yet"),
    Cause.ARRIVAL_DOUBTFUL: lazy_gettext("The arrival is doubtful: settle it"),
    Cause.CODES_WRONG: lazy_gettext("Five wrong arrival codes"),
    Cause.ETA_PAST_DUE: lazy_gettext("Expected after the promised time"),
    Cause.OFF_DUTY: lazy_gettext("Off duty while on the way"),
    Cause.PHONE_SILENT: lazy_gettext("Phone silent"),
    Cause.NOT_ACCEPTED: lazy_gettext("Not accepted yet"),
    Cause.NOT_DEPARTED: lazy_gettext("Accepted, but not on the way"),
    Cause.POSITION_STALE: lazy_gettext("No position for too long"),
    Cause.ENGINEER_GONE: lazy_gettext("On the way or on site, but the account is closed"),
    Cause.OFF_DUTY_ON_SITE: lazy_gettext("On site, but off duty or past the end of the shift"),
    Cause.TIGHT: lazy_gettext("Less than five minutes to spare"),
}

PHONE_KINDS: Mapping[str, LazyString] = {
    "arrive": lazy_gettext("Arrival reported"),
    "confirm_arrival": lazy_gettext("Code given"),
    "incomplete": lazy_gettext("Visit ended"),
    "card": lazy_gettext("Code typed behind the supervision card"),
}

PHONE_STATUSES: Mapping[str, LazyString] = {
    "applied": lazy_gettext("applied"),
    "refused": lazy_gettext("refused"),
    "held": lazy_gettext("held back"),
    "needs_review": lazy_gettext("needs a review"),
    "opened": lazy_gettext("opened the customer's page"),
    "early": lazy_gettext("before the arrival was reported"),
}

TAKEN_ON: Mapping[str, LazyString] = {"rescue applied": lazy_gettext("Rescue applied")}
"""Why an alert was acknowledged, where nobody wrote a reason."""


REFUSALS: Mapping[str, LazyString] = {
    "too_few_stars": lazy_gettext("Holds %(has)s stars, and %(needs)s are asked for"),
    "missing_skill": lazy_gettext("Lacks the skill %(needs)s"),
    "shift_over": lazy_gettext("The shift is over before a new visit could begin"),
    "shift_too_short": lazy_gettext("Even as the only visit it would end after the shift"),
    "window_after_shift": lazy_gettext("The visit may begin only after the end of the shift"),
    "busy": lazy_gettext("Busy with other visits until the shift ends"),
    "off_duty": lazy_gettext("Off duty or not available"),
    "excluded": lazy_gettext("Ruled out for this visit by the dispatcher"),
    "phone_silent": lazy_gettext("Phone silent: two offers lapsed unheard"),
    "declined": lazy_gettext("Said no to this visit"),
    "pinned_elsewhere": lazy_gettext("The visit is pinned to another engineer"),
    "frozen_elsewhere": lazy_gettext("Another engineer is on site or about to arrive"),
    "other_provider": lazy_gettext("The visit belongs to another service provider"),
    "other_territory": lazy_gettext("Belongs to another territory"),
    "route_full": lazy_gettext("The day is full"),
}

CHANNELS: Mapping[str, LazyString] = {
    "phone": lazy_gettext("Hotline"),
    "portal": lazy_gettext("Portal"),
    "qr": lazy_gettext("QR code on the machine"),
    "integration": lazy_gettext("Integration"),
    "email": lazy_gettext("E-mail"),
    "chat": lazy_gettext("Online service"),
}

HOWS: Mapping[str, LazyString] = {
    "telephone": lazy_gettext("by telephone"),
    "remote": lazy_gettext("by remote access"),
    "video": lazy_gettext("by video call"),
    "chat": lazy_gettext("by chat"),
    "email": lazy_gettext("by e-mail"),
}


ENQUIRIES_SHOWN: Mapping[str, LazyString] = {
    "open": lazy_gettext("Open"),
    "overdue": lazy_gettext("Overdue"),
    "answered": lazy_gettext("Answered"),
}

GOES_BY: Mapping[str, LazyString] = {
    "notice": lazy_gettext("The customer gets the answer by message."),
    "account": lazy_gettext("The customer reads the answer in their own account; no message is sent."),
    "email_only": lazy_gettext("No message can reach who asked, and no number is on record: write e-mail."),
    "call_back": lazy_gettext("No message can reach who asked: call back with the answer."),
}

LIKENESS: Mapping[str, LazyString] = {
    "number": lazy_gettext("same telephone number"),
    "name_and_place": lazy_gettext("same name at the same place"),
    "similar_name_and_place": lazy_gettext("nearly the same name at the same place"),
    "name": lazy_gettext("same name"),
    "place": lazy_gettext("perhaps: the same place"),
    "local_number": lazy_gettext("perhaps: the same number, said without its area code"),
    "switchboard": lazy_gettext("perhaps: the same switchboard, but another extension"),
}

ENDED = (RequestState.RESOLVED, RequestState.FOLLOWED_UP, RequestState.CLOSED)
"""States of a request whose problem is taken for solved."""

STEPS: tuple[LazyString, ...] = (
    lazy_gettext("Request received"),
    lazy_gettext("Engineer assigned"),
    lazy_gettext("On the way"),
    lazy_gettext("On site"),
    lazy_gettext("Done"),
)
"""What a customer can tell apart of a visit's states, in order."""


def refusal(reason: Mapping[str, Any]) -> str:
    """Put a refusal `{code, has, needs, name_en, name_zh}` into words; unknown codes show as they are."""
    text = word(REFUSALS, str(reason.get("code", "")))
    needs = str(reason.get("needs"))
    called = named(str(reason.get("name_en") or needs), str(reason.get("name_zh") or needs))
    return text % {"has": reason.get("has"), "needs": called} if "%(" in text else text
