"""Brings a city into the application through its public API, the way a new customer's data would come."""

from __future__ import annotations

import csv
import io
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.demo.client import Door, Http
from app.demo.day import instant
from app.demo.errors import DemoError
from app.demo.pages import Pages
from app.demo.world import CrewMember, Day, DemoCity

_API = "/api/v1"
NEEDS_ITS_OWN = "The demonstration needs an empty database of its own."
_HALF_DAY = timedelta(hours=12)
NIGHT_CREW = 3
"""One engineer in so many works at night."""

_INTEGRATION_SCOPES = ["requests:write", "requests:read"]


@dataclass(frozen=True, slots=True)
class Login:
    """An account of the demonstration."""

    role: str
    login: str
    password: str = field(repr=False)


@dataclass
class Loaded:
    """The server's ids of what was loaded, in the city's order, and the doors of its people."""

    territory_id: str = ""
    clients: list[str] = field(default_factory=list)
    providers: list[str] = field(default_factory=list)
    sites: list[str] = field(default_factory=list)
    machines: list[list[str]] = field(default_factory=list)
    engineers: list[str] = field(default_factory=list)
    shifts: list[str] = field(default_factory=list)
    phones: list[Door] = field(default_factory=list)
    parts: tuple[str, ...] = ()
    logins: list[Login] = field(default_factory=list)


def sign_in(http: Http, login: Login) -> Door:
    """Return the door of an account."""
    body = {"login": login.login, "password": login.password, "label": "demonstration"}
    return http.door(http.door().post(f"{_API}/auth/tokens", body)["token"])


