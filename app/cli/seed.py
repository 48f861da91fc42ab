"""What a fresh installation starts with: reference data, an administrator, a demonstration city."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from app.accounts.commands import passwords
from app.accounts.tables import User
from app.cli.seed_training import training
from app.kernel import Role, UnitOfWork
from app.kernel.local_dates import local_date
from app.registers.commands import registry
from app.registers.reads.registry import REGISTERS
from app.registers.tables import Engineer, Territory

CITY_PASSWORD = passwords.PUBLISHED
SHIFT_DAYS = 8


@dataclass(frozen=True, slots=True)
class Login:
    """An account as it is shown once, when it was made."""

    login: str
    password: str
    role: str


def reference(uow: UnitOfWork) -> int:
    """Add the skills, fault types, parts and charge kinds that are missing; return how many were."""
    data = _load("reference")
    plurals = {"skill": "skills", "fault_type": "fault_types", "part": "parts", "charge_kind": "charge_kinds"}
    return sum(_add_missing(uow, name, data[plural]) for name, plural in plurals.items())


def administrator(uow: UnitOfWork, password: str | None = None) -> Login | None:
    """Make the account `admin` if nobody administers the installation yet.

    Without a `password` one is drawn.

    Raises:
        Invalid: the password is too short or too long.
    """
    admins = select(func.count()).select_from(User).where(User.role == Role.ADMIN, User.active.is_(True))
    if uow.session.scalar(admins):
        return None
    return _account(uow, "admin", "Administrator", Role.ADMIN, password or _drawn())


def city(uow: UnitOfWork, name: str = "beijing") -> list[Login]:
    """Fill an installation that has no territory with a demonstration city; else return nothing.

    Its accounts have the published password on a loopback address alone; elsewhere each has one of its
    own, drawn now.  Engineers are on duty from the day before today for a week, day and night.
    """
    if uow.session.scalar(select(func.count()).select_from(Territory)):
        return []
    data = _load(name)
    territory = registry.create(uow, "territory", data["territory"])
    provider = registry.create(uow, "provider", data["provider"])
    registry.create(uow, "depot", {**data["depot"], "territory_id": territory.id})
    engineers = [_engineer(uow, row, territory, provider.id, data["teams"]) for row in data["engineers"]]
    training(uow, engineers)
    customers = [_customer(uow, row, territory) for row in data["customers"]]
    people: list[tuple[str, str, Role, dict[str, Any]]] = [
        ("dispatcher", "调度 Dispatcher", Role.DISPATCHER, {}),
        ("manager", "经理 Manager", Role.MANAGER, {}),
        ("provider", provider.name, Role.PROVIDER, {"provider_id": provider.id}),
        ("customer", customers[0].name, Role.CUSTOMER, {"customer_id": customers[0].id}),
        *((f"e{row.number}", row.name, Role.ENGINEER, {"engineer_id": row.id}) for row in engineers),
    ]
    local = uow.settings.on_loopback
    return [
        _account(uow, login, name, role, CITY_PASSWORD if local else _drawn(), **owns)
        for login, name, role, owns in people
    ]


def _engineer(
    uow: UnitOfWork, row: dict[str, Any], territory: Territory, provider_id: Any, teams: dict[str, Any]
) -> Engineer:
    values = {name: row[name] for name in ("number", "name", "phone", "stars", "skills")}
    values |= {"territory_id": territory.id, "base_lat": row["lat"], "base_lon": row["lon"]}
    values["provider_id"] = provider_id if row["provider"] else None
    reason = {"stars_reason": "Grade of the year before"}
    engineer: Engineer = registry.create(uow, "engineer", {**values, **reason})
    begins, hours = teams[row["team"]]
    for starts_at in _mornings(uow.now, ZoneInfo(territory.time_zone), time.fromisoformat(begins)):
        span = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=hours), "breaks": []}
        registry.create(uow, "shift", {"engineer_id": engineer.id, **span})
    return engineer


def _mornings(now: datetime, zone: ZoneInfo, begins: time) -> list[datetime]:
    """Return when the shift begins on each day; the night shift of yesterday still runs today."""
    first = local_date(now, zone) - timedelta(days=1)
    return [datetime.combine(first + timedelta(days=day), begins, zone) for day in range(SHIFT_DAYS)]


def _customer(uow: UnitOfWork, row: dict[str, Any], territory: Territory) -> Any:
    customer = registry.create(uow, "customer", {"name": row["name"], "phone": row["phone"]})
    place = {"customer_id": customer.id, "territory_id": territory.id, "name": row["name"]}
    place |= {name: row[name] for name in ("address", "lat", "lon")}
    site = registry.create(uow, "site", place)
    warranty = row["asset"]["warranty_ends_on"]
    ends_on = datetime.fromisoformat(warranty).date() if warranty else None
    registry.create(uow, "asset", {"site_id": site.id, **row["asset"], "warranty_ends_on": ends_on})
    if row["contract"]:
        starts_on = local_date(uow.now, territory.time_zone).replace(month=1, day=1)
        number = f"OH-{row['asset']['qr_code'][-4:]}"
        terms = {"customer_id": customer.id, "number": number, "starts_on": starts_on, **row["contract"]}
        registry.create(uow, "contract", terms)
    return customer


def _account(uow: UnitOfWork, login: str, name: str, role: Role, password: str, **owns: Any) -> Login:
    values = {"login": login, "name": name, "role": str(role), "password": password, **owns}
    if password == CITY_PASSWORD and uow.settings.on_loopback:
        values["password_hash"] = passwords.hash_as_it_is(values.pop("password"))
    registry.create(uow, "user", values)
    return Login(login, password, role)


def _drawn() -> str:
    return secrets.token_urlsafe(12)


def _add_missing(uow: UnitOfWork, name: str, rows: list[dict[str, Any]]) -> int:
    known = set(uow.session.scalars(select(REGISTERS[name].model.code)))
    missing = [row for row in rows if row["code"] not in known]
    for row in missing:
        registry.create(uow, name, row)
    return len(missing)


def _load(name: str) -> dict[str, Any]:
    text = (resources.files("app.cli") / "cities" / f"{name}.json").read_text("utf-8")
    data: dict[str, Any] = json.loads(text)
    return data
