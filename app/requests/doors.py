"""The doors of this room: pages that change requests."""

from __future__ import annotations

from app.requests.access import ACCESS
from app.requests.explanations import EXPLANATIONS
from app.requests.pages import follow_ups, promise_changes
from app.web.doors import Doors

DOORS = Doors(
    access=ACCESS,
    pages=(follow_ups, promise_changes),
    explanations=EXPLANATIONS,
)
