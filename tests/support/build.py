"""Rows for tests, made with the few facts that a test cares about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.kernel import Principal, Role, UnitOfWork
from app.registers.tables import (
    Asset,
    ChargeKind,
    Contract,
    Customer,
    Engineer,
    FaultType,
    Part,
    Shift,
    Site,
    Skill,
    Territory,
)
from app.requests.tables import ServiceRequest, Visit

SHANGHAI = (31.2304, 121.4737)

_numbers = count(1)


def _versioned(uow: UnitOfWork) -> dict[str, Any]:
    return {"id": uow.new_id(), "created_at": uow.now, "updated_at": uow.now}


def territory(uow: UnitOfWork, **given: Any) -> Territory:
    """An area around the middle of Shanghai."""
    facts = {"code": f"t{next(_numbers)}", "name": "Huangpu"}
    made = Territory(
        **_versioned(uow), **{**facts, "centre_lat": SHANGHAI[0], "centre_lon": SHANGHAI[1], **given}
    )
    uow.session.add(made)
    uow.session.flush()
    charge_kinds(uow)
    return made


def skill(uow: UnitOfWork, code: str = "printer") -> Skill:
    """A skill; the same code gives the same row."""
    found = uow.session.scalars(select(Skill).where(Skill.code == code)).one_or_none()
    if found is None:
        found = Skill(**_versioned(uow), code=code, name_en=code.title(), name_zh="打印机")
        uow.session.add(found)
        uow.session.flush()
    return found


def fault_type(uow: UnitOfWork, code: str = "printer.paper_jam", **given: Any) -> FaultType:
    """A fault that needs the skill its code begins with; the same code gives the same row."""
    found = uow.session.get(FaultType, code)
    if found is None:
        needs = skill(uow, given.pop("skill_code", code.split(".", maxsplit=1)[0]))
        facts = {"name_en": "Paper jam", "name_zh": "卡纸", "expected_s": 1800, **given}
        found = FaultType(code=code, skill_code=needs.code, **facts)
        uow.session.add(found)
        uow.session.flush()
    return found


def engineer(
    uow: UnitOfWork, area: Territory, *, skills: tuple[str, ...] = ("printer",), **given: Any
) -> Engineer:
    """An engineer at the area's centre, on shift from two hours ago for ten hours."""
    number = next(_numbers)
    facts = {"number": f"E{number:04d}", "name": f"Li Lei {number}", "stars": 3, **given}
    made = Engineer(
        **_versioned(uow),
        **facts,
        territory_id=area.id,
        base_lat=area.centre_lat,
        base_lon=area.centre_lon,
        skills=[skill(uow, code) for code in skills],
    )
    uow.session.add(made)
    uow.session.flush()
    uow.session.add(
        Shift(
            **_versioned(uow),
            engineer_id=made.id,
            starts_at=uow.now - timedelta(hours=2),
            ends_at=uow.now + timedelta(hours=8),
            breaks=[],
        )
    )
    return made


def customer(uow: UnitOfWork, **given: Any) -> Customer:
    """A customer."""
    made = Customer(**_versioned(uow), **{"name": f"Customer {next(_numbers)}", **given})
    uow.session.add(made)
    uow.session.flush()
    return made


def site(uow: UnitOfWork, owner: Customer, area: Territory, **given: Any) -> Site:
    """A site at the area's centre."""
    facts = {"name": "Front desk", "lat": area.centre_lat, "lon": area.centre_lon, **given}
    made = Site(**_versioned(uow), customer_id=owner.id, territory_id=area.id, **facts)
    uow.session.add(made)
    uow.session.flush()
    return made


def asset(uow: UnitOfWork, place: Site, **given: Any) -> Asset:
    """A printer."""
    facts = {"kind": "printer", "model": "LaserPro 400", "serial_number": f"SN{next(_numbers)}", **given}
    made = Asset(**_versioned(uow), site_id=place.id, **facts)
    uow.session.add(made)
    uow.session.flush()
    return made


def contract(uow: UnitOfWork, owner: Customer, **given: Any) -> Contract:
    """A contract in force since a month ago."""
    facts = {"number": f"C{next(_numbers)}", "starts_on": uow.now.date() - timedelta(days=30), **given}
    made = Contract(**_versioned(uow), customer_id=owner.id, **facts)
    uow.session.add(made)
    uow.session.flush()
    return made


def service_request(
    uow: UnitOfWork, place: Site, area: Territory, fault: FaultType, **given: Any
) -> ServiceRequest:
    """A promised request, asked for now."""
    facts: dict[str, Any] = {
        "code": f"R{next(_numbers):06d}",
        "channel": "phone",
        "state": "promised",
        "requested_at": uow.now,
        "received_at": uow.now,
        "due_at": uow.now + timedelta(hours=1),
        "promise_s": 3600,
        "priority": 1,
        "min_stars": 1,
        **given,
    }
    made = ServiceRequest(
        **_versioned(uow),
        **facts,
        customer_id=place.customer_id,
        site_id=place.id,
        territory_id=area.id,
        fault_code=fault.code,
        skill_code=fault.skill_code,
        expected_s=fault.expected_s,
        lat=place.lat,
        lon=place.lon,
    )
    uow.session.add(made)
    uow.session.flush()
    return made


def visit(uow: UnitOfWork, request: ServiceRequest, holder: Engineer | None = None, **given: Any) -> Visit:
    """A planned visit, first on its holder's route if it has one."""
    facts: dict[str, Any] = {"ordinal": 1, "state": "planned", "arrival_code": "4711"}
    if holder is not None:
        facts |= {"engineer_id": holder.id, "sequence": 0, "assigned_at": uow.now, "eta_at": request.due_at}
    made = Visit(
        **_versioned(uow), request_id=request.id, territory_id=request.territory_id, **{**facts, **given}
    )
    uow.session.add(made)
    uow.session.flush()
    return made


def part(uow: UnitOfWork, code: str = "roller", unit_price_cents: int = 4500) -> Part:
    """A part of the price list."""
    made = Part(code=code, name_en="Pickup roller", name_zh="搓纸轮", unit_price_cents=unit_price_cents)
    uow.session.add(made)
    uow.session.flush()
    return made


def charge_kinds(uow: UnitOfWork) -> None:
    """What the tests charge, up to 1,000.00 a visit each."""
    for code in ("labour", "travel"):
        if uow.session.get(ChargeKind, code) is None:
            names = {"name_en": code.title(), "name_zh": {"labour": "人工费", "travel": "交通费"}[code]}
            uow.session.add(ChargeKind(code=code, **names, unit_price_cents=0, limit_cents=100_000))
    uow.session.flush()


@dataclass(frozen=True, slots=True)
class Job:
    """Ids of one request with its visit and the engineer who holds it."""

    territory_id: UUID
    engineer_id: UUID
    customer_id: UUID
    site_id: UUID
    request_id: UUID
    visit_id: UUID

    @property
    def principal(self) -> Principal:
        """The engineer as an actor without an account."""
        return Principal(Role.ENGINEER, name="engineer", engineer_id=self.engineer_id)


def job(
    uow: UnitOfWork, area: Territory | None = None, holder: Engineer | None = None, **of_visit: Any
) -> Job:
    """A request for a jammed printer at the centre of a territory, with one visit held by an engineer."""
    area = area or territory(uow)
    holder = holder or engineer(uow, area)
    place = site(uow, customer(uow), area)
    request = service_request(uow, place, area, fault_type(uow))
    made = visit(uow, request, holder, **of_visit)
    return Job(area.id, holder.id, place.customer_id, place.id, request.id, made.id)
