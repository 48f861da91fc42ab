"""The doors of this room: the registers, their calendars, doubles, and files to import."""

from __future__ import annotations

from app.kernel.phrases import Phrase
from app.registers.access import ACCESS
from app.registers.api import calendars, doubles, imports, resources
from app.registers.explanations import EXPLANATIONS
from app.registers.pages import calendars as calendars_pages
from app.registers.pages import doubles as doubles_pages
from app.registers.pages import import_jobs as import_jobs_pages
from app.registers.pages import imports as imports_pages
from app.registers.pages import registers as registers_pages
from app.registers.pages.declared import OWN
from app.web.doors import Doors, MenuEntry, SetUpPage

_HELD = frozenset({*(one.plural for one in OWN.values() if "certificate" not in one.name), "calendars"})

DOORS = Doors(
    access=ACCESS,
    blueprints=(doubles.blp, imports.blp, *resources.blueprints(), calendars.blp),
    pages=(registers_pages, calendars_pages, doubles_pages, imports_pages, import_jobs_pages),
    fragments=tuple(f"{name}_choices" for name in OWN),
    menu=(MenuEntry("registers", Phrase("Registers"), 40, holds=_HELD),),
    set_up=(
        SetUpPage("calendars", Phrase("Calendars"), Phrase("Holidays and days with other hours"), 80),
        SetUpPage("imports", Phrase("Import from a file"), Phrase("Registers filled from files"), 90),
    ),
    explanations=EXPLANATIONS,
)
