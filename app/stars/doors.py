"""The doors of this room: engineers compared, and what stands behind each figure."""

from __future__ import annotations

from app.stars.access import ACCESS
from app.stars.pages import comparison, facts
from app.web.doors import Doors

DOORS = Doors(
    access=ACCESS,
    pages=(comparison, facts),
)
