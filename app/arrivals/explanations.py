"""What each kind of problem of arriving means, and what to do about it."""

from __future__ import annotations

from flask_babel import lazy_gettext

from app.web.pages.explanations import Explanation

EXPLANATIONS = {
    "arrival-code-wrong": Explanation(
        lazy_gettext("The arrival code is wrong"),
        lazy_gettext("The four digits are not those on the customer's tracking page."),
        lazy_gettext("Ask the customer to read the code again; attempts are limited."),
    ),
    "arrival-code-locked": Explanation(
        lazy_gettext("The arrival code is locked"),
        lazy_gettext("It was entered wrong too often."),
        lazy_gettext("The customer confirms the arrival on the tracking page; that unlocks it."),
    ),
    "no-useful-position": Explanation(
        lazy_gettext("No useful position"),
        lazy_gettext("The arrival came without a position, or with one too poor to tell where the phone is."),
        lazy_gettext("Wait for a better position. If there is none, say why and give the customer's code."),
    ),
    "not-arrived": Explanation(
        lazy_gettext("Nobody has arrived"),
        lazy_gettext("No arrival was reported for this visit, so there is none to settle."),
        lazy_gettext("Wait for the engineer's phone, or correct the promise if it never will."),
    ),
    "already-settled": Explanation(
        lazy_gettext("The arrival is settled"),
        lazy_gettext(
            "The customer or a colleague has said so already, and only a manager may decide otherwise."
        ),
        lazy_gettext("Ask a manager, and give the reason."),
    ),
    "outside-geofence": Explanation(
        lazy_gettext("Not at the site"),
        lazy_gettext("The phone's position is further from the site than an arrival allows."),
        lazy_gettext("Arrive when you are at the door. If the site's point is wrong, call the dispatcher."),
    ),
}
