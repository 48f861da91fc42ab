"""A morning in the demonstration city: requests at every level of danger, told minute by minute."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from unittest.mock import patch
from uuid import UUID

from argon2 import PasswordHasher
from sqlalchemy import select

from app.accounts.commands import passwords
from app.cli import seed
from app.dispatching.commands import offers
from app.kernel import Principal, Role, Runtime, UnitOfWork, ledger, unit_of_work
from app.positions.tables import EngineerPosition
from app.promise.commands.look import look
from app.registers.tables import Customer, Engineer, NamedAs, NamedEngineer, Site, Territory
from app.requests.commands.intake.receive import receive
from app.requests.commands.intake.report import Contact, Report
from app.requests.commands.links import Rights, tracking_token
from app.requests.commands.moves import move_request, move_visit, request_stream
from app.requests.events.requests import RequestInProgress, RequestResolved
from app.requests.events.visits import VisitCompleted, VisitEnRoute, VisitOnSite
from app.requests.tables import ServiceRequest, Visit
from app.settings import Settings
from app.shell.runtime import build_runtime
from tests.support.clock import FakeClock
from tests.support.databases import SqliteDatabases

PASSWORD = seed.CITY_PASSWORD
DISPATCHER = Principal(Role.DISPATCHER, "dispatcher")

TO_OFFERED = ("assigned", "offered")
TO_ACCEPTED = (*TO_OFFERED, "accepted")
TO_EN_ROUTE = (*TO_ACCEPTED, "en_route")


@dataclass
class Morning:
    """The city at nine o'clock; `requests` and `visits` by name."""

    runtime: Runtime
    clock: FakeClock
    nine: datetime
    requests: dict[str, UUID] = field(default_factory=dict)
    visits: dict[str, UUID] = field(default_factory=dict)

    def at(self, minute: float) -> datetime:
        """Put the clock to `minute` after nine (before, where negative)."""
        self.clock.now = self.nine + timedelta(minutes=minute)
        return self.clock.now

    @contextmanager
    def writing(self, principal: Principal = DISPATCHER) -> Iterator[UnitOfWork]:
        """Open a transaction of the dispatcher's."""
        with unit_of_work(self.runtime, principal) as uow:
            yield uow

    def reported(self, name: str, minute: float, fault: str, site: int) -> None:
        """Have a problem reported by the `site`-th customer of the city, in order of names."""
        self.at(minute)
        with self.writing() as uow:
            where = uow.session.scalars(select(Site).order_by(Site.name).offset(site).limit(1)).one()
            contact = Contact("Zhao Min", "+8613800138000")
            told = Report(fault, "phone", site_id=where.id, contact=contact, description="It smells burnt.")
            request, visit = receive(uow, told)
        self.requests[name], self.visits[name] = request.id, visit.id

    def given(self, name: str, number: str, eta: float, steps: Sequence[str], every: float = 1) -> None:
        """Take the visit through `steps` with the engineer of that number, one each `every` minutes."""
        for step in steps:
            self.at((self.clock.now - self.nine) / timedelta(minutes=1) + every)
            with self.writing() as uow:
                engineer = uow.session.scalars(select(Engineer).where(Engineer.number == number)).one()
                visit = uow.get(Visit, self.visits[name])
                visit.eta_at = self.nine + timedelta(minutes=eta)
                self._step(uow, visit, engineer, step)

    def _step(self, uow: UnitOfWork, visit: Visit, engineer: Engineer, step: str) -> None:
        request = uow.get(ServiceRequest, visit.request_id)
        if step == "assigned":
            visit.engineer_id, visit.sequence, visit.assigned_at = engineer.id, 1, uow.now
            stream = request_stream(request.id)
            ledger.note(uow, stream, "visit.assigned", visit_id=visit.id, engineer_id=engineer.id)
        elif step == "offered":
            offers.offer(uow, visit, uow.get(Territory, visit.territory_id))
        elif step == "accepted":
            offers.accept(uow, visit.id, engineer.id, uow.now)
        elif step == "en_route":
            visit.departed_at = uow.now
            move_visit(uow, visit, VisitEnRoute(departed_at=uow.now))
            move_request(uow, request, RequestInProgress())
        elif step == "on_site":
            visit.on_site_at = request.on_site_at = uow.now
            move_visit(uow, visit, VisitOnSite(on_site_at=uow.now))
        elif step == "completed":
            visit.completed_at = request.resolved_at = uow.now
            visit.summary = "Power supply replaced; starts and prints."
            move_visit(uow, visit, VisitCompleted(completed_at=uow.now))
            move_request(uow, request, RequestResolved())
        else:
            raise ValueError(step)

    def seen(self, number: str, minute: float) -> None:
        """Let the engineer's phone report its position at `minute`."""
        with self.writing() as uow:
            engineer = uow.session.scalars(select(Engineer).where(Engineer.number == number)).one()
            at = self.nine + timedelta(minutes=minute)
            uow.session.merge(
                EngineerPosition(
                    engineer_id=engineer.id,
                    lat=engineer.base_lat,
                    lon=engineer.base_lon,
                    at=at,
                    received_at=at,
                )
            )

    def look(self) -> None:
        """Have the watch look at every promise."""
        with unit_of_work(self.runtime, write=False) as uow:
            territories = uow.session.scalars(select(Territory.id)).all()
        for territory_id in territories:
            look(self.runtime, territory_id)

    def link(self, name: str) -> str:
        """The address of the customer's tracking page."""
        now = self.clock.now
        return f"/t/{tracking_token(self.runtime.settings, self.requests[name], now, Rights.FULL)[0]}"


