"""The doors of this room: `/mobile/v1`."""

from __future__ import annotations

from app.web.doors import Doors
from mobile_api import card, engineer, exams, figures, grades, leave, photos, reading, swaps, sync, visits
from mobile_api.access import ACCESS

DOORS = Doors(
    access=ACCESS,
    blueprints=(
        engineer.blp,
        card.blp,
        reading.blp,
        visits.blp,
        photos.blp,
        sync.blp,
        exams.blp,
        figures.blp,
        grades.blp,
        leave.blp,
        swaps.blp,
    ),
)
