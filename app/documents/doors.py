"""The doors of this room: the page that verifies a report."""

from __future__ import annotations

from app.documents.access import ACCESS
from app.documents.pages import verify
from app.web.doors import Doors

DOORS = Doors(
    access=ACCESS,
    pages=(verify,),
)
