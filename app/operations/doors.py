"""The doors of this room: the ledger's checks, metrics, and what is set."""

from __future__ import annotations

from app.kernel.phrases import Phrase
from app.operations.access import ACCESS
from app.operations.api import ledger
from app.operations.pages import metrics, settings
from app.web.doors import Doors, SetUpPage

DOORS = Doors(
    access=ACCESS,
    blueprints=(ledger.blp, metrics.blueprint()),
    pages=(settings,),
    set_up=(
        SetUpPage(
            "settings",
            Phrase("Settings"),
            Phrase("What is set for this installation and each territory"),
            60,
        ),
    ),
)
