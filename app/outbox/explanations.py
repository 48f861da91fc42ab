"""What each kind of problem of telling customers means, and what to do about it."""

from __future__ import annotations

from flask_babel import lazy_gettext

from app.web.pages.explanations import Explanation

EXPLANATIONS = {
    "no-channel": Explanation(
        lazy_gettext("The customer cannot be told"),
        lazy_gettext("No channel to customers is set up, or the contact has no number or address on record."),
        lazy_gettext("Put the contact right, or tell the customer by telephone."),
    ),
}
