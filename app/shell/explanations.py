"""What each kind of problem of live streams means, and what to do about it."""

from __future__ import annotations

from app.kernel.phrases import Phrase
from app.web.pages.explanations import Explanation

EXPLANATIONS = {
    "stream-full": Explanation(
        Phrase("Too many live connections"),
        Phrase("This server, or this account, has as many streams of events open as it may."),
        Phrase("Ask for events at intervals instead, or come back after the time that the answer names."),
    ),
}
