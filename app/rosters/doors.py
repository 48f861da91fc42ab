"""The doors of this room: rosters over HTTP, and their pages."""

from __future__ import annotations

from app.kernel.phrases import Phrase
from app.rosters.access import ACCESS
from app.rosters.api import acts, patterns, rosters
from app.rosters.explanations import EXPLANATIONS
from app.rosters.pages import acts as acts_pages
from app.rosters.pages import leaves, on_call, shifts
from app.rosters.pages import patterns as patterns_pages
from app.rosters.pages import rosters as rosters_pages
from app.web.doors import PEOPLE, Doors, MenuEntry

DOORS = Doors(
    access=ACCESS,
    blueprints=(rosters.blp, acts.blp, patterns.blueprint()),
    pages=(rosters_pages, on_call, shifts, leaves, acts_pages, patterns_pages),
    menu=(MenuEntry("rosters", Phrase("Rosters"), 55, group=PEOPLE),),
    explanations=EXPLANATIONS,
)
