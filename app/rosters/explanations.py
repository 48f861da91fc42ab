"""What each kind of problem of rosters means, and what to do about it."""

from __future__ import annotations

from app.kernel.phrases import Phrase
from app.web.pages.explanations import Explanation

EXPLANATIONS = {
    "cannot-undo": Explanation(
        Phrase("This cannot be undone any more"),
        Phrase("The roster was changed since, or a shift has begun. Nothing was taken back."),
        Phrase("Change or remove the shifts one by one, or write the roster again over what stands."),
    ),
    "visits-lose-engineer": Explanation(
        Phrase("Visits would lose their engineer"),
        Phrase("Nobody would be there for open visits, which the answer names. Nothing was written."),
        Phrase("To go on all the same, send it again with the `seen` of the answer; they are planned anew."),
    ),
}
