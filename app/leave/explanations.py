"""What each kind of problem of this room means, and what to do about it."""

from __future__ import annotations

from app.kernel.phrases import Phrase
from app.web.pages.explanations import Explanation

EXPLANATIONS = {
    "leave-decided": Explanation(
        Phrase("The request was decided before"),
        Phrase("Somebody approved or refused it, or its engineer withdrew it. Nothing was written."),
        Phrase("Reload the page to see what became of it; ask anew if leave is still needed."),
    ),
    "leave-begun": Explanation(
        Phrase("The leave has begun"),
        Phrase("Leave is withdrawn until it begins. Nothing was written."),
        Phrase("Have the office change the leave on the roster, so that it ends earlier."),
    ),
}
