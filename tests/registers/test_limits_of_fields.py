"""Whatever a door writes into a column, it takes as much of it as the others do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from marshmallow import fields, validate
from sqlalchemy.orm import InstrumentedAttribute

from app.accounts.api.users import UserRecord
from app.accounts.tables import User
from app.desk.api.intake_bodies import NewCustomerBody, NewSiteBody, ReportBody
from app.enquiries.api.enquiries import Answer, NewEnquiry
from app.kernel import Role, Runtime
from app.kernel.base import bounds, longest
from app.outbox.api.subscriptions import SubscriptionRecord
from app.outbox.tables import Subscription
from app.registers.api.import_kinds import KINDS
from app.registers.api.resources.catalogue import FaultTypeRecord, PartRecord
from app.registers.reads import registry as registers
from app.registers.tables import Customer, FaultType, Part, Site, Territory
from app.requests.tables import Enquiry, ServiceRequest
from app.web.api import Schema
from tests.support.clock import FakeClock
from tests.support.web import application
from tests.web.world import World, make_world

LONG = "长" * 3000
WRITTEN = {
    *("name", "phone", "email", "locale", "quiet_hours", "special_needs", "active"),
    *("customer_id", "territory_id", "address", "point", "access_notes", "time_zone"),
}


@pytest.fixture
def world(runtime: Runtime, clock: FakeClock) -> World:
    return make_world(runtime, clock, application(runtime))


def reported(world: World, **body: Any) -> Any:
    known = {"customer_id": str(world.own.job.customer_id), "site_id": str(world.own.job.site_id)}
    sent = {"fault_code": "printer.paper_jam", "channel": "phone"} | known | body
    return world.client(Role.DISPATCHER).post("/api/v1/service-requests", json=sent)


def written_back(client: FlaskClient, address: str) -> int:
    """Read a row and write what was read, as a form does."""
    read = client.get(address)
    body = {name: value for name, value in read.json.items() if name in WRITTEN}
    return client.put(address, json=body, headers={"If-Match": read.headers["ETag"]}).status_code


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_what_intake_took_can_be_written_back_to_the_register(world: World) -> None:
    customer = {"name": "Acme", "special_needs": LONG}
    site = {"name": "Branch", "point": {"lat": 31.23, "lon": 121.47}, "access_notes": LONG}
    answer = reported(world, customer_id=None, site_id=None, customer=customer, site=site)
    assert answer.status_code == 201, answer.text
    made, client = answer.json, world.client(Role.ADMIN)
    assert written_back(client, f"/api/v1/customers/{made['customer_id']}") == 200
    assert written_back(client, f"/api/v1/sites/{made['site_id']}") == 200


def test_a_customer_of_the_longest_name_can_report(world: World) -> None:
    customer = {"name": "名" * longest(Customer.name)}
    answer = reported(world, customer_id=None, site_id=None, customer=customer, site=_site())
    assert answer.status_code == 201, answer.text
    shown = world.client(Role.DISPATCHER).get(f"/api/v1/service-requests/{answer.json['id']}").json
    assert len(shown["contact_name"]) == longest(ServiceRequest.contact_name)


def _site() -> dict[str, Any]:
    return {"name": "Branch", "point": {"lat": 31.23, "lon": 121.47}}


def test_a_column_says_how_much_it_takes() -> None:
    assert longest(Site.name) == Site.name.type.length
    assert longest(Customer.special_needs) == 4000
    assert bounds(Territory.geofence_m) == (20, 5000)


def test_a_body_takes_as_much_as_the_column_that_it_fills() -> None:
    bodies: dict[Any, list[type[Schema]]] = {
        **{registers.REGISTERS[name].model: [body] for name, body in KINDS.values()},
        FaultType: [FaultTypeRecord],
        Part: [PartRecord],
        User: [UserRecord],
        Subscription: [SubscriptionRecord],
        Enquiry: [NewEnquiry, Answer],
        ServiceRequest: [ReportBody],
    }
    bodies[Customer] += [NewCustomerBody]
    bodies[Site] += [NewSiteBody]
    wrong = [
        f"{body.__name__}.{name}: {most} characters, not {longest(getattr(model, name))}"
        for model, several in bodies.items()
        for body in several
        for name, most in _lengths(body())
        if isinstance(getattr(model, name, None), InstrumentedAttribute)
        and most != longest(getattr(model, name))
    ]
    assert wrong == []


def _lengths(body: Schema) -> Iterator[tuple[str, int]]:
    for name, field in body.load_fields.items():
        for rule in field.validators:
            if isinstance(rule, validate.Length) and rule.max and isinstance(field, fields.String):
                yield name, rule.max
