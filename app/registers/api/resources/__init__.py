"""The office's registers over HTTP: one line for each resource, which the pages show as well."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.registers.api.resources import catalogue, depots, named, papers, people, places, territories
from app.registers.api.resources.factory import Resource, resource
from app.registers.reads.doubles import doubles_of

if TYPE_CHECKING:
    from app.kernel import UnitOfWork
    from app.web.api import Blueprint


def _note_doubles(uow: UnitOfWork, row: Any) -> None:
    row.likely_doubles = doubles_of(uow, row)


_ALL = (
    Resource(
        "customers",
        "customer",
        places.CustomerRecord,
        places.CustomerFilter,
        "Who asks for repair",
        note=_note_doubles,
    ),
    Resource("sites", "site", places.SiteRecord, places.SiteFilter, "Places where machines stand"),
    Resource("assets", "asset", places.AssetRecord, places.AssetFilter, "Machines"),
    Resource("contracts", "contract", places.ContractRecord, places.ContractFilter, "What was promised"),
    Resource(
        "calendar-days",
        "calendar_day",
        places.CalendarDayRecord,
        places.CalendarDayFilter,
        "Dates on which coverage hours differ",
    ),
    Resource(
        "territories",
        "territory",
        territories.TerritoryRecord,
        territories.TerritoryFilter,
        "Areas that are planned as one",
    ),
    Resource("engineers", "engineer", people.EngineerRecord, people.EngineerFilter, "Who makes the visits"),
    Resource("skills", "skill", people.SkillRecord, people.SkillFilter, "What engineers can repair"),
    Resource("shifts", "shift", people.ShiftRecord, people.ShiftFilter, "When engineers are on duty"),
    Resource("leaves", "leave", people.LeaveRecord, people.LeaveFilter, "When engineers are away"),
    Resource("providers", "provider", people.ProviderRecord, people.ProviderFilter, "Partner companies"),
    Resource(
        "depots",
        "depot",
        depots.DepotRecord,
        depots.DepotFilter,
        "Where engineers fetch parts and the five ones",
    ),
    Resource(
        "certificate-kinds",
        "certificate_kind",
        papers.CertificateKindRecord,
        papers.CertificateKindFilter,
        "Which certificates there are",
    ),
    Resource(
        "certificates",
        "certificate",
        papers.CertificateRecord,
        papers.CertificateFilter,
        "What engineers are certified for",
    ),
    Resource(
        "named-engineers",
        "named_engineer",
        named.NamedEngineerRecord,
        named.NamedEngineerFilter,
        "Who is preferred, required or excluded where",
    ),
    *catalogue.RESOURCES,
)

RESOURCES = {one.name: one for one in _ALL}
"""By the register's name."""


def blueprints() -> list[Blueprint]:
    """Return one blueprint for each register."""
    return [
        catalogue.catalogue(one, one.typed)
        if one.typed
        else resource(one.plural, one.name, one.body, one.filters, one.about, one.note)
        for one in _ALL
    ]
