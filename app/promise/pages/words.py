"""The words of the business for people: what the code calls states, stages, causes and refusals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from app.kernel.phrases import Phrase
from app.promise.reads.danger import Cause, Level
from app.promise.rules.complaints import ComplaintRung
from app.requests.rules.lifecycle import OfferState, RequestState, VisitState
from app.requests.rules.minimum import StarsBy
from app.requests.rules.promise import Outcome, Stage
from app.web.pages.i18n import named
from app.web.pages.words import ROLES, actor, as_said, by_link, stars, who, word
from app.web.wording import say

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
    "STARS_BY",
    "STEPS",
    "TAKEN_ON",
    "VISIT_STATES",
    "actor",
    "as_said",
    "by_link",
    "refusal",
    "refusals",
    "stars",
    "who",
    "word",
]

REQUEST_STATES: Mapping[str, Phrase] = {
    RequestState.RECEIVED: Phrase("Received"),
    RequestState.PROMISED: Phrase("Promised"),
    RequestState.IN_PROGRESS: Phrase("In progress"),
    RequestState.RESOLVED: Phrase("Resolved"),
    RequestState.FOLLOWED_UP: Phrase("Followed up"),
    RequestState.CLOSED: Phrase("Closed"),
    RequestState.CANCELLED: Phrase("Cancelled"),
}

VISIT_STATES: Mapping[str, Phrase] = {
    VisitState.PLANNED: Phrase("Planned"),
    VisitState.OFFERED: Phrase("Offered"),
    VisitState.ACCEPTED: Phrase("Accepted"),
    VisitState.EN_ROUTE: Phrase("On the way"),
    VisitState.ON_SITE: Phrase("On site"),
    VisitState.COMPLETED: Phrase("Completed"),
    VisitState.CONFIRMED: Phrase("Confirmed by the customer"),
    VisitState.CANCELLED: Phrase("Cancelled"),
    VisitState.INCOMPLETE: Phrase("Return visit needed"),
}

OFFER_STATES: Mapping[str, Phrase] = {
    OfferState.PENDING: Phrase("Waiting for an answer"),
    OfferState.ACCEPTED: Phrase("Accepted"),
    OfferState.DECLINED: Phrase("Declined"),
    OfferState.EXPIRED: Phrase("No answer in time"),
    OfferState.WITHDRAWN: Phrase("Withdrawn"),
}

OUTCOMES: Mapping[str, Phrase] = {
    Outcome.KEPT_PROVEN: Phrase("kept (proven)"),
    Outcome.KEPT_BY_OFFICE: Phrase("kept (by the office)"),
    Outcome.KEPT_PLAUSIBLE: Phrase("kept (plausible)"),
    Outcome.UNSETTLED: Phrase("unsettled"),
    Outcome.BROKEN: Phrase("broken"),
    Outcome.SOLVED_REMOTELY: Phrase("solved remotely"),
    Outcome.CANCELLED: Phrase("cancelled"),
    Outcome.OPEN: Phrase("not due yet"),
}
HELD: Mapping[str, Phrase] = {
    "unknown_kind": Phrase("The register has no such kind of charge"),
    "inactive_kind": Phrase("This kind is charged no more"),
    "over_limit": Phrase("Above the limit of its kind"),
    "over_quantity": Phrase("More than one visit may have of this part"),
    "after_completion": Phrase("Sent after the visit had ended"),
}
"""Why a charge waits for the office."""

STAGES: Mapping[str, Phrase] = {
    Stage.INTAKE: Phrase("Intake"),
    Stage.ASSIGNMENT: Phrase("Assignment"),
    Stage.ACCEPTANCE: Phrase("Acceptance"),
    Stage.DEPARTURE: Phrase("Departure"),
    Stage.TRAVEL: Phrase("Travel"),
    Stage.ACCESS: Phrase("Access (nobody opened)"),
}

STARS_BY: Mapping[str, Phrase] = {
    StarsBy.REQUEST: Phrase("asked for with this request"),
    StarsBy.CUSTOMER: Phrase("asked for by the customer"),
    StarsBy.CONTRACT: Phrase("asked for by the contract"),
    StarsBy.FAULT: Phrase("asked for by the kind of fault"),
}
"""Whose minimum of stars decided."""

LEVELS: Mapping[str, Phrase] = {
    Level.LATE: Phrase("Late"),
    Level.DANGER: Phrase("In danger"),
    Level.WATCH: Phrase("Watch"),
    Level.STEADY: Phrase("On track"),
    Level.ON_SITE: Phrase("On site"),
    Level.CALL_BACK: Phrase("Call-back due"),
    Level.OVER: Phrase("Finished"),
}

CAUSES: Mapping[str, Phrase] = {
    Cause.BREACHED: Phrase("Nobody on site at the promised time"),
    Cause.CLAIMED: Phrase("Another engineer reports that he went"),
    Cause.UNASSIGNED: Phrase("No engineer yet"),
    Cause.ARRIVAL_DOUBTFUL: Phrase("The arrival is doubtful: settle it"),
    Cause.CODES_WRONG: Phrase("Five wrong arrival codes"),
    Cause.ETA_PAST_DUE: Phrase("Expected after the promised time"),
    Cause.OFF_DUTY: Phrase("Off duty while on the way"),
    Cause.PHONE_SILENT: Phrase("Phone silent"),
    Cause.NOT_ACCEPTED: Phrase("Not accepted yet"),
    Cause.NOT_DEPARTED: Phrase("Accepted, but not on the way"),
    Cause.POSITION_STALE: Phrase("No position for too long"),
    Cause.ENGINEER_GONE: Phrase("On the way or on site, but the account is closed"),
    Cause.OFF_DUTY_ON_SITE: Phrase("On site, but off duty or past the end of the shift"),
    ComplaintRung.NOTED: Phrase("A customer complains"),
    ComplaintRung.OVERDUE: Phrase("A complaint has waited too long"),
    Cause.RETURN_WAITS: Phrase("The return visit is long in coming"),
    Cause.PART_AWAITED: Phrase("The return visit waits for a part"),
    Cause.TIGHT: Phrase("Less than five minutes to spare"),
}

PHONE_KINDS: Mapping[str, Phrase] = {
    "arrive": Phrase("Arrival reported"),
    "confirm_arrival": Phrase("Code given"),
    "incomplete": Phrase("Visit ended"),
    "card": Phrase("Code typed behind the supervision card"),
}

PHONE_STATUSES: Mapping[str, Phrase] = {
    "applied": Phrase("applied"),
    "refused": Phrase("refused"),
    "held": Phrase("held back"),
    "needs_review": Phrase("needs a review"),
    "opened": Phrase("opened the customer's page"),
    "early": Phrase("before the arrival was reported"),
}

TAKEN_ON: Mapping[str, Phrase] = {"rescue applied": Phrase("Rescue applied")}
"""Why an alert was acknowledged, where nobody wrote a reason."""


REFUSALS: Mapping[str, Phrase] = {
    "too_few_stars": Phrase("Has %(has)s of the %(needs)s stars asked for"),
    "missing_skill": Phrase("Lacks the skill %(needs)s"),
    "certificate_expired": Phrase("The certificate for %(needs)s expired on %(has)s"),
    "certificate_missing": Phrase("Has no certificate for %(needs)s, which must not be used without one"),
    "skill_suspended": Phrase("Suspended from the skill %(needs)s"),
    "provider_suspended": Phrase("The service provider is suspended"),
    "shift_over": Phrase("The shift is over before a new visit could begin"),
    "shift_too_short": Phrase("Even as the only visit it would end after the shift"),
    "window_after_shift": Phrase("The visit may begin only after the end of the shift"),
    "busy": Phrase("Busy with other visits until the shift ends"),
    "off_duty": Phrase("Off duty or not available"),
    "on_duty_then": Phrase("On duty at that hour; is planned from two hours before the shift begins"),
    "off_duty_then": Phrase("Not on duty at that hour"),
    "not_arrived": Phrase("Was judged not to have come to this visit"),
    "excluded": Phrase("Ruled out for this visit by the dispatcher"),
    "named_excluded": Phrase("Excluded here by the register of named engineers: %(needs)s"),
    "named_away": Phrase("The register of named engineers requires %(needs)s here, who is not on duty"),
    "named_other": Phrase("The register of named engineers requires %(needs)s here"),
    "phone_silent": Phrase("Phone silent: two offers lapsed unheard"),
    "declined": Phrase("Said no to this visit"),
    "expired": Phrase("Gave no answer to this visit"),
    "taken_back": Phrase("This visit was taken back from the engineer"),
    "pinned_elsewhere": Phrase("The visit is pinned to another engineer"),
    "frozen_elsewhere": Phrase("Another engineer is on site or about to arrive"),
    "other_provider": Phrase("The visit belongs to another service provider"),
    "other_territory": Phrase("Belongs to another territory"),
    "route_full": Phrase("The day is full"),
    "no_point": Phrase("It is not known where it is; say so at the site, and somebody is sent"),
}

CHANNELS: Mapping[str, Phrase] = {
    "phone": Phrase("Hotline"),
    "portal": Phrase("Portal"),
    "qr": Phrase("QR code on the machine"),
    "integration": Phrase("Integration"),
    "email": Phrase("E-mail"),
    "chat": Phrase("Online service"),
}

HOWS: Mapping[str, Phrase] = {
    "telephone": Phrase("by telephone"),
    "remote": Phrase("by remote access"),
    "video": Phrase("by video call"),
    "chat": Phrase("by chat"),
    "email": Phrase("by e-mail"),
}


ENQUIRIES_SHOWN: Mapping[str, Phrase] = {
    "open": Phrase("Open"),
    "overdue": Phrase("Overdue"),
    "answered": Phrase("Answered"),
}

GOES_BY: Mapping[str, Phrase] = {
    "notice": Phrase("The customer gets the answer by message."),
    "account": Phrase("The customer reads the answer in their own account; no message is sent."),
    "email_only": Phrase("No message can reach who asked, and no number is on record: write e-mail."),
    "call_back": Phrase("No message can reach who asked: call back with the answer."),
}

LIKENESS: Mapping[str, Phrase] = {
    "number": Phrase("same telephone number"),
    "name_and_place": Phrase("same name at the same place"),
    "similar_name_and_place": Phrase("nearly the same name at the same place"),
    "name": Phrase("same name"),
    "place": Phrase("perhaps: the same place"),
    "local_number": Phrase("perhaps: the same number, said without its area code"),
    "switchboard": Phrase("perhaps: the same switchboard, but another extension"),
}

ENDED = (RequestState.RESOLVED, RequestState.FOLLOWED_UP, RequestState.CLOSED)
"""States of a request whose problem is taken for solved."""

STEPS: tuple[Phrase, ...] = (
    Phrase("Request received"),
    Phrase("Engineer assigned"),
    Phrase("On the way"),
    Phrase("On site"),
    Phrase("Done"),
)
"""What a customer can tell apart of a visit's states, in order."""


def refusal(reason: Mapping[str, Any]) -> str:
    """Put a refusal `{code, has, needs, name_en, name_zh}` into words; unknown codes show as they are."""
    code = str(reason.get("code", ""))
    needs = str(reason.get("needs") or "")
    called = named(str(reason.get("name_en") or needs), str(reason.get("name_zh") or needs))
    if code not in REFUSALS:
        return word(REFUSALS, code)
    return say(Phrase(REFUSALS[code].id, has=reason.get("has"), needs=called))


def refusals(reasons: Iterable[Mapping[str, Any]]) -> list[str]:
    """Put refusals into words, each sentence once, however many engineers it is true of."""
    return list(dict.fromkeys(refusal(reason) for reason in reasons))


def refusal_alone(code: str) -> str:
    """Put a refusal of which the code alone is kept into words; blank where they would need figures."""
    words = REFUSALS.get(code)
    return say(words) if words is not None and "%" not in words.id else ""
