"""What flags and refusals of phone messages say to people, with their figures.

One table for all: a flag is a word that a handler sets; a refusal goes by the name of its class.  Whoever
adds one adds its words here, in both languages (`tests/pages/test_flags.py` finds what is missing).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import LazyString, gettext, lazy_gettext

from app.phones.tables import PhoneEvent
from app.promise.pages import words
from app.visits.commands.field.judge import snake
from app.visits.commands.field.unfinished import Reason
from app.visits.events import phone
from app.visits.reads.message_facts import NO_FIGURES, Figures, of_problem

FLAGS: Mapping[str, LazyString] = {
    # where and when
    "outside_geofence": lazy_gettext("outside the fence"),
    "position_missing": lazy_gettext("no position"),
    "position_useless": lazy_gettext("position too poor to say anything"),
    "no_useful_position": lazy_gettext("no position that says where"),
    "arrival_doubtful": lazy_gettext("arrival doubtful: a person settles it"),
    "text_cleaned": lazy_gettext("held characters that are no text; they were replaced"),
    "readings_dropped": lazy_gettext("some positions could not be read and were left out"),
    "code_wrong": lazy_gettext("code wrong"),
    "arrival_code_wrong": lazy_gettext("code wrong"),
    "code_locked": lazy_gettext("code locked after too many wrong ones"),
    "arrival_code_locked": lazy_gettext("code locked after too many wrong ones"),
    "arrival_unconfirmed": lazy_gettext("arrival not confirmed by a code"),
    "record_differs": lazy_gettext("was signed under a record with other times"),
    "must_sign_again": lazy_gettext("has to be signed again"),
    "clock_corrected": lazy_gettext("times differ by the phone's clock alone"),
    "times_by_server": lazy_gettext("shows times as the phone had them; the server's hold"),
    "clock_doubtful": lazy_gettext("time doubtful: the phone's clock jumped or is wrong"),
    "declined_after_yes": lazy_gettext("declined after saying yes"),
    "off_on_the_way": lazy_gettext("went off duty on the way to a visit"),
    "refused_before": lazy_gettext("was refused online before, then sent again as offline"),
    # the set and the work
    "five_ones_missing": lazy_gettext("five ones not complete"),
    "checklist_incomplete": lazy_gettext("checklist not complete"),
    "signature_missing": lazy_gettext("signature missing"),
    "signature_voided": lazy_gettext("made a signature void"),
    "same_drawing": lazy_gettext("same drawing as an earlier signature: ask the customer"),
    "record_changed": lazy_gettext("the record changed after it was shown"),
    "charge_held": lazy_gettext("waits for approval by the office"),
    "charges_waiting": lazy_gettext("charges still waited for approval"),
    "already_withdrawn": lazy_gettext("photo was withdrawn before"),
    "photos_outstanding": lazy_gettext("photos have not all come"),
    "another_visit_open": lazy_gettext("another visit of this engineer was under way"),
    "open_visits": lazy_gettext("this engineer still had open visits"),
    # said before, or overtaken
    "already_accepted": lazy_gettext("had been accepted before"),
    "already_gone": lazy_gettext("had been taken away before"),
    "already_departed": lazy_gettext("was on the way before"),
    "already_on_site": lazy_gettext("was on site before"),
    "already_completed": lazy_gettext("was completed before"),
    "already_announced": lazy_gettext("photo was announced before"),
    "superseded": lazy_gettext("a later word of this phone holds"),
    # what the state said against it
    "offer_gone": lazy_gettext("the offer had ended"),
    "visit_reassigned": lazy_gettext("the visit was somebody else's by then"),
    "visit_cancelled": lazy_gettext("the visit was cancelled"),
    "visit_planned": lazy_gettext("the visit was only planned"),
    "visit_offered": lazy_gettext("the visit was only offered"),
    "visit_accepted": lazy_gettext("the visit was only accepted"),
    "visit_en_route": lazy_gettext("the engineer was still on the way"),
    "visit_on_site": lazy_gettext("the engineer was on site already"),
    "visit_completed": lazy_gettext("the visit was completed already"),
    "visit_confirmed": lazy_gettext("the customer had confirmed the visit already"),
    "visit_moved_on": lazy_gettext("dated before the visit had come so far"),
    "visit_incomplete": lazy_gettext("the visit had ended without a result"),
    "waits_for_acceptance": lazy_gettext("waits for the acceptance"),
    "waits_for_departure": lazy_gettext("waits for the departure"),
    "waits_for_arrival": lazy_gettext("waits for the arrival"),
    "waits_for_photo": lazy_gettext("waits for the photo that it withdraws"),
    "waits_for_checklist": lazy_gettext("waits for answers of the checklist"),
    "waits_for_signatures": lazy_gettext("waits for the signatures"),
    "waits_for_record": lazy_gettext("waits for what the signed record shows"),
    "invalid": lazy_gettext("what it says is not valid"),
    "applied_by_office": lazy_gettext("applied by the office"),
}

MESSAGES: Mapping[str, LazyString] = {
    "accept": lazy_gettext("Acceptance"),
    "decline": lazy_gettext("Refusal of the visit"),
    "depart": lazy_gettext("Departure"),
    "arrive": lazy_gettext("Arrival"),
    "confirm_arrival": lazy_gettext("Arrival code"),
    "answers": lazy_gettext("Checklist answers"),
    "photo": lazy_gettext("Photo"),
    "photo_withdrawn": lazy_gettext("Withdrawal of a photo"),
    "part": lazy_gettext("Part fitted"),
    "charge": lazy_gettext("Charge"),
    "signature": lazy_gettext("Signature"),
    "complete": lazy_gettext("Completion"),
    "incomplete": lazy_gettext("End without a result"),
    "positions": lazy_gettext("Positions"),
    "availability": lazy_gettext("On or off duty"),
}
"""What each kind of message is called."""

OUTCOMES: Mapping[str, LazyString] = {
    outcome: lazy_gettext(phrase.id) for outcome, phrase in phone.OUTCOMES.items()
}
"""What a person made of a message."""

STATUSES: Mapping[str, LazyString] = {
    "applied": lazy_gettext("in effect"),
    "refused": lazy_gettext("refused"),
    "held": lazy_gettext("held back"),
    "needs_review": lazy_gettext("needs a person"),
}
"""What became of a message before a person saw it."""

END_REASONS: Mapping[str, LazyString] = {
    "no_access": lazy_gettext("No access"),
    "part_missing": lazy_gettext("Part missing"),
    "needs_specialist": lazy_gettext("Needs a specialist"),
    "customer_absent": lazy_gettext("Customer absent"),
    "other": lazy_gettext("Other reason"),
    "solved remotely": lazy_gettext("solved without a visit"),
}
"""Why a visit ended without the work done."""

END_CODES = tuple(str(reason) for reason in Reason)
"""The reasons that may be given for ending a visit so."""

VOID_REASONS: Mapping[str, LazyString] = {
    "record_changed": lazy_gettext("what was signed changed"),
    "other_visit": lazy_gettext("it was given for another visit"),
    "signed_record_altered": lazy_gettext("the stored copy of the signed record was altered"),
    "signature_altered": lazy_gettext("the stored signature was altered"),
    "replaced": lazy_gettext("it was signed again"),
}
"""Why a signature stands no more."""

_KM = 1000


def said(flag: str, figures: Figures = NO_FIGURES) -> str:
    """Put a flag into words, with its figure where there is one: `outside the fence by 46.8 km`."""
    text = words.word(FLAGS, flag)
    if flag == "outside_geofence" and figures.beyond_m:
        return str(gettext("outside the fence by %(distance)s", distance=distance(figures.beyond_m)))
    if flag == "arrival_code_wrong" and figures.attempts_left is not None:
        return str(gettext("%(problem)s, %(n)s attempts left", problem=text, n=figures.attempts_left))
    if flag == "signature_missing" and figures.roles:
        roles = str(gettext(", ")).join(words.word(words.ROLES, role) for role in figures.roles)
        return str(gettext("%(problem)s: %(what)s", problem=text, what=roles))
    if flag == "five_ones_missing" and figures.missing:
        return str(gettext("%(problem)s: %(n)s missing", problem=text, n=len(figures.missing)))
    return text


def status(event: PhoneEvent) -> str:
    """Say what became of a message, by itself or by a person."""
    if event.review_outcome:
        return words.word(OUTCOMES, event.review_outcome)
    return words.word(STATUSES, event.status)


def said_of(data: Mapping[str, Any], figures: Figures | None = None) -> str:
    """Put all flags and the refusal of a `phone.*` event, or of a stored message, into words."""
    problem = data.get("problem")
    known = figures or of_problem(problem)
    told = [said(str(flag), known) for flag in data.get("flags") or ()]
    if problem:
        told.append(said(snake(str(problem.get("kind", ""))), known))
    return listed(told)


def listed(told: Iterable[str]) -> str:
    """Join what was said, each once."""
    return str(gettext(", ")).join(dict.fromkeys(text for text in told if text))


def distance(metres: float) -> str:
    """Write a distance: metres below a kilometre, kilometres with one decimal from there."""
    if metres < _KM:
        return str(gettext("%(n)s m", n=round(metres)))
    return str(gettext("%(n)s km", n=f"{metres / _KM:.1f}"))


def end_reason(text: str | None) -> str:
    """Put a stored `code: note` into words."""
    code, colon, note = (text or "").partition(": ")
    return words.word(END_REASONS, code) + (f"{gettext(': ')}{note}" if colon else "")
