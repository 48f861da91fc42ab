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
    "invitation-over": Explanation(
        Phrase("This link is used up"),
        Phrase("An invitation sets a password once, within seven days, and a newer one ends it."),
        Phrase("If you have set your password, sign in. Otherwise ask your administrator for a new link."),
    ),
    "nobody-left": Explanation(
        Phrase("Nobody else could administer"),
        Phrase("This account is the only one with a password that may manage accounts."),
        Phrase("Give another person the role Administrator, and wait until that person has signed in."),
    ),
}
