"""What each kind of problem of placing visits and offering them means, and what to do about it."""

from __future__ import annotations

from app.kernel.phrases import Phrase
from app.web.pages.explanations import Explanation

EXPLANATIONS = {
    "visit-frozen": Explanation(
        Phrase("The visit is frozen"),
        Phrase("The engineer is on site or about to arrive, and is not moved any more."),
        Phrase("Let the visit run. If it cannot, the engineer ends it with a reason."),
    ),
    "ineligible": Explanation(
        Phrase("This engineer may not come"),
        Phrase("A rule speaks against it: skill, stars, shift, or an exclusion."),
        Phrase("Choose a candidate without refusals, or lift what stands against this one."),
    ),
    "reason-needed": Explanation(
        Phrase("It needs a reason"),
        Phrase(
            "The customer, site or machine has an entry that keeps this engineer off, or requires another."
        ),
        Phrase("Give the reason with the decision, or change the entry in the register."),
    ),
    "nothing-to-undo": Explanation(
        Phrase("It cannot be undone any more"),
        Phrase("Ten seconds after a decision the engineers are told; another decision may have come, too."),
        Phrase("Look at the request as it is now, and decide anew."),
    ),
    "no-point": Explanation(
        Phrase("The place is not on the map"),
        Phrase("Nobody can be sent before it is known where the site is."),
        Phrase("Set the site's point; the visit is then planned at once."),
    ),
    "engineer-engaged": Explanation(
        Phrase("The engineer has accepted another visit"),
        Phrase("Whoever has said yes to a visit finishes it before the next one."),
        Phrase("Take the other visit back first, or choose somebody else."),
    ),
    "offer-gone": Explanation(
        Phrase("The offer is gone"),
        Phrase("The visit is not, or no longer, this engineer's to answer for."),
        Phrase("Look at the itinerary as it is now."),
    ),
}
