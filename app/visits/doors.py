"""The doors of this room: what came of visits."""

from __future__ import annotations

from app.visits.access import ACCESS
from app.visits.api import charges, claims, endings, reviews
from app.visits.explanations import EXPLANATIONS
from app.visits.pages import charges as charges_pages
from app.web.doors import Doors

DOORS = Doors(
    access=ACCESS,
    blueprints=(endings.blp, reviews.blp, claims.blp, charges.blp),
    pages=(charges_pages,),
    explanations=EXPLANATIONS,
)
