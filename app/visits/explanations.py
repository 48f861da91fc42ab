"""What each kind of problem of work on a visit, and of deciding about it, means, and what to do about it."""

from __future__ import annotations

from flask_babel import lazy_gettext

from app.web.pages.explanations import Explanation

EXPLANATIONS = {
    "five-ones-missing": Explanation(
        lazy_gettext("The five ones are not complete"),
        lazy_gettext("An engineer leaves for a visit only with the whole set checked off."),
        lazy_gettext("Check off what the problem names: shoe covers, cloth, mat, strap, supervision card."),
    ),
    "checklist-incomplete": Explanation(
        lazy_gettext("The checklist is not complete"),
        lazy_gettext("Answers that the visit requires are missing; the problem lists them."),
        lazy_gettext("Answer them, then complete the visit."),
    ),
    "signature-missing": Explanation(
        lazy_gettext("A signature is missing"),
        lazy_gettext("A visit ends with a valid signature of the engineer and of the customer."),
        lazy_gettext("Collect the signature of each role that the problem names."),
    ),
    "record-changed": Explanation(
        lazy_gettext("The record changed"),
        lazy_gettext("What was signed is not what the record says now, so the signature would not count."),
        lazy_gettext("Show the record as it is now, and sign again."),
    ),
    "charge-decided": Explanation(
        lazy_gettext("Decided already"),
        lazy_gettext("This charge waits no more: somebody decided, or the engineer changed it."),
        lazy_gettext("Look at the bill as it is now."),
    ),
    "not-assigned": Explanation(
        lazy_gettext("Nobody has this visit"),
        lazy_gettext("The step is for a visit that an engineer has."),
        lazy_gettext("Assign an engineer first."),
    ),
    "not-ready": Explanation(
        lazy_gettext("Too early for that"),
        lazy_gettext("The visit has not come to the point where this can be done."),
        lazy_gettext("Wait until the engineer has reported it, then try again."),
    ),
    "photo-refused": Explanation(
        lazy_gettext("The photo was not taken"),
        lazy_gettext("Its bytes do not fit what was announced: size, type or hash."),
        lazy_gettext("Announce the photo again and send all of its bytes."),
    ),
    "visit-over": Explanation(
        lazy_gettext("The visit has ended"),
        lazy_gettext("Nothing can be arranged for it any more."),
        lazy_gettext("If the problem is still there, ask for a return visit."),
    ),
    "already-decided": Explanation(
        lazy_gettext("Somebody has decided about it"),
        lazy_gettext("Another dispatcher decided about this message; the problem says who, when and how."),
        lazy_gettext("Leave it at that, or talk to each other."),
    ),
    "not-applicable": Explanation(
        lazy_gettext("It cannot be applied as things are"),
        lazy_gettext("The state of the visit does not allow what the message says; the problem names why."),
        lazy_gettext("Change the visit first, attach the evidence elsewhere, or set the message aside."),
    ),
    "not-attachable": Explanation(
        lazy_gettext("It cannot be attached there"),
        lazy_gettext("Only evidence is attached, to a visit of the same engineer or the same request."),
        lazy_gettext("Choose another visit, or set the message aside."),
    ),
}
