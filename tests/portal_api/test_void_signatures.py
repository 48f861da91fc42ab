"""The customer sees the amount and how the signatures stand, and confirms over a void one only knowingly."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.kernel import Principal, Role, Runtime, unit_of_work
from app.kernel.tables import Event
from app.portal import api as portal_api
from app.shell.factory import create_app
from app.visits.commands import charges
from app.visits.commands.field import Kind
from app.visits.tables import HeldCharge
from tests.support import build
from tests.support.build import Job
from tests.support.clock import FakeClock
from tests.support.phone import Phone
from tests.support.web import application, tracking


@pytest.fixture
def flask_app(runtime: Runtime) -> Flask:
    return application(runtime, _alone)


def _alone(runtime: Runtime) -> Flask:
    return create_app(runtime, portal_api.blueprints())


@pytest.fixture
def job(runtime: Runtime) -> Job:
    with unit_of_work(runtime) as uow:
        return build.job(uow)


@pytest.fixture
def done(runtime: Runtime, clock: FakeClock, job: Job) -> Phone:
    """A visit that was signed for 150 yuan and completed."""
    phone = Phone(runtime, clock, job)
    phone.go_on_site()
    phone.work()
    phone.send(Kind.CHARGE, {"kind": "travel", "amount_cents": 15_000}).unwrap()
    phone.sign("engineer").unwrap()
    phone.sign("customer").unwrap()
    clock.advance(minutes=1)
    phone.complete().unwrap()
    clock.advance(minutes=2)
    return phone


@pytest.fixture
def path(runtime: Runtime, job: Job) -> str:
    return f"/portal/v1/tracking/{tracking(runtime, job.request_id)}"


def grow(phone: Phone) -> None:
    """A charge that comes after the completion waits, and the office approves it."""
    phone.send(Kind.CHARGE, {"kind": "travel", "amount_cents": 90_000}).unwrap()
    with unit_of_work(phone.runtime, Principal(Role.MANAGER, name="Mei")) as uow:
        charges.approve(uow, uow.session.scalars(select(HeldCharge.id)).one(), "agreed by telephone")


def test_link_shows_the_amount_and_who_signed(flask_app: Flask, done: Phone, path: str) -> None:
    told: Any = flask_app.test_client().get(path).json
    assert (told["amount_cents"], told["currency"], told["must_acknowledge_void"]) == (15_000, "CNY", False)
    assert [(s["role"], s["standing"], s["signer_name"]) for s in told["signatures"]] == [
        ("customer", "valid", "Han Meimei"),
        ("engineer", "valid", "Han Meimei"),
    ]
    del done


@pytest.mark.parametrize(
    ("language", "because"),
    [
        ("en", "the charge “Travel” changed from CN¥150.00 to CN¥900.00"),
        ("zh-CN", "费用“交通费”由 ¥150.00 改为 ¥900.00"),
    ],
)
def test_void_signature_says_since_when_and_because_of_what(
    flask_app: Flask, done: Phone, path: str, clock: FakeClock, language: str, because: str
) -> None:
    grow(done)
    told: Any = flask_app.test_client().get(path, headers={"Accept-Language": language}).json
    assert (told["amount_cents"], told["must_acknowledge_void"]) == (90_000, True)
    for signature in told["signatures"]:
        assert signature["standing"] == "void"
        assert signature["void_since"] == clock.now.isoformat()
        assert (signature["because"], signature["signed_cents"]) == ([because], 15_000)


def test_customer_confirms_over_a_void_signature_only_knowingly(
    flask_app: Flask, runtime: Runtime, done: Phone, path: str
) -> None:
    grow(done)
    client = flask_app.test_client()
    refused = client.post(f"{path}/confirm")
    assert (refused.status_code, refused.json["type"]) == (409, "/problems/signature-void")
    assert refused.json["roles"] == ["customer", "engineer"]
    assert client.post(f"{path}/confirm", json={"acknowledge_void": False}).status_code == 409
    assert client.post(f"{path}/confirm", json={"acknowledge_void": "perhaps"}).status_code == 422
    agreed = client.post(f"{path}/confirm", json={"acknowledge_void": True})
    assert (agreed.status_code, agreed.json["visit_state"]) == (200, "confirmed")
    with unit_of_work(runtime, write=False) as uow:
        body = json.loads(
            uow.session.scalars(select(Event.body).where(Event.kind == "visit.confirmed")).one()
        )
    assert (body["void_signatures"], body["amount_cents"]) == (["customer", "engineer"], 90_000)


def test_signing_again_makes_the_confirmation_plain_again(flask_app: Flask, done: Phone, path: str) -> None:
    grow(done)
    done.sign("engineer").unwrap()
    done.sign("customer").unwrap()
    assert flask_app.test_client().post(f"{path}/confirm").status_code == 200
