"""What each kind of problem of signing in means, and what to do about it."""

from __future__ import annotations

from flask_babel import lazy_gettext

from app.web.pages.explanations import Explanation

EXPLANATIONS = {
    "sign-in-delayed": Explanation(
        lazy_gettext("Too many wrong passwords"),
        lazy_gettext("The password was wrong several times from here. Other places are not affected."),
        lazy_gettext("Wait as long as the header Retry-After says, then try again with the right password."),
    ),
}
