"""What each kind of problem of this room means, and what to do about it."""

from __future__ import annotations

from app.kernel.phrases import Phrase
from app.web.pages.explanations import Explanation

EXPLANATIONS = {
    "own-reward-rules": Explanation(
        Phrase("A second person publishes the rules"),
        Phrase("You wrote some of this draft."),
        Phrase("Ask another manager or administrator to publish it."),
    ),
    "own-reward": Explanation(
        Phrase("Somebody else decides this"),
        Phrase("It is about yourself, or it was you who decided it."),
        Phrase("Ask another manager."),
    ),
    "reward-not-open": Explanation(
        Phrase("The proposal is in no state for this"),
        Phrase("Somebody decided or answered meanwhile, or nobody has decided yet. Nothing was written."),
        Phrase("Reload the page and look at where it stands."),
    ),
}
