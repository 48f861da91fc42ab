"""What flags and refusals of phone messages say to people, with their figures.

One table for all: a flag is a word that a handler sets; a refusal goes by the name of its class.  Whoever
adds one adds its words here, in both languages (`tests/pages/test_flags.py` finds what is missing).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from app.kernel.phrases import Phrase
from app.phones.tables import PhoneEvent
from app.promise.pages import words
from app.visits.commands.field.judge import snake
from app.visits.commands.field.unfinished import Reason
from app.visits.events import phone
from app.visits.reads.message_facts import NO_FIGURES, Figures, of_problem
from app.web.wording import say

FLAGS: Mapping[str, Phrase] = {
    # where and when
    "outside_geofence": Phrase("outside the fence"),
    "position_missing": Phrase("no position"),
    "position_useless": Phrase("position too poor to say anything"),
    "no_useful_position": Phrase("no position that says where"),
    "arrival_doubtful": Phrase("arrival doubtful: a person settles it"),
    "text_cleaned": Phrase("held characters that are no text; they were replaced"),
    "readings_dropped": Phrase("some positions could not be read and were left out"),
    "code_wrong": Phrase("code wrong"),
    "arrival_code_wrong": Phrase("code wrong"),
    "code_locked": Phrase("code locked after too many wrong ones"),
    "arrival_code_locked": Phrase("code locked after too many wrong ones"),
    "arrival_unconfirmed": Phrase("arrival not confirmed by a code"),
    "record_differs": Phrase("was signed under a record with other times"),
    "must_sign_again": Phrase("has to be signed again"),
    "clock_corrected": Phrase("times differ by the phone's clock alone"),
    "times_by_server": Phrase("shows times as the phone had them; the server's hold"),
    "clock_doubtful": Phrase("time doubtful: the phone's clock jumped or is wrong"),
    "declined_after_yes": Phrase("declined after saying yes"),
    "off_on_the_way": Phrase("went off duty on the way to a visit"),
    "refused_before": Phrase("was refused online before, then sent again as offline"),
    # the set and the work
    "five_ones_missing": Phrase("five ones not complete"),
    "checklist_incomplete": Phrase("checklist not complete"),
    "signature_missing": Phrase("signature missing"),
    "signature_voided": Phrase("made a signature void"),
    "same_drawing": Phrase("same drawing as an earlier signature: ask the customer"),
    "record_changed": Phrase("the record changed after it was shown"),
    "charge_held": Phrase("waits for approval by the office"),
    "charges_waiting": Phrase("charges still waited for approval"),
    "already_withdrawn": Phrase("photo was withdrawn before"),
    "photos_outstanding": Phrase("photos have not all come"),
    "earlier_yes": Phrase("the engineer had said yes before the visit was taken away; that yes counts"),
    "another_visit_open": Phrase("another visit of this engineer was under way"),
    "open_visits": Phrase("this engineer still had open visits"),
    # said before, or overtaken
    "already_accepted": Phrase("had been accepted before"),
    "already_gone": Phrase("had been taken away before"),
    "already_departed": Phrase("was on the way before"),
    "already_on_site": Phrase("was on site before"),
    "already_completed": Phrase("was completed before"),
    "already_announced": Phrase("photo was announced before"),
    "superseded": Phrase("a later word of this phone holds"),
    # what the state said against it
    "offer_gone": Phrase("the offer had ended"),
    "visit_reassigned": Phrase("the visit was somebody else's by then"),
    "visit_cancelled": Phrase("the visit was cancelled"),
    "visit_planned": Phrase("the visit was only planned"),
    "visit_offered": Phrase("the visit was only offered"),
    "visit_accepted": Phrase("the visit was only accepted"),
    "visit_en_route": Phrase("the engineer was still on the way"),
    "visit_on_site": Phrase("the engineer was on site already"),
    "visit_completed": Phrase("the visit was completed already"),
    "visit_confirmed": Phrase("the customer had confirmed the visit already"),
    "visit_moved_on": Phrase("dated before the visit had come so far"),
    "visit_incomplete": Phrase("the visit had ended without a result"),
    "waits_for_acceptance": Phrase("waits for the acceptance"),
    "waits_for_departure": Phrase("waits for the departure"),
    "waits_for_arrival": Phrase("waits for the arrival"),
    "waits_for_photo": Phrase("waits for the photo that it withdraws"),
    "waits_for_checklist": Phrase("waits for answers of the checklist"),
    "waits_for_signatures": Phrase("waits for the signatures"),
    "waits_for_record": Phrase("waits for what the signed record shows"),
    "invalid": Phrase("what it says is not valid"),
    "applied_by_office": Phrase("applied by the office"),
}

MESSAGES: Mapping[str, Phrase] = {
    "accept": Phrase("Acceptance"),
    "decline": Phrase("Refusal of the visit"),
    "depart": Phrase("Departure"),
    "arrive": Phrase("Arrival"),
    "confirm_arrival": Phrase("Arrival code"),
    "answers": Phrase("Checklist answers"),
    "photo": Phrase("Photo"),
    "photo_withdrawn": Phrase("Withdrawal of a photo"),
    "part": Phrase("Part fitted"),
    "charge": Phrase("Charge"),
    "signature": Phrase("Signature"),
    "complete": Phrase("Completion"),
    "incomplete": Phrase("End without a result"),
    "positions": Phrase("Positions"),
    "availability": Phrase("On or off duty"),
}
"""What each kind of message is called."""

OUTCOMES = phone.OUTCOMES
"""What a person made of a message."""

STATUSES: Mapping[str, Phrase] = {
    "applied": Phrase("in effect"),
    "refused": Phrase("refused"),
    "held": Phrase("held back"),
    "needs_review": Phrase("needs a person"),
}
"""What became of a message before a person saw it."""

END_REASONS: Mapping[str, Phrase] = {
    "no_access": Phrase("No access"),
    "part_missing": Phrase("Part missing"),
    "needs_specialist": Phrase("Needs a specialist"),
    "customer_absent": Phrase("Customer absent"),
    "other": Phrase("Other reason"),
    "solved remotely": Phrase("solved without a visit"),
}
"""Why a visit ended without the work done."""

END_CODES = tuple(str(reason) for reason in Reason)
"""The reasons that may be given for ending a visit so."""

VOID_REASONS: Mapping[str, Phrase] = {
    "record_changed": Phrase("what was signed changed"),
    "other_visit": Phrase("it was given for another visit"),
    "signed_record_altered": Phrase("the stored copy of the signed record was altered"),
    "signature_altered": Phrase("the stored signature was altered"),
    "replaced": Phrase("it was signed again"),
}
"""Why a signature stands no more."""

_KM = 1000


def said(flag: str, figures: Figures = NO_FIGURES) -> str:
    """Put a flag into words, with its figure where there is one: `outside the fence by 46.8 km`."""
    text = words.word(FLAGS, flag)
    if flag == "outside_geofence" and figures.beyond_m:
        return say(Phrase("outside the fence by %(distance)s", distance=distance(figures.beyond_m)))
    if flag == "arrival_code_wrong" and figures.attempts_left is not None:
        left = figures.attempts_left
        return say(
            Phrase.counted(
                "%(problem)s, %(num)s attempt left",
                "%(problem)s, %(num)s attempts left",
                num=left,
                problem=text,
            )
        )
    if flag == "signature_missing" and figures.roles:
        roles = say(Phrase(", ")).join(words.word(words.ROLES, role) for role in figures.roles)
        return say(Phrase("%(problem)s: %(what)s", problem=text, what=roles))
    if flag == "five_ones_missing" and figures.missing:
        return say(Phrase("%(problem)s: %(n)s missing", problem=text, n=len(figures.missing)))
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
    return say(Phrase(", ")).join(dict.fromkeys(text for text in told if text))


def distance(metres: float) -> str:
    """Write a distance: metres below a kilometre, kilometres with one decimal from there."""
    if metres < _KM:
        return say(Phrase("%(n)s m", n=round(metres)))
    return say(Phrase("%(n)s km", n=f"{metres / _KM:.1f}"))


def end_reason(text: str | None) -> str:
    """Put a stored `code: note` into words."""
    code, colon, note = (text or "").partition(": ")
    return words.word(END_REASONS, code) + (f"{say(Phrase(': '))}{note}" if colon else "")
