"""The doors of this room: engineers' cards and portraits."""

from __future__ import annotations

from app.cards.access import ACCESS
from app.cards.api import engineer_cards
from app.cards.pages import cards
from app.web.doors import Doors

DOORS = Doors(
    access=ACCESS,
    blueprints=(engineer_cards.blp,),
    pages=(cards,),
)
