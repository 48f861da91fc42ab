"""The registers of the office: customers and their places, people, price lists, calendars."""

from __future__ import annotations

from app.registers.tables.contracts import CalendarDay, Contract
from app.registers.tables.depots import Depot
from app.registers.tables.external_ids import HasExternalId
from app.registers.tables.import_runs import ImportDraft, ImportMapping, ImportRun
from app.registers.tables.named import NamedAs, NamedEngineer
from app.registers.tables.numbers import HasContactNumbers, HasNumbers, PhoneKey
from app.registers.tables.papers import Certificate, CertificateKind
from app.registers.tables.people import Engineer, FaultType, Leave, Provider, Shift, Skill, engineer_skills
from app.registers.tables.places import Asset, Customer, Site
from app.registers.tables.prices import MOST_CENTS, ChargeKind, Part
from app.registers.tables.searching import Searched, SearchText, found_by
from app.registers.tables.stars_held import StarsFrom, StarsHeld
from app.registers.tables.territories import AUTO_CALENDAR, DAY_S, NO_CALENDAR, TERRITORY_CALENDAR, Territory

__all__ = [
    "AUTO_CALENDAR",
    "DAY_S",
    "MOST_CENTS",
    "NO_CALENDAR",
    "TERRITORY_CALENDAR",
    "Asset",
    "CalendarDay",
    "Certificate",
    "CertificateKind",
    "ChargeKind",
    "Contract",
    "Customer",
    "Depot",
    "Engineer",
    "FaultType",
    "HasContactNumbers",
    "HasExternalId",
    "HasNumbers",
    "ImportDraft",
    "ImportMapping",
    "ImportRun",
    "Leave",
    "NamedAs",
    "NamedEngineer",
    "Part",
    "PhoneKey",
    "Provider",
    "SearchText",
    "Searched",
    "Shift",
    "Site",
    "Skill",
    "StarsFrom",
    "StarsHeld",
    "Territory",
    "engineer_skills",
    "found_by",
]
