"""What each kind of problem of placing visits and offering them means, and what to do about it."""

from __future__ import annotations

from flask_babel import lazy_gettext

from app.web.pages.explanations import Explanation

EXPLANATIONS = {
    "visit-frozen": Explanation(
        lazy_gettext("The visit is frozen"),
        lazy_gettext("The engineer is on site or about to arrive, and is not moved any more."),
        lazy_gettext("Let the visit run. If it cannot, the engineer ends it with a reason."),
    ),
    "ineligible": Explanation(
        lazy_gettext("This engineer may not come"),
        lazy_gettext("A rule speaks against it: skill, stars, shift, or an exclusion."),
        lazy_gettext("Choose a candidate without refusals, or lift what stands against this one."),
    ),
    "offer-gone": Explanation(
        lazy_gettext("The offer is gone"),
        lazy_gettext("The visit is not, or no longer, this engineer's to answer for."),
        lazy_gettext("Look at the itinerary as it is now."),
    ),
}
