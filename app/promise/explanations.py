"""What each kind of problem of alerts and their rescues means, and what to do about it."""

from __future__ import annotations

from flask_babel import lazy_gettext

from app.web.pages.explanations import Explanation

EXPLANATIONS = {
    "alert-over": Explanation(
        lazy_gettext("The alert is over"),
        lazy_gettext("What it warned of is no longer so, or the promise is settled."),
        lazy_gettext("Nothing is left to be done about it."),
    ),
    "already-acknowledged": Explanation(
        lazy_gettext("Somebody has it on already"),
        lazy_gettext("Another dispatcher acknowledged this alert; the problem says who and when."),
        lazy_gettext("Leave it to that person, or talk to each other."),
    ),
    "rescue-stale": Explanation(
        lazy_gettext("The rescue does not hold any more"),
        lazy_gettext("The visit or the engineer moved after it was prepared; nothing was changed."),
        lazy_gettext("Look at the one that was prepared anew, and apply that."),
    ),
}
