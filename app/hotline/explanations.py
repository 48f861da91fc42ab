"""What each kind of problem of complaints means, and what to do about it."""

from __future__ import annotations

from app.kernel.phrases import Phrase
from app.web.pages.explanations import Explanation

EXPLANATIONS = {
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
