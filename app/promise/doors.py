"""The doors of this room: alerts, promises, and the report of kept ones."""

from __future__ import annotations

from app.promise.access import ACCESS
from app.promise.api import alerts, promises, reports
from app.promise.explanations import EXPLANATIONS
from app.web.doors import Doors

DOORS = Doors(
    access=ACCESS,
    blueprints=(alerts.blp, promises.blp, reports.blp),
    explanations=EXPLANATIONS,
)
