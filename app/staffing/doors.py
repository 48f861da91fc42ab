"""The doors of this room: how many engineers are needed, as a page, as files and over HTTP."""

from __future__ import annotations

from app.kernel.phrases import Phrase
from app.staffing.access import ACCESS
from app.staffing.api import staffing as api
from app.staffing.pages import staffing as pages
from app.web.doors import PEOPLE, Doors, MenuEntry

DOORS = Doors(
    access=ACCESS,
    blueprints=(api.blp,),
    pages=(pages,),
    menu=(MenuEntry("staffing", Phrase("Staffing"), 57, group=PEOPLE),),
)
