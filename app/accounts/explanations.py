"""What each kind of problem of signing in means, and what to do about it."""

from __future__ import annotations

from app.kernel.phrases import Phrase
from app.web.pages.explanations import Explanation

EXPLANATIONS = {
    "sign-in-delayed": Explanation(
        Phrase("Too many wrong passwords"),
        Phrase("The password was wrong several times from here. Other places are not affected."),
        Phrase("Wait as long as the header Retry-After says, then try again with the right password."),
    ),
}
