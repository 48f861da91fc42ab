"""The doors of this room: none of its own; others' addresses answer with its problems."""

from __future__ import annotations

from app.phones.explanations import EXPLANATIONS
from app.web.doors import Doors

DOORS = Doors(explanations=EXPLANATIONS)
