"""What each kind of problem of alerts and their rescues means, and what to do about it."""

from __future__ import annotations

from app.kernel.phrases import Phrase
from app.web.pages.explanations import Explanation

EXPLANATIONS = {
    "alert-over": Explanation(
        Phrase("The alert is over"),
        Phrase("What it warned of is no longer so, or the promise is settled."),
        Phrase("Nothing is left to be done about it."),
    ),
    "already-acknowledged": Explanation(
        Phrase("Somebody has it on already"),
        Phrase("Another dispatcher acknowledged this alert; the problem says who and when."),
        Phrase("Leave it to that person, or talk to each other."),
    ),
    "rescue-stale": Explanation(
        Phrase("The rescue does not hold any more"),
        Phrase("The visit or the engineer moved after it was prepared; nothing was changed."),
        Phrase("Look at the one that was prepared anew, and apply that."),
    ),
}
