"""What each kind of problem of phones' messages means, and what to do about it."""

from __future__ import annotations

from flask_babel import lazy_gettext

from app.web.pages.explanations import Explanation

EXPLANATIONS = {
    "event-id-reused": Explanation(
        lazy_gettext("Event sent twice with different content"),
        lazy_gettext("A phone used an event's id again with another body."),
        lazy_gettext("Give every event its own id; repeat an event only with the very same body."),
    ),
}
