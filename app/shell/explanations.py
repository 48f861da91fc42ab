"""What each kind of problem of live streams means, and what to do about it."""

from __future__ import annotations

from flask_babel import lazy_gettext

from app.web.pages.explanations import Explanation

EXPLANATIONS = {
    "stream-full": Explanation(
        lazy_gettext("Too many live connections"),
        lazy_gettext("This server, or this account, has as many streams of events open as it may."),
        lazy_gettext(
            "Ask for events at intervals instead, or come back after the time that the answer names."
        ),
    ),
}
