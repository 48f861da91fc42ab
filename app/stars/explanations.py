"""What each kind of problem of grades means, and what to do about it."""

from __future__ import annotations

from app.kernel.phrases import Phrase
from app.web.pages.explanations import Explanation

EXPLANATIONS = {
    "own-edit": Explanation(
        Phrase("A second person publishes"),
        Phrase("Whoever wrote a draft does not publish it; a second person does."),
        Phrase("Ask a manager or administrator who wrote nothing of this draft."),
    ),
}
