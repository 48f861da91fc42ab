"""The doors of this room: where engineers were."""

from __future__ import annotations

from app.positions.access import ACCESS
from app.positions.api import engineer_positions
from app.positions.pages import positions
from app.web.doors import Doors

DOORS = Doors(
    access=ACCESS,
    blueprints=(engineer_positions.blp,),
    pages=(positions,),
)
