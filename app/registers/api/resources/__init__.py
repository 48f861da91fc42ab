"""The office's registers over HTTP: one factory, one line for each resource."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.registers.api.resources import catalogue, people, places, territories
from app.registers.api.resources.factory import resource
from app.registers.reads.doubles import doubles_of

if TYPE_CHECKING:
    from app.kernel import UnitOfWork
    from app.web.api import Blueprint


def _note_doubles(uow: UnitOfWork, row: Any) -> None:
    row.likely_doubles = doubles_of(uow, row)


def blueprints() -> list[Blueprint]:
    """Return one blueprint for each register."""
    return [
        resource(
            "customers",
            "customer",
            places.CustomerRecord,
            places.CustomerFilter,
            "Who asks for repair",
            _note_doubles,
        ),
        resource("sites", "site", places.SiteRecord, places.SiteFilter, "Places where machines stand"),
        resource("assets", "asset", places.AssetRecord, places.AssetFilter, "Machines"),
        resource("contracts", "contract", places.ContractRecord, places.ContractFilter, "What was promised"),
        resource(
            "calendar-days",
            "calendar_day",
            places.CalendarDayRecord,
            places.CalendarDayFilter,
            "Dates on which coverage hours differ",
        ),
        resource(
            "territories",
            "territory",
            territories.TerritoryRecord,
            territories.TerritoryFilter,
            "Areas that are planned as one",
        ),
        resource(
            "engineers", "engineer", people.EngineerRecord, people.EngineerFilter, "Who makes the visits"
        ),
        resource("skills", "skill", people.SkillRecord, people.SkillFilter, "What engineers can repair"),
        resource("shifts", "shift", people.ShiftRecord, people.ShiftFilter, "When engineers are on duty"),
        resource("leaves", "leave", people.LeaveRecord, people.LeaveFilter, "When engineers are away"),
        resource("providers", "provider", people.ProviderRecord, people.ProviderFilter, "Partner companies"),
        *catalogue.blueprints(),
    ]
