"""What each kind of problem of arriving means, and what to do about it."""

from __future__ import annotations

from app.kernel.phrases import Phrase
from app.web.pages.explanations import Explanation

EXPLANATIONS = {
    "arrival-code-wrong": Explanation(
        Phrase("The arrival code is wrong"),
        Phrase("The four digits are not those on the customer's tracking page."),
        Phrase("Ask the customer to read the code again; attempts are limited."),
    ),
    "arrival-code-locked": Explanation(
        Phrase("The arrival code is locked"),
        Phrase("It was entered wrong too often."),
        Phrase("The customer confirms the arrival on the tracking page; that unlocks it."),
    ),
    "no-useful-position": Explanation(
        Phrase("No useful position"),
        Phrase("The arrival came without a position, or with one too poor to tell where the phone is."),
        Phrase("Wait for a better position. If there is none, say why and give the customer's code."),
    ),
    "not-arrived": Explanation(
        Phrase("Nobody has arrived"),
        Phrase("No arrival was reported for this visit, so there is none to settle."),
        Phrase("Wait for the engineer's phone, or correct the promise if it never will."),
    ),
    "already-settled": Explanation(
        Phrase("The arrival is settled"),
        Phrase("The customer or a colleague has said so already, and only a manager may decide otherwise."),
        Phrase("Ask a manager, and give the reason."),
    ),
    "outside-geofence": Explanation(
        Phrase("Not at the site"),
        Phrase("The phone's position is further from the site than an arrival allows."),
        Phrase("Arrive when you are at the door. If the site's point is wrong, call the dispatcher."),
    ),
}
