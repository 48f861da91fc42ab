"""The doors of this room: the page for whoever is on the line, and the list of calls."""

from __future__ import annotations

from flask_babel import lazy_gettext

from app.hotline.access import ACCESS
from app.hotline.pages import calls, fragments, hotline
from app.hotline.reads.calls import waiting
from app.web.doors import Doors, MenuEntry, Waiting
from app.web.policy import OFFICE

DOORS = Doors(
    access=ACCESS,
    pages=(hotline, fragments, calls),
    menu=(
        MenuEntry("hotline", lazy_gettext("Hotline"), 5),
        MenuEntry("calls", lazy_gettext("Calls"), 65, Waiting(waiting, OFFICE)),
    ),
)
