"""A small town to dispatch in: one territory, engineers on shift, a customer with a site and a machine."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.kernel import Principal, Role, Runtime, UnitOfWork, unit_of_work
from app.registers.tables import Asset, Contract, Customer, Engineer, FaultType, Shift, Site, Skill, Territory
from app.requests.commands.intake.receive import receive
from app.requests.commands.intake.report import Report
from app.requests.rules.lifecycle import OfferState
from app.requests.tables import Offer, Visit
from dispatch.assemble import insertion_plan
from dispatch.model.plan import Plan
from dispatch.model.problem import Problem
from dispatch.model.snapshot import parse_snapshot
from dispatch.process.solver import SolverProcess

CENTRE = (31.2304, 121.4737)
KM = 0.009
"""Degrees of latitude in a kilometre."""

DISPATCHER = Principal(Role.DISPATCHER, "dispatcher")


class InsertionSolver(SolverProcess):
    """Plans by insertion in this process, so that no child has to start."""

    def plan(self, problem: Problem, budget_s: float) -> Plan:
        """Answer at once."""
        del budget_s
        return insertion_plan(problem)

    def solve(self, snapshot: dict[str, Any], budget_s: float) -> dict[str, Any]:
        """Answer at once."""
        return self.plan(parse_snapshot(snapshot), budget_s).to_dict()


def without_child(runtime: Runtime) -> Runtime:
    """The same means, solving by insertion in this process."""
    return replace(runtime, solver=InsertionSolver())


@dataclass
class Town:
    """The ids of what stands in the town."""

    runtime: Runtime
    territory_id: UUID
    customer_id: UUID
    site_id: UUID
    asset_id: UUID
    engineers: list[UUID] = field(default_factory=list)

    def report(self, km: float | None = None, **changes: Any) -> UUID:
        """Have a problem reported by telephone, `km` north of the centre; returns the visit's id."""
        with unit_of_work(self.runtime, DISPATCHER) as uow:
            site_id = self.site_id if km is None else add_site(uow, self, km)
            told = Report("no_boot", "phone", site_id=site_id)
            _, visit = receive(uow, replace(told, **changes))
        return visit.id

    def visit(self, visit_id: UUID) -> Visit:
        """The visit as it is stored."""
        with unit_of_work(self.runtime, write=False) as uow:
            return uow.get(Visit, visit_id)

    def pending_offers(self) -> list[Offer]:
        """All open offers."""
        with unit_of_work(self.runtime, write=False) as uow:
            return list(uow.session.scalars(select(Offer).where(Offer.state == OfferState.PENDING)))


def build_town(runtime: Runtime, engineers: int = 2) -> Town:
    """Store the town; engineer n lives n kilometres north of the centre and works twelve hours from now."""
    with unit_of_work(runtime) as uow:
        stamps = {"created_at": uow.now, "updated_at": uow.now}
        territory = Territory(
            id=uow.new_id(),
            code="north",
            name="North",
            time_zone="Asia/Shanghai",
            centre_lat=CENTRE[0],
            centre_lon=CENTRE[1],
            radius_m=20_000,
            **stamps,
        )
        customer = Customer(id=uow.new_id(), name="Blue Ink", phone="+8613800138000", **stamps)
        skill = Skill(id=uow.new_id(), code="desktop", name_en="Desktops", name_zh="台式机", **stamps)
        uow.session.add_all([territory, customer, skill])
        uow.session.flush()
        uow.session.add(
            FaultType(
                code="no_boot", name_en="No boot", name_zh="无法启动", skill_code="desktop", expected_s=1800
            )
        )
        town = Town(runtime, territory.id, customer.id, uow.new_id(), uow.new_id())
        town.site_id = add_site(uow, town, 0)
        uow.session.add(
            Asset(
                id=town.asset_id,
                site_id=town.site_id,
                kind="desktop",
                model="M1",
                serial_number="S1",
                qr_code="QR1",
                **stamps,
            )
        )
        town.engineers = [add_engineer(uow, town, n) for n in range(1, engineers + 1)]
    return town


def add_site(uow: UnitOfWork, town: Town, km: float) -> UUID:
    """Store a site `km` north of the centre."""
    key = uow.new_id()
    uow.session.add(
        Site(
            id=key,
            customer_id=town.customer_id,
            territory_id=town.territory_id,
            name=f"Site {km}",
            lat=CENTRE[0] + km * KM,
            lon=CENTRE[1],
            created_at=uow.now,
            updated_at=uow.now,
        )
    )
    uow.session.flush()
    return key


def add_engineer(uow: UnitOfWork, town: Town, km: float, *, starts_in: timedelta | None = None) -> UUID:
    """Store an engineer `km` north of the centre with a shift of twelve hours."""
    engineer = Engineer(
        id=uow.new_id(),
        number=f"E{uow.random.randrange(10**9)}",
        name=f"Engineer {km}",
        stars=3,
        territory_id=town.territory_id,
        base_lat=CENTRE[0] + km * KM,
        base_lon=CENTRE[1],
        created_at=uow.now,
        updated_at=uow.now,
    )
    engineer.skills = list(uow.session.scalars(select(Skill)))
    uow.session.add(engineer)
    uow.session.flush()
    begin = uow.now + (starts_in or timedelta())
    uow.session.add(
        Shift(
            id=uow.new_id(),
            engineer_id=engineer.id,
            starts_at=begin,
            ends_at=begin + timedelta(hours=12),
            created_at=uow.now,
            updated_at=uow.now,
        )
    )
    uow.session.flush()
    return engineer.id


def add_contract(runtime: Runtime, town: Town, number: str = "C1", **terms: Any) -> UUID:
    """Store a contract of the town's customer, in force since 2026 began."""
    with unit_of_work(runtime) as uow:
        key = uow.new_id()
        told = {"promise_s": 3600, "min_stars": 1, "priority": 1, "starts_on": date(2026, 1, 1)} | terms
        uow.session.add(
            Contract(
                id=key,
                customer_id=town.customer_id,
                number=number,
                created_at=uow.now,
                updated_at=uow.now,
                **told,
            )
        )
    return key
