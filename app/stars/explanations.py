"""What each kind of problem of figures and grades means, and what to do about it."""

from __future__ import annotations

from app.kernel.phrases import Phrase
from app.web.pages.explanations import Explanation

EXPLANATIONS = {
    "declaration-withdrawn": Explanation(
        Phrase("This was withdrawn before"),
        Phrase("Somebody took the declaration back already; its visits count as if it had never been."),
        Phrase("Declare it anew if it should hold after all."),
    ),
    "own-edit": Explanation(
        Phrase("A second person publishes"),
        Phrase("Whoever wrote a draft does not publish it; a second person does."),
        Phrase("Ask a manager or administrator who wrote nothing of this draft."),
    ),
}
