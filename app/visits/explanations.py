"""What each kind of problem of work on a visit, and of deciding about it, means, and what to do about it."""

from __future__ import annotations

from app.kernel.phrases import Phrase
from app.web.pages.explanations import Explanation

EXPLANATIONS = {
    "five-ones-missing": Explanation(
        Phrase("The five ones are not complete"),
        Phrase("An engineer leaves for a visit only with the whole set checked off."),
        Phrase("Check off what the problem names: shoe covers, cloth, mat, strap, supervision card."),
    ),
    "checklist-incomplete": Explanation(
        Phrase("The checklist is not complete"),
        Phrase("Answers that the visit requires are missing; the problem lists them."),
        Phrase("Answer them, then complete the visit."),
    ),
    "signature-missing": Explanation(
        Phrase("A signature is missing"),
        Phrase("A visit ends with a valid signature of the engineer and of the customer."),
        Phrase("Collect the signature of each role that the problem names."),
    ),
    "record-changed": Explanation(
        Phrase("The record changed"),
        Phrase("What was signed is not what the record says now, so the signature would not count."),
        Phrase("Show the record as it is now, and sign again."),
    ),
    "charge-decided": Explanation(
        Phrase("Decided already"),
        Phrase("This charge waits no more: somebody decided, or the engineer changed it."),
        Phrase("Look at the bill as it is now."),
    ),
    "not-assigned": Explanation(
        Phrase("Nobody has this visit"),
        Phrase("The step is for a visit that an engineer has."),
        Phrase("Assign an engineer first."),
    ),
    "not-ready": Explanation(
        Phrase("Too early for that"),
        Phrase("The visit has not come to the point where this can be done."),
        Phrase("Wait until the engineer has reported it, then try again."),
    ),
    "photo-refused": Explanation(
        Phrase("The photo was not taken"),
        Phrase("Its bytes do not fit what was announced: size, type or hash."),
        Phrase("Announce the photo again and send all of its bytes."),
    ),
    "visit-over": Explanation(
        Phrase("The visit has ended"),
        Phrase("Nothing can be arranged for it any more."),
        Phrase("If the problem is still there, ask for a return visit."),
    ),
    "already-decided": Explanation(
        Phrase("Somebody has decided about it"),
        Phrase("Another dispatcher decided about this message; the problem says who, when and how."),
        Phrase("Leave it at that, or talk to each other."),
    ),
    "not-applicable": Explanation(
        Phrase("It cannot be applied as things are"),
        Phrase("The state of the visit does not allow what the message says; the problem names why."),
        Phrase("Change the visit first, attach the evidence elsewhere, or set the message aside."),
    ),
    "not-attachable": Explanation(
        Phrase("It cannot be attached there"),
        Phrase("Only evidence is attached, to a visit of the same engineer or the same request."),
        Phrase("Choose another visit, or set the message aside."),
    ),
}
