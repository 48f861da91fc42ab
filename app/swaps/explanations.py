"""What each kind of problem of this room means, and what to do about it."""

from __future__ import annotations

from app.kernel.phrases import Phrase
from app.web.pages.explanations import Explanation

EXPLANATIONS = {
    "swap-answered": Explanation(
        Phrase("The swap was answered before"),
        Phrase("It is over, or the colleague has not accepted it yet. Nothing was written."),
        Phrase("Reload the page to see how it stands."),
    ),
    "swap-not-possible": Explanation(
        Phrase("The shifts cannot be swapped any more"),
        Phrase(
            "The roster has changed since the shift was offered, or the shift has begun. Nothing was written."
        ),
        Phrase("Look at the roster and offer a shift as it stands now; decline or withdraw the old offer."),
    ),
}