class Loader:
    """Loads one day's city; `admin` is the door of an administrator."""

    def __init__(self, http: Http, admin: Door, day: Day) -> None:
        self._http, self._admin, self._day = http, admin, day
        self.loaded = Loaded()
        self._customers_doors: dict[int, Door] = {}

    def refuse_unless_empty(self) -> None:
        """Make sure that nobody's data is here.

        Raises:
            DemoError: the database has customers or requests.
        """
        for what in ("territories", "customers", "engineers"):
            if self._admin.get(f"{_API}/{what}", {"page_size": 1}):
                raise DemoError(f"The database is not empty: it has {what}. {NEEDS_ITS_OWN}")

    def load(self) -> Loaded:
        """Load territory, skills, faults, customers, sites, machines, contracts and crew."""
        self.refuse_unless_empty()
        self._territory()
        self._faults()
        self._customers()
        self._sites()
        self._machines()
        self._crew()
        self.loaded.parts = tuple(part["code"] for part in self._admin.every(f"{_API}/parts"))
        return self.loaded

    def staff(self, role: str) -> Door:
        """Return the door of a new member of the office."""
        return sign_in(self._http, self._account(role, role, f"Demo {role}"))

    def visitors(self) -> None:
        """Make an account for each role that no player has, for whoever looks around."""
        self._account("manager", "manager", "Demo manager")
        if self.loaded.providers:
            name = self._day.city.providers[0]
            self._account("provider", "provider", name, provider_id=self.loaded.providers[0])
        self.customer(0)

    def customer(self, client: int) -> Door:
        """Return the door of a client's own account, which is made when it is first needed."""
        if client not in self._customers_doors:
            login = Login("customer", _customer_login(client), secrets.token_urlsafe(9))
            self._make(login, f"Demo customer {client}", customer_id=self.loaded.clients[client])
            self.loaded.logins.append(login)
            self._customers_doors[client] = sign_in(self._http, login)
        return self._customers_doors[client]

    def pages(self, client: int) -> Pages:
        """Return the pages of a client's own account."""
        self.customer(client)
        login = next(one for one in self.loaded.logins if one.login == _customer_login(client))
        return Pages(self._http, login.login, login.password)

    def integration(self) -> Door:
        """Return the door of a customer's own system, which calls with an API key."""
        body = {"label": "demonstration", "scopes": _INTEGRATION_SCOPES}
        return self._http.door(self._admin.post(f"{_API}/auth/api-keys", body)["token"])

    def _territory(self) -> None:
        city = self._day.city
        body = {
            "code": city.code,
            "name": city.name,
            "time_zone": city.time_zone,
            "centre": {"lat": city.centre[0], "lon": city.centre[1]},
            "radius_m": city.radius_m,
            "promise_s": self._day.promise_s,
            "circuity": city.roads.circuity,
            "speed_kmh": city.roads.speed_kmh,
        }
        self.loaded.territory_id = self._admin.post(f"{_API}/territories", body)["id"]

    def _faults(self) -> None:
        """Make sure that this day's skills and kinds of fault exist, as the day knows them."""
        city = self._day.city
        held = {skill["code"] for skill in self._admin.every(f"{_API}/skills")}
        wanted = {fault.skill for fault in city.faults} | {s for member in city.crew for s in member.skills}
        for code in sorted(wanted - held):
            self._admin.post(f"{_API}/skills", {"code": code, "name_en": code.title(), "name_zh": code})
        known = {fault["code"]: fault for fault in self._admin.every(f"{_API}/fault-types")}
        for fault in city.faults:
            body = {
                "name_en": fault.name_en,
                "name_zh": fault.name_zh,
                "skill_code": fault.skill,
                "expected_s": fault.expected_s,
                "min_stars": fault.min_stars,
            }
            if any(known.get(fault.code, {}).get(name) != value for name, value in body.items()):
                self._admin.put(f"{_API}/fault-types/{{code}}", body, code=fault.code)

    def _customers(self) -> None:
        clients, year = self._day.city.clients, self._day.starts_at.year
        self._import("customers", [_cells(name=c.name, phone=c.phone, locale=c.locale) for c in clients])
        ids = {row["name"]: row["id"] for row in self._admin.every(f"{_API}/customers")}
        self.loaded.clients = [ids[client.name] for client in clients]
        signed = [
            _cells(
                customer=customer_id,
                number=f"C{year}-{number:04}",
                promise_s=self._day.promise_s,
                min_stars=client.terms.min_stars,
                priority=client.terms.priority,
                starts_on=f"{year}-01-01",
            )
            for number, (client, customer_id) in enumerate(zip(clients, self.loaded.clients, strict=True), 1)
            if client.terms is not None
        ]
        self._import("contracts", signed)

    def _sites(self) -> None:
        places = self._day.city.places
        owners = [self.loaded.clients[place.client] for place in places]
        rows = [
            _cells(
                customer=owner,
                name=place.name,
                address=place.address,
                lat=place.point[0],
                lon=place.point[1],
                access_notes=place.access_notes,
            )
            for place, owner in zip(places, owners, strict=True)
        ]
        self._import("sites", rows)
        # A customer has one site here, so its owner tells which it is.
        ids = {row["customer_id"]: row["id"] for row in self._admin.every(f"{_API}/sites")}
        self.loaded.sites = [ids[owner] for owner in owners]

    def _machines(self) -> None:
        places = self._day.city.places
        # Both names, as everything of the city is called: a desk in either language reads it.
        skills = self._admin.every(f"{_API}/skills")
        called = {one["code"]: f"{one['name_zh']} {one['name_en']}" for one in skills}
        rows = [
            _cells(
                site=site_id,
                kind=called.get(machine.kind, machine.kind),
                model=machine.model,
                serial_number=machine.serial_number,
                qr_code=machine.qr_code,
            )
            for place, site_id in zip(places, self.loaded.sites, strict=True)
            for machine in place.machines
        ]
        self._import("assets", rows)
        ids = {row["serial_number"]: row["id"] for row in self._admin.every(f"{_API}/assets")}
        self.loaded.machines = [[ids[one.serial_number] for one in place.machines] for place in places]

    def _import(self, kind: str, rows: Sequence[Mapping[str, str]]) -> None:
        """Send the rows as one CSV file; all are taken or none is."""
        if rows:
            text = io.StringIO(newline="")
            writer = csv.DictWriter(text, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
            self._admin.post_csv(f"{_API}/imports/{{kind}}", text.getvalue(), kind=kind)

    def _crew(self) -> None:
        city: DemoCity = self._day.city
        providers = [self._admin.post(f"{_API}/providers", {"name": name})["id"] for name in city.providers]
        self.loaded.providers = providers
        for member in city.crew:
            self._engineer(member, providers[member.provider] if member.provider is not None else None)

    def _engineer(self, member: CrewMember, provider_id: str | None) -> None:
        body = {
            "number": member.number,
            "name": member.name,
            "phone": member.phone,
            "stars": member.stars,
            "stars_reason": "Grade of the year before",
            "territory_id": self.loaded.territory_id,
            "provider_id": provider_id,
            "base": {"lat": member.base[0], "lon": member.base[1]},
            "skills": list(member.skills),
        }
        engineer_id = self._admin.post(f"{_API}/engineers", body)["id"]
        begin, end = member.shift_s
        shift = {
            "engineer_id": engineer_id,
            "starts_at": instant(self._day, begin).isoformat(),
            "ends_at": instant(self._day, end).isoformat(),
        }
        self.loaded.engineers.append(engineer_id)
        self.loaded.shifts.append(self._admin.post(f"{_API}/shifts", shift)["id"])
        account = self._account("engineer", member.number.lower(), member.name, engineer_id=engineer_id)
        self.loaded.phones.append(sign_in(self._http, account))

    def coming_days(self, now: datetime, days: int) -> None:
        """Give the crew shifts for what comes after its day: one in three at night, the others by day.

        Who is still on duty goes on from where his shift ends, which may have been put off meanwhile.
        """
        crew = zip(self.loaded.engineers, self.loaded.shifts, strict=True)
        for n, (engineer_id, shift_id) in enumerate(crew):
            shift = self._admin.get(f"{_API}/shifts/{{shift_id}}", shift_id=shift_id)
            free_at = max(now, datetime.fromisoformat(shift["ends_at"]))
            for starts_at, ends_at in coming_shifts(self._day, free_at, days, at_night=n % NIGHT_CREW == 0):
                span = {"starts_at": starts_at.isoformat(), "ends_at": ends_at.isoformat()}
                self._admin.post(f"{_API}/shifts", {"engineer_id": engineer_id, **span})

    def _account(self, role: str, login: str, name: str, **owns: str) -> Login:
        made = Login(role, login, secrets.token_urlsafe(9))
        self._make(made, name, **owns)
        self.loaded.logins.append(made)
        return made

    def _make(self, login: Login, name: str, **owns: str) -> None:
        body = {"login": login.login, "name": name, "role": login.role, "password": login.password, **owns}
        self._admin.post(f"{_API}/users", body)


def coming_shifts(day: Day, now: datetime, days: int, *, at_night: bool) -> list[tuple[datetime, datetime]]:
    """Return one engineer's spans from `now` on: twelve hours from the day's first, or the twelve after."""
    begin = day.starts_at + (_HALF_DAY if at_night else timedelta())
    spans = [(begin + timedelta(days=n), begin + timedelta(days=n) + _HALF_DAY) for n in range(days + 1)]
    return [(max(starts_at, now), ends_at) for starts_at, ends_at in spans if ends_at > now]


def _customer_login(client: int) -> str:
    return f"customer-{client}"


def _cells(**values: object) -> dict[str, str]:
    return {name: str(value) for name, value in values.items()}
