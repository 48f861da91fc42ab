"""The doors of this room: the planner, its offers, and its reasons."""

from __future__ import annotations

from app.dispatching.access import ACCESS
from app.dispatching.api import dispatch, offers, reasons
from app.dispatching.explanations import EXPLANATIONS
from app.web.doors import Doors

DOORS = Doors(
    access=ACCESS,
    blueprints=(offers.blp, dispatch.blp, reasons.blp),
    explanations=EXPLANATIONS,
)
