"""A small company with two of everything that has an owner, and an account for every role."""

from __future__ import annotations

import atexit
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.kernel import Principal, Role, Runtime, UnitOfWork, unit_of_work
from app.kernel.scopes import SCOPES
from app.registers.tables import Customer, Provider, Shift, Territory
from app.requests.tables import Enquiry
from tests.support import build
from tests.support.clock import FakeClock
from tests.support.phone import Phone
from tests.support.web import bearer, make_user, tracking


@dataclass(frozen=True)
class Side:
    """One customer, one engineer of one provider, and the work between them."""

    job: build.Job
    asset_id: UUID
    contract_id: UUID
    provider_id: UUID
    shift_id: UUID
    enquiry_id: UUID
    accounts: dict[Role, Principal]


@dataclass
class World:
    """`own` and `foreign` are strangers to one another; `staff` sees both."""

    runtime: Runtime
    clock: FakeClock
    flask_app: Flask
    own: Side
    foreign: Side
    staff: dict[Role, Principal]
    headers: dict[tuple[Role, bool], dict[str, str]] = field(default_factory=dict)

    @property
    def phone(self) -> Phone:
        """The phone of the own engineer."""
        return Phone(self.runtime, self.clock, self.own.job)

    def account(self, role: Role, *, foreign: bool = False) -> Principal:
        """Return the account of `role` on one of the sides, or the staff's."""
        side = self.foreign if foreign else self.own
        return side.accounts.get(role) or self.staff[role]

    def client(self, role: Role, *, foreign: bool = False) -> FlaskClient:
        """Return a client that acts as `role`; tracking and anonymous ones carry no credentials."""
        client = self.flask_app.test_client()
        if role in {Role.ANONYMOUS, Role.TRACKING}:
            return client
        key = (role, foreign)
        if key not in self.headers:
            kind = "api_key" if role is Role.INTEGRATION else "bearer"
            scopes = tuple(sorted(SCOPES)) if role is Role.INTEGRATION else ()
            self.headers[key] = bearer(self.runtime, self.account(role, foreign=foreign), kind, scopes)
        client.environ_base["HTTP_AUTHORIZATION"] = self.headers[key]["Authorization"]
        return client

    def link(self) -> str:
        """Return the own customer's tracking token."""
        return tracking(self.runtime, self.own.job.request_id)

    def edit(self, change: Any) -> None:
        """Run `change(uow)` in a transaction of its own."""
        with unit_of_work(self.runtime) as uow:
            change(uow)


_KEPT: dict[tuple[datetime, Any], tuple[sqlite3.Connection, World, Any]] = {}


def make_world(runtime: Runtime, clock: FakeClock, flask_app: Flask) -> World:
    """Fill the database: on SQLite with what was filled in first, where it would come out the same."""
    file = runtime.engine.url.database if runtime.engine.dialect.name == "sqlite" else None
    before = clock.now, runtime.random.getstate()
    if file and before in _KEPT:
        rows, made, after = _KEPT[before]
        with closing(sqlite3.connect(file)) as connection:
            rows.backup(connection)
        runtime.random.setstate(after)
        return replace(made, runtime=runtime, clock=clock, flask_app=flask_app, headers={})
    made = _filled(runtime, clock, flask_app)
    if file:
        rows = sqlite3.connect(":memory:")
        atexit.register(rows.close)
        with closing(sqlite3.connect(file)) as connection:
            connection.backup(rows)
        _KEPT[before] = rows, made, runtime.random.getstate()
    return made


def _filled(runtime: Runtime, clock: FakeClock, flask_app: Flask) -> World:
    with unit_of_work(runtime) as uow:
        area = build.territory(uow)
        build.part(uow)
        sides = [_side(uow, area) for _ in range(2)]
    own, foreign = (_with_accounts(runtime, side) for side in sides)
    staff = {
        role: make_user(runtime, role)
        for role in (Role.DISPATCHER, Role.MANAGER, Role.ADMIN, Role.INTEGRATION)
    }
    return World(runtime, clock, flask_app, own, foreign, staff)


def _side(uow: UnitOfWork, area: Territory) -> Side:
    company = Provider(
        id=uow.new_id(), name=f"Provider {uow.new_id()}", created_at=uow.now, updated_at=uow.now
    )
    uow.session.add(company)
    uow.session.flush()
    holder = build.engineer(uow, area, provider_id=company.id)
    owner = build.customer(uow)
    place = build.site(uow, owner, area)
    request = build.service_request(uow, place, area, build.fault_type(uow))
    visit = build.visit(uow, request, holder)
    uow.session.flush()
    return Side(
        job=build.Job(area.id, holder.id, owner.id, place.id, request.id, visit.id),
        asset_id=build.asset(uow, place).id,
        contract_id=build.contract(uow, owner).id,
        provider_id=company.id,
        shift_id=uow.session.scalars(select(Shift.id).where(Shift.engineer_id == holder.id)).one(),
        enquiry_id=_enquiry(uow, owner),
        accounts={},
    )


def _enquiry(uow: UnitOfWork, owner: Customer) -> UUID:
    key = uow.new_id()
    uow.session.add(
        Enquiry(
            id=key,
            code=f"Q{key.hex[-7:]}",
            customer_id=owner.id,
            channel="phone",
            question="Which toner?",
            asked_at=uow.now,
            answer_due_at=uow.now + timedelta(hours=4),
            created_at=uow.now,
            updated_at=uow.now,
        )
    )
    return key


def _with_accounts(runtime: Runtime, side: Side) -> Side:
    made = {
        Role.CUSTOMER: make_user(runtime, Role.CUSTOMER, customer_id=side.job.customer_id),
        Role.ENGINEER: make_user(runtime, Role.ENGINEER, engineer_id=side.job.engineer_id),
        Role.PROVIDER: make_user(runtime, Role.PROVIDER, provider_id=side.provider_id),
    }
    return replace(side, accounts=made)
