"""What each kind of problem of phones' messages means, and what to do about it."""

from __future__ import annotations

from app.kernel.phrases import Phrase
from app.web.pages.explanations import Explanation

EXPLANATIONS = {
    "event-id-reused": Explanation(
        Phrase("Event sent twice with different content"),
        Phrase("A phone used an event's id again with another body."),
        Phrase("Give every event its own id; repeat an event only with the very same body."),
    ),
}
