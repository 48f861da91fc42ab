"""What an office writes for itself: a customer's account is told none of it, wherever it stands."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask

from app.kernel import Role, Runtime, unit_of_work
from app.registers.tables import Contract
from app.requests.tables import ServiceRequest, Visit
from app.web.api import WithOfficeNotes
from tests.support.clock import FakeClock
from tests.support.policy import POLICY
from tests.support.web import application
from tests.web.world import World, make_world

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"])

SAID = "pays late"
READ_BY_CUSTOMERS = {"access_notes"}
"""Notes that are written for who comes to the customer, and which the customer reads."""


@pytest.fixture
def flask_app(runtime: Runtime) -> Flask:
    return application(runtime)


@pytest.fixture
def world(runtime: Runtime, clock: FakeClock, flask_app: Flask) -> World:
    return make_world(runtime, clock, flask_app)


def test_customers_are_told_no_note_of_the_office(world: World) -> None:
    job = world.own.job
    with unit_of_work(world.runtime) as uow:
        uow.get(Contract, world.own.contract_id).notes = SAID
        uow.get(ServiceRequest, job.request_id).solved_remotely_note = SAID
        visit = uow.get(Visit, job.visit_id)
        visit.office_ended_by, visit.office_end_reason = "Ms Zhou", SAID
    addresses = (
        f"/api/v1/contracts/{world.own.contract_id}",
        "/api/v1/contracts",
        f"/api/v1/customers/{job.customer_id}/file",
        f"/api/v1/service-requests/{job.request_id}",
        f"/api/v1/visits/{job.visit_id}",
    )
    for address in addresses:
        told = world.client(Role.CUSTOMER).get(address)
        assert told.status_code == 200, address
        assert SAID not in told.text, address
        assert SAID in world.client(Role.MANAGER).get(address).text, address
    html = {"Accept": "text/html"}
    for path in (f"/requests/{job.request_id}", f"/customers/{job.customer_id}"):
        assert SAID not in world.client(Role.CUSTOMER).get(path, headers=html).text, path


def test_every_note_that_customers_are_answered_is_kept_back_or_meant_for_them(flask_app: Flask) -> None:
    document = flask_app.test_client().get("/api/openapi.json").get_json()
    answered: set[str] = set()
    for key, row in POLICY.items():
        method, rule = key.split(maxsplit=1)
        operation = (
            document["paths"].get(re.sub(r"<(?:[^:>]+:)?([^>]+)>", r"{\1}", rule), {}).get(method.lower())
        )
        if operation and Role.CUSTOMER in row.roles:
            answered |= _named(operation["responses"], document["components"])
    kept_back = {body.__name__: set(body.OFFICE_NOTES) for body in _below(WithOfficeNotes)}
    assert {"ContractRecord", "OfferShown"} <= answered
    told = {
        (name, field)
        for name in answered
        for field in document["components"]["schemas"][name].get("properties", {})
        if field.endswith(("note", "notes")) and field not in READ_BY_CUSTOMERS | kept_back.get(name, set())
    }
    assert told == set()


def _named(part: Any, components: Any, seen: frozenset[str] = frozenset()) -> set[str]:
    """Return the schemas that a part of the document names, and those that they name."""
    found = set()
    for name in set(re.findall(r"#/components/schemas/([^'\"]+)", str(part))) - seen:
        found |= {name} | _named(components["schemas"][name], components, seen | {name})
    return found


def _below(base: type[WithOfficeNotes]) -> set[type[WithOfficeNotes]]:
    found = set(base.__subclasses__())
    return found | {below for one in found for below in _below(one)}
