"""The doors of this room: engineers' cards and portraits."""

from __future__ import annotations

from app.cards.access import ACCESS
from app.cards.api import engineer_papers
from app.cards.pages import cards
from app.web.doors import Doors

DOORS = Doors(
    access=ACCESS,
    blueprints=(engineer_papers.blp,),
    pages=(cards,),
)
