"""What each kind of problem of complaints means, and what to do about it."""

from __future__ import annotations

from app.kernel.phrases import Phrase
from app.web.pages.explanations import Explanation

EXPLANATIONS = {
    "visit-under-way": Explanation(
        Phrase("Somebody comes already"),
        Phrase("The request is open, with a visit that is still to be made."),
        Phrase("Tell the customer when, and note on the complaint what was said."),
    ),
    "own-complaint": Explanation(
        Phrase("You are a party to this complaint"),
        Phrase("Whoever was complained about does not decide on the complaint."),
        Phrase("Ask another manager to decide."),
    ),
    "other-teams-complaint": Explanation(
        Phrase("Another team's complaint"),
        Phrase("The complaint is of a territory where you manage no team."),
        Phrase("Leave it to a manager of that territory, or to an administrator."),
    ),
}
