"""What each kind of problem of this room means, and what to do about it."""

from __future__ import annotations

from app.kernel.phrases import Phrase
from app.web.pages.explanations import Explanation

EXPLANATIONS = {
    "suspension-lifted": Explanation(
        Phrase("The suspension was lifted before"),
        Phrase("Somebody ended it already. Nothing was written."),
        Phrase("Reload the page; set a new one if it is still needed."),
    ),
}
