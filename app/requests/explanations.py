"""What each kind of problem of requests and their tracking links means, and what to do about it."""

from __future__ import annotations

from flask_babel import lazy_gettext

from app.web.pages.explanations import Explanation

EXPLANATIONS = {
    "link-read-only": Explanation(
        lazy_gettext("This link only shows"),
        lazy_gettext("It was copied by the office or a partner, so it neither confirms nor grades."),
        lazy_gettext("Open the link that was sent to the contact on record, or have it sent again."),
    ),
    "appointment-refused": Explanation(
        lazy_gettext("No later hour can be agreed"),
        lazy_gettext(
            "A later hour is agreed before the promise falls due, and before an engineer is on the way."
        ),
        lazy_gettext("The visit stays as promised. Call it off if nobody can let the engineer in."),
    ),
    "not-amendable": Explanation(
        lazy_gettext("Cannot be amended any more"),
        lazy_gettext(
            "A request that is over stays as it is. Once an engineer was on site, description and machine"
            " stand in the record that is signed."
        ),
        lazy_gettext("Write a note instead; it stands in the history."),
    ),
    "illegal-transition": Explanation(
        lazy_gettext("Not the next step"),
        lazy_gettext("A request or visit cannot go from its present state to the wanted one."),
        lazy_gettext("Look at its present state and choose a step that follows from it."),
    ),
}
