"""The registers that have pages: one declaration each, in the order in which they are shown."""

from __future__ import annotations

from app.registers.pages import declaration
from app.registers.pages.declared import catalogue, depots, named, people, places, territories

DECLARED = declaration.of(
    (
        places.CUSTOMERS,
        places.SITES,
        places.ASSETS,
        places.CONTRACTS,
        territories.TERRITORIES,
        people.PROVIDERS,
        depots.DEPOTS,
        people.ENGINEERS,
        named.NAMED_ENGINEERS,
        people.SKILLS,
        catalogue.FAULT_TYPES,
        catalogue.PARTS,
        catalogue.CHARGE_KINDS,
    )
)

PAGED_ELSEWHERE = {"calendar_day": "calendars", "shift": "rosters"}
"""Registers whose rows only mean something beside each other, and the page that shows them so."""
