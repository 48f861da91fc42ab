"""The doors of this room: scorecards, the visits behind their figures, files."""

from __future__ import annotations

from app.scorecards.access import ACCESS
from app.scorecards.api import cards as cards_api
from app.scorecards.api import visits as visits_api
from app.scorecards.pages import behind, cards, complaints, costs, files, ratings, scheduled
from app.web.doors import Doors

DOORS = Doors(
    access=ACCESS,
    blueprints=(cards_api.blp, visits_api.blp),
    pages=(cards, behind, costs, files, complaints, ratings, scheduled),
)
