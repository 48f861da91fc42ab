"""The doors of this room: teams over HTTP, and their pages."""

from __future__ import annotations

from app.kernel.phrases import Phrase
from app.teams.access import ACCESS
from app.teams.api import teams
from app.teams.pages import teams as teams_pages
from app.web.doors import Doors, SetUpPage

DOORS = Doors(
    access=ACCESS,
    blueprints=teams.blueprints(),
    pages=(teams_pages,),
    set_up=(
        SetUpPage(
            "teams", Phrase("Teams"), Phrase("Who manages and dispatches where, and who belongs to whom"), 20
        ),
    ),
)
