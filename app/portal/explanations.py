"""What each kind of problem of what a customer does behind a tracking link means, and what to do about it."""

from __future__ import annotations

from flask_babel import lazy_gettext

from app.web.pages.explanations import Explanation

EXPLANATIONS = {
    "already-rated": Explanation(
        lazy_gettext("Rated already"),
        lazy_gettext("A visit has one rating, and it was given."),
        lazy_gettext("The first rating stands; nothing more is needed."),
    ),
    "signature-void": Explanation(
        lazy_gettext("A signature is void"),
        lazy_gettext("The visit's record changed after it was signed, so the signature stands no more."),
        lazy_gettext("Read what changed and the amount as it is now. Confirm knowingly, or call us."),
    ),
}
