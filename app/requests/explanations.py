"""What each kind of problem of requests and their tracking links means, and what to do about it."""

from __future__ import annotations

from app.kernel.phrases import Phrase
from app.web.pages.explanations import Explanation

EXPLANATIONS = {
    "link-read-only": Explanation(
        Phrase("This link only shows"),
        Phrase("It was copied by the office or a partner, so it neither confirms nor grades."),
        Phrase("Open the link that was sent to the contact on record, or have it sent again."),
    ),
    "appointment-refused": Explanation(
        Phrase("No later hour can be agreed"),
        Phrase("A later hour is agreed before the promise falls due, and before an engineer is on the way."),
        Phrase("The visit stays as promised. Call it off if nobody can let the engineer in."),
    ),
    "not-amendable": Explanation(
        Phrase("Cannot be amended any more"),
        Phrase(
            "A request that is over stays as it is. Once an engineer was on site, description and machine"
            " stand in the record that is signed."
        ),
        Phrase("Write a note instead; it stands in the history."),
    ),
    "illegal-transition": Explanation(
        Phrase("Not the next step"),
        Phrase("A request or visit cannot go from its present state to the wanted one."),
        Phrase("Look at its present state and choose a step that follows from it."),
    ),
}
