"""The registers that have pages: one declaration each, in the order in which they are shown."""

from __future__ import annotations

from app.registers.pages import declaration
from app.registers.pages.declared import catalogue, depots, named, papers, people, places, territories

OWN = declaration.of(
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
        papers.CERTIFICATE_KINDS,
        papers.CERTIFICATES,
        catalogue.FAULT_TYPES,
        catalogue.PARTS,
        catalogue.CHARGE_KINDS,
    )
)

DECLARED: dict[str, declaration.Declared] = dict(OWN)
"""With those that upper rooms bring (`app.registers.pages.registers.Brought`)."""

PAGED_ELSEWHERE = {"calendar_day": "calendars", "shift": "rosters"}
"""Registers whose rows only mean something beside each other, and the page that shows them so."""
