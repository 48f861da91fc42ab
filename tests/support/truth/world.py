"""The town with its phones, and beside it what is true."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy import select, update

from app.kernel import Principal, Role, Runtime, UnitOfWork, unit_of_work
from app.kernel.errors import OneHourError
from app.registers.tables import Shift
from app.requests.tables import ServiceRequest, Visit
from app.shell.worker.jobs import run_due
from tests.support.clock import FakeClock
from tests.support.town import Town, build_town, without_child
from tests.support.truth.deeds import Deed, Seen
from tests.support.truth.ground import SITE_KM_M, Ground, metres_of
from tests.support.truth.handset import Handset
from tests.support.web import application, make_user, signed_in

MANAGER = Principal(Role.MANAGER, "Mei")
DISPATCHER = Principal(Role.DISPATCHER, "Wang")
LONG_SHIFT = timedelta(hours=40)


@dataclass
class World:
    """`deeds` by event id are the arrivals that phones reported; `persons` say what the office said of which.

    `busy` is the visit at which an honest engineer works by his own phone.
    """

    runtime: Runtime
    clock: FakeClock
    town: Town
    phones: list[Handset]
    honest: list[bool]
    ground: Ground
    office: FlaskClient
    visits: list[UUID] = field(default_factory=list)
    deeds: dict[str, Deed] = field(default_factory=dict)
    persons: dict[UUID, set[str]] = field(default_factory=lambda: defaultdict(set))
    busy: dict[int, UUID] = field(default_factory=dict)

    def work(self) -> None:
        """Have the worker do what is due."""
        run_due(self.town.runtime, limit=200)

    def pass_time(self, seconds: float) -> None:
        """Let time go by, and the worker do its work in it, at least twice."""
        for _ in range(2):
            self.clock.advance(seconds=seconds / 2)
            self.work()

    def report(self, km: int) -> None:
        """Have a problem reported."""
        self.clock.advance(seconds=1)
        self.visits.append(self.town.report(km or None))
        self.work()

    def visit(self, visit_id: UUID) -> Visit:
        """The visit as it is stored."""
        return self.town.visit(visit_id)

    def holder(self, visit: Visit) -> int | None:
        """Who has a visit."""
        engineers = self.town.engineers
        return engineers.index(visit.engineer_id) if visit.engineer_id in engineers else None

    def site_m(self, visit: Visit) -> float:
        """Where its site is."""
        with unit_of_work(self.runtime, write=False) as uow:
            return metres_of(uow.get(ServiceRequest, visit.request_id).lat)

    def act(self, who: Principal, change: Callable[[UnitOfWork], Any]) -> bool:
        """Let a person do something; False where it is refused with a reason."""
        done = False
        with suppress(OneHourError), unit_of_work(self.town.runtime, who) as uow:
            change(uow)
            uow.session.flush()
            done = True
        self.gather()
        return done

    def gather(self) -> None:
        """Learn of visits that were opened meanwhile, as return visits are."""
        with unit_of_work(self.runtime, write=False) as uow:
            found = uow.session.scalars(select(Visit.id).order_by(Visit.created_at, Visit.ordinal)).all()
        self.visits += [key for key in found if key not in self.visits]

    def seen(self) -> list[Seen]:
        """The positions that the server holds, as they were reported."""
        return [
            Seen(phone.written_at[key], n, metres_of(told["lat"]))
            for n, phone in enumerate(self.phones)
            for key, sent in phone.acknowledged.items()
            if sent["kind"] == "positions" and sent["status"] == "applied"
            for told in sent["body"]["positions"]
        ]

    def sync(self, engineer: int) -> list[dict[str, Any]]:
        """Let a phone sync, and note when the arrivals came that it reports."""
        phone = self.phones[engineer]
        for event in phone.outbox:
            if event["event_id"] in self.deeds:
                self.came(self.deeds[event["event_id"]], phone)
        results = phone.sync()
        self.gather()
        return results

    def came(self, deed: Deed, phone: Handset) -> None:
        """Note that an arrival's report is received now."""
        deed.received_at = self.clock.now
        heard = phone.heard_at is not None and phone.heard_at <= deed.at
        since = phone.last_heard_at or deed.at
        deed.jumped = deed.jumped or any(since <= at for at in phone.jumps)
        deed.numbered = deed.honest and phone.marked and heard


def build_world(
    runtime: Runtime, clock: FakeClock, honest: list[bool], phones: list[tuple[int, bool]]
) -> World:
    """Build the town anew, with a phone for each engineer: (seconds that its clock is ahead, counts)."""
    town = build_town(without_child(runtime), engineers=len(honest))
    with unit_of_work(runtime) as uow:
        uow.session.execute(update(Shift).values(ends_at=uow.now + LONG_SHIFT))
    flask_app = application(runtime)
    made = [
        Handset(
            signed_in(flask_app, runtime, make_user(runtime, Role.ENGINEER, engineer_id=key)),
            clock,
            f"phone-{n}",
            timedelta(seconds=error),
            marked,
        )
        for n, (key, (error, marked)) in enumerate(zip(town.engineers, phones, strict=True))
    ]
    ground = Ground([SITE_KM_M * (n + 1) for n in range(len(honest))])
    office = signed_in(flask_app, runtime, make_user(runtime, Role.ADMIN))
    return World(runtime, clock, town, made, honest, ground, office)
