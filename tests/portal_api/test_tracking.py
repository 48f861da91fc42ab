from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.kernel import Runtime, unit_of_work
from app.requests.tables import Rating, Visit
from tests.support import build
from tests.support.build import Job
from tests.support.clock import FakeClock
from tests.support.phone import Phone
from tests.support.web import application, tracking


@pytest.fixture
def flask_app(runtime: Runtime) -> Flask:
    return application(runtime)


@pytest.fixture
def job(runtime: Runtime) -> Job:
    with unit_of_work(runtime) as uow:
        return build.job(uow)


@pytest.fixture
def phone(runtime: Runtime, clock: FakeClock, job: Job) -> Phone:
    return Phone(runtime, clock, job)


class Customer:
    """Somebody who holds the link."""

    def __init__(self, client: Any, token: str) -> None:
        self.client, self.path = client, f"/portal/v1/tracking/{token}"

    def look(self) -> dict[str, Any]:
        answer = self.client.get(self.path)
        assert answer.status_code == 200, answer.text
        return dict(answer.json or {})

    def post(self, verb: str, **body: object) -> Any:
        return self.client.post(f"{self.path}/{verb}", json=body or None)


@pytest.fixture
def customer(flask_app: Flask, runtime: Runtime, job: Job) -> Customer:
    return Customer(flask_app.test_client(), tracking(runtime, job.request_id))


def test_card_and_code_appear_once_the_engineer_has_said_yes(customer: Customer, phone: Phone) -> None:
    before = customer.look()
    assert (before["state"], before["engineer"], before["arrival_code"]) == ("promised", None, None)
    phone.drive()
    after = customer.look()
    assert (after["visit_state"], after["arrival_code"]) == ("en_route", "4711")
    assert after["engineer"]["stars"] == 3


def test_customer_confirms_the_arrival_that_the_phone_reported(customer: Customer, phone: Phone) -> None:
    phone.drive()
    early = customer.post("confirm-arrival")
    assert (early.status_code, early.json["type"]) == (409, "/problems/not-ready")
    phone.arrive(code=None)
    assert customer.look()["can_confirm_arrival"] is True
    answer = customer.post("confirm-arrival").json
    assert answer["arrival_confirmed_at"] == answer["on_site_at"]
    assert customer.post("confirm-arrival").json["arrival_confirmed_at"] == answer["arrival_confirmed_at"]


def test_visit_is_confirmed_and_rated_once(
    customer: Customer, phone: Phone, runtime: Runtime, job: Job
) -> None:
    phone.finish_work()
    assert customer.post("rate", score=5).status_code == 409
    phone.complete().unwrap()
    assert customer.look()["can_rate"] is True
    assert customer.post("confirm").json["visit_state"] == "confirmed"
    assert customer.post("confirm").json["visit_state"] == "confirmed"
    said = {"score": 5, "comment": "Quick!", "on_time": 5, "technical": 4, "problem_solved": False}
    given = customer.post("rate", **{**said, "comment": " Quick! "}).json["rating"]
    unsaid = {"attitude": None, "five_ones_used": None, "handed_over": False, "rated_at": ""}
    assert {**given, "rated_at": ""} == {**said, **unsaid}
    assert customer.post("rate", **said).status_code == 200
    assert customer.post("rate", **{**said, "problem_solved": True}).status_code == 409
    other = customer.post("rate", score=1)
    assert (other.status_code, other.json["type"], other.json["score"]) == (409, "/problems/already-rated", 5)
    with unit_of_work(runtime, write=False) as uow:
        assert uow.session.scalar(select(func.count()).select_from(Rating)) == 1
        assert uow.get(Visit, job.visit_id).state == "confirmed"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "score"),
        ({"score": 0}, "score"),
        ({"score": 6}, "score"),
        ({"score": 4.5}, "score"),
        ({"score": 4, "on_time": 0}, "on_time"),
        ({"score": 4, "attitude": 6}, "attitude"),
        ({"score": 4, "problem_solved": "perhaps"}, "problem_solved"),
        ({"score": 5, "comment": "x" * 1001}, "comment"),
        ({"score": 5, "comment": "a\u0000b"}, "comment"),
        ({"score": 5, "tip": 1}, "tip"),
    ],
)
def test_bad_rating_names_the_field(
    customer: Customer, phone: Phone, body: dict[str, object], field: str
) -> None:
    phone.finish_work()
    phone.complete().unwrap()
    answer = customer.client.post(f"{customer.path}/rate", json=body)
    assert answer.status_code == 422
    assert list(answer.json["errors"]) == [field]
    assert customer.look()["rating"] is None


def test_expired_or_forged_link_opens_nothing(customer: Customer, clock: FakeClock) -> None:
    assert customer.client.get(customer.path + "x").status_code == 404
    clock.advance(hours=73)
    assert customer.client.get(customer.path).status_code == 404


def test_idempotency_key_replays_the_rating(customer: Customer, phone: Phone) -> None:
    phone.finish_work()
    phone.complete().unwrap()
    path, headers = f"{customer.path}/rate", {"Idempotency-Key": "once"}
    first = customer.client.post(path, json={"score": 4}, headers=headers)
    again = customer.client.post(path, json={"score": 4}, headers=headers)
    assert again.json == first.json
    assert again.headers["Idempotent-Replayed"] == "true"