@contextmanager
def cheap_passwords() -> Iterator[None]:
    """Hash at almost no cost: the city has many accounts, and no test here is about hashing."""
    with patch.object(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)):
        yield


def kept_morning(databases: SqliteDatabases, folder: Path) -> Morning:
    """Build a morning in a database file of `folder` and close it; the file is good to be copied."""
    with cheap_passwords(), databases.migrated(folder) as url:
        settings = Settings(data_dir=folder / "var", database_url=url, secret_key="not-a-secret")
        runtime = replace(build_runtime(settings.completed(), clock := FakeClock()), random=Random(7))
        made = build_morning(runtime, clock)
        runtime.close()
    return made


def _name_somebody(uow: UnitOfWork) -> None:
    """Have the register of named engineers hold an entry that is not in force yet."""
    uow.session.add(
        NamedEngineer(
            id=uow.new_id(),
            engineer_id=uow.session.scalars(select(Engineer.id).order_by(Engineer.number)).first(),
            kind=NamedAs.EXCLUDED,
            customer_id=uow.session.scalars(select(Customer.id).order_by(Customer.name)).first(),
            reason="Moves next door",
            asked_by="Ms Li",
            starts_on=date(2031, 1, 1),
            created_at=uow.now,
            updated_at=uow.now,
        )
    )


def build_morning(runtime: Runtime, clock: FakeClock) -> Morning:
    """Fill an empty installation; afterwards it is nine o'clock."""
    morning = Morning(runtime, clock, clock.now)
    with morning.writing() as uow:
        seed.reference(uow)
        seed.city(uow)
    with morning.writing() as uow:
        _name_somebody(uow)
    morning.reported("late", -68, "server_down", 0)
    morning.given("late", "1001", 9, TO_EN_ROUTE, every=6)
    morning.reported("danger", -41, "printer_jam", 1)
    morning.given("danger", "1002", 24, TO_EN_ROUTE, every=3)
    morning.reported("watch", -44, "printer_jam", 3)
    morning.given("watch", "1003", 13, TO_EN_ROUTE, every=2)
    morning.reported("steady", -9, "desktop_no_boot", 4)
    morning.given("steady", "1005", 17, TO_ACCEPTED)
    morning.reported("offered", -3, "laptop_screen", 5)
    morning.given("offered", "1006", 22, TO_OFFERED, every=0.5)
    morning.reported("on_site", -58, "network_down", 6)
    morning.given("on_site", "1004", -18, (*TO_EN_ROUTE, "on_site"), every=9)
    morning.reported("done", -118, "desktop_no_boot", 7)
    morning.given("done", "1001", -82, (*TO_EN_ROUTE, "on_site", "completed"), every=7)
    morning.reported("broken", -150, "desktop_no_boot", 8)
    morning.given("broken", "1005", -84, (*TO_EN_ROUTE, "on_site", "completed"), every=14)
    morning.reported("unassigned", -5, "desktop_no_boot", 2)
    for number in ("1001", "1002", "1003"):
        morning.seen(number, -1)
    morning.at(0)
    morning.look()
    return morning
