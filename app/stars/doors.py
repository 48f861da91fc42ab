"""The doors of this room: engineers compared, and what stands behind each figure."""

from __future__ import annotations

from app.kernel.phrases import Phrase
from app.stars.access import ACCESS
from app.stars.pages import comparison
from app.web.doors import Doors, MenuEntry

DOORS = Doors(
    access=ACCESS,
    pages=(comparison,),
    menu=(MenuEntry("stars", Phrase("Engineers compared"), 82),),
)
