"""The doors of this room: the ledger's checks, and metrics."""

from __future__ import annotations

from app.operations.access import ACCESS
from app.operations.api import ledger
from app.operations.pages import metrics
from app.web.doors import Doors

DOORS = Doors(
    access=ACCESS,
    blueprints=(ledger.blp, metrics.blueprint()),
)
