"""The company that the years are of: a city's territory, customers with machines, engineers, checklists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from app.checklist_templates.commands import drafts
from app.checklist_templates.reads.versions import checklists
from app.cli.years.phone import FIVE_ONES
from app.demo.city import generated_city
from app.demo.world import CrewMember, DemoCity, DemoSite, Fault, Point
from app.kernel import Principal, Role, Runtime, UnitOfWork, unit_of_work
from app.registers.commands import registry
from app.registers.tables import FaultType, Skill, Territory

ADMIN = Principal(Role.ADMIN, "admin")
PLACES_AT_ONCE = 200
_ON_PAPER = "on_paper"
"""A code that no fault has."""


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine that may fail: its id, kind and model."""

    id: UUID
    kind: str
    model: str


@dataclass(frozen=True, slots=True)
class Place:
    """A customer's site with its machines."""

    customer_id: UUID
    site_id: UUID
    phone: str
    point: Point
    machines: Sequence[Machine]


@dataclass(frozen=True, slots=True)
class Worker:
    """An engineer as the register knows him."""

    id: UUID
    number: str
    skills: frozenset[str]
    base: Point


@dataclass(frozen=True, slots=True)
class Company:
    """What stands in the registers before the first request."""

    territory_id: UUID
    city: DemoCity
    places: Sequence[Place]
    workers: Sequence[Worker]
    faults: Sequence[Fault]


def is_empty(uow: UnitOfWork) -> bool:
    """Whether the installation has no territory yet: nothing is added to what a company has."""
    return not uow.session.scalar(select(func.count()).select_from(Territory))


def founded(runtime: Runtime, engineers: int, seed: int, city: str) -> Company:
    """Write the registers by their own commands; returns what is in them."""
    drawn = generated_city(engineers, 24, seed, city)
    with unit_of_work(runtime, ADMIN) as uow:
        short_checklists(uow)
        territory_id = _territory(uow, drawn)
        _faults(uow, drawn)
        providers = [registry.create(uow, "provider", {"name": name}).id for name in drawn.providers]
        workers = [_worker(uow, member, territory_id, providers) for member in drawn.crew]
    places = []
    for begin in range(0, len(drawn.places), PLACES_AT_ONCE):
        with unit_of_work(runtime, ADMIN) as uow:
            some = drawn.places[begin : begin + PLACES_AT_ONCE]
            places += [_place(uow, drawn, site, territory_id) for site in some]
    return Company(territory_id, drawn, places, workers, drawn.faults)


def short_checklists(uow: UnitOfWork) -> None:
    """Publish lists of one line: the five ones.  Whatever else was noted, was noted on paper."""
    line: dict[str, Any] = {
        "key": FIVE_ONES[1],
        "type": "yes_no",
        "label": {"en": "The five ones are in the bag", "zh-CN": "五个一已带齐"},
        "required": "depart",
        "must_be": True,
    }
    for one in checklists(uow):
        if one.in_force is None:
            continue
        changed = {"items": [line]} if one.key == FIVE_ONES[0] else {"applies_to": [_ON_PAPER]}
        draft = drafts.begin(uow, {**one.in_force.content, **changed})
        drafts.publish(uow, draft.id, draft.version)


def _territory(uow: UnitOfWork, city: DemoCity) -> UUID:
    values = {
        "code": city.code,
        "name": city.name,
        "time_zone": city.time_zone,
        "centre_lat": city.centre[0],
        "centre_lon": city.centre[1],
        "radius_m": city.radius_m,
        "circuity": city.roads.circuity,
        "speed_kmh": city.roads.speed_kmh,
    }
    return UUID(str(registry.create(uow, "territory", values).id))


def _faults(uow: UnitOfWork, city: DemoCity) -> None:
    skills = set(uow.session.scalars(select(Skill.code)))
    for code in dict.fromkeys(fault.skill for fault in city.faults):
        if code not in skills:
            registry.create(uow, "skill", {"code": code, "name_en": code.title(), "name_zh": code})
    known = set(uow.session.scalars(select(FaultType.code)))
    for fault in city.faults:
        if fault.code not in known:
            names = {"name_en": fault.name_en, "name_zh": fault.name_zh, "skill_code": fault.skill}
            registry.create(uow, "fault_type", {"code": fault.code, "expected_s": fault.expected_s, **names})


def _worker(uow: UnitOfWork, member: CrewMember, territory_id: UUID, providers: Sequence[UUID]) -> Worker:
    values = {
        "number": member.number,
        "name": member.name,
        "phone": member.phone,
        "stars": member.stars,
        "stars_reason": "Grade of the year before",
        "skills": list(member.skills),
        "territory_id": territory_id,
        "base_lat": member.base[0],
        "base_lon": member.base[1],
        "provider_id": None if member.provider is None else providers[member.provider],
    }
    made = registry.create(uow, "engineer", values)
    return Worker(made.id, member.number, frozenset(member.skills), member.base)


def _place(uow: UnitOfWork, city: DemoCity, site: DemoSite, territory_id: UUID) -> Place:
    client = city.clients[site.client]
    customer = registry.create(uow, "customer", {"name": client.name, "phone": client.phone})
    where = {"customer_id": customer.id, "territory_id": territory_id, "name": site.name}
    told = {"address": site.address, "lat": site.point[0], "lon": site.point[1]}
    place = registry.create(uow, "site", {**where, **told})
    machines = []
    for one in site.machines:
        values = {
            "kind": one.kind,
            "model": one.model,
            "serial_number": one.serial_number,
            "qr_code": one.qr_code,
        }
        machines.append(
            Machine(registry.create(uow, "asset", {"site_id": place.id, **values}).id, one.kind, one.model)
        )
    return Place(customer.id, place.id, client.phone, (place.lat, place.lon), machines)
