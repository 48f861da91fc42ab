"""What each kind of problem of what a customer does behind a tracking link means, and what to do about it."""

from __future__ import annotations

from app.kernel.phrases import Phrase
from app.web.pages.explanations import Explanation

EXPLANATIONS = {
    "request-ended": Explanation(
        Phrase("The request has ended"),
        Phrase("It is closed or cancelled, so nobody has anything left to confirm or rate."),
        Phrase("Take a new request if the customer still needs help."),
    ),
    "already-rated": Explanation(
        Phrase("Rated already"),
        Phrase("A visit has one rating, and it was given."),
        Phrase("The first rating stands; nothing more is needed."),
    ),
    "signature-void": Explanation(
        Phrase("A signature is void"),
        Phrase("The visit's record changed after it was signed, so the signature stands no more."),
        Phrase("Read what changed and the amount as it is now. Confirm knowingly, or call us."),
    ),
}
