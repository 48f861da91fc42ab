"""The doors of this room: questions of customers and their answers."""

from __future__ import annotations

from app.enquiries.access import ACCESS
from app.enquiries.api import enquiries
from app.enquiries.pages import enquiries as enquiries_pages
from app.enquiries.reads.enquiries import standing, unanswered
from app.kernel.phrases import Phrase
from app.web.doors import Doors, WorkList
from app.web.policy import OFFICE

DOORS = Doors(
    access=ACCESS,
    blueprints=(enquiries.blp,),
    pages=(enquiries_pages,),
    work=(WorkList("enquiries", Phrase("Enquiries"), 50, OFFICE, standing, unanswered),),
)
