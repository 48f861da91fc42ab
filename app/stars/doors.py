"""The doors of this room: engineers compared, and what stands behind each figure."""

from __future__ import annotations

from app.stars.access import ACCESS
from app.stars.api import declarations as declarations_api
from app.stars.api import facts as facts_api
from app.stars.explanations import EXPLANATIONS
from app.stars.pages import comparison, declarations, facts
from app.web.doors import Doors

DOORS = Doors(
    access=ACCESS,
    blueprints=(facts_api.blp, declarations_api.blp),
    pages=(comparison, facts, declarations),
    explanations=EXPLANATIONS,
)
