"""The doors of this room: what a customer does behind a tracking link."""

from __future__ import annotations

from app.portal.access import ACCESS
from app.portal.api import tracking
from app.portal.explanations import EXPLANATIONS
from app.portal.pages import handed_over
from app.portal.pages import tracking as tracking_pages
from app.web.doors import Doors

DOORS = Doors(
    access=ACCESS,
    blueprints=(tracking.blp,),
    pages=(tracking_pages, handed_over),
    explanations=EXPLANATIONS,
)
