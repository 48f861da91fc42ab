"""The doors of this room."""

from __future__ import annotations

from app.checklist_templates.access import ACCESS
from app.checklist_templates.api import templates
from app.checklist_templates.pages import listed, one, trying
from app.kernel.phrases import Phrase
from app.web.doors import Doors, SetUpPage

DOORS = Doors(
    access=ACCESS,
    blueprints=(templates.blp,),
    pages=(listed, one, trying),
    set_up=(
        SetUpPage(
            "checklist_templates",
            Phrase("Checklists"),
            Phrase("What engineers go through on site, in versions"),
            70,
        ),
    ),
)
