"""Deciding about phones' messages over HTTP, and ending a visit in the office."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.kernel import Role, Runtime, unit_of_work
from app.phones.tables import PhoneEvent
from app.requests.tables import Visit
from tests.support import build
from tests.support.build import Job
from tests.support.clock import FakeClock
from tests.support.phone import Phone
from tests.support.web import application, bearer, make_user


@pytest.fixture
def job(runtime: Runtime) -> Job:
    with unit_of_work(runtime) as uow:
        return build.job(uow)


@pytest.fixture
def phone(runtime: Runtime, clock: FakeClock, job: Job) -> Phone:
    return Phone(runtime, clock, job)


@pytest.fixture
def dispatcher(runtime: Runtime) -> FlaskClient:
    client = application(runtime).test_client()
    header = bearer(runtime, make_user(runtime, Role.DISPATCHER))
    client.environ_base["HTTP_AUTHORIZATION"] = header["Authorization"]
    return client


def hold(runtime: Runtime, job: Job, *, mine: bool) -> None:
    with unit_of_work(runtime) as uow:
        visit = uow.get(Visit, job.visit_id)
        visit.engineer_id = job.engineer_id if mine else None


def listed(client: FlaskClient) -> list[dict[str, Any]]:
    return list(client.get("/api/v1/review-items?open=true").json)


def test_message_is_applied_once_and_the_second_is_told_who(
    runtime: Runtime, phone: Phone, dispatcher: FlaskClient
) -> None:
    phone.drive()
    hold(runtime, phone.job, mine=False)
    phone.arrive(point=(build.SHANGHAI[0] + 0.02, build.SHANGHAI[1]), offline=True)
    (item,) = listed(dispatcher)
    assert (item["visit_state"], item["holder"], item["distance_m"]) == ("en_route", None, 2224)
    address = f"/api/v1/review-items/{item['id']}"
    refused = dispatcher.post(f"{address}/apply", json={"note": "he was there"})
    assert (refused.status_code, refused.json["type"], refused.json["flag"]) == (
        409,
        "/problems/not-applicable",
        "visit_reassigned",
    )
    hold(runtime, phone.job, mine=True)
    applied = dispatcher.post(f"{address}/apply", json={"note": "he was there"})
    assert (applied.status_code, applied.json["outcome"], applied.json["visit_state"]) == (
        200,
        "applied",
        "on_site",
    )
    second = dispatcher.post(f"{address}/resolve", json={"note": "no"})
    assert (second.status_code, second.json["type"], second.json["by"]) == (
        409,
        "/problems/already-decided",
        "dispatcher",
    )
    assert listed(dispatcher) == []


def test_dangerous_comes_before_newer(
    runtime: Runtime, phone: Phone, dispatcher: FlaskClient, clock: FakeClock
) -> None:
    phone.drive()
    hold(runtime, phone.job, mine=False)
    phone.arrive(offline=True)
    clock.advance(minutes=1)
    phone.answer(("five_ones", "shoe_covers", False), offline=True)
    assert [item["kind"] for item in listed(dispatcher)] == ["arrive", "answers"]


@pytest.mark.parametrize("note", ["", "  "])
def test_every_decision_asks_for_a_reason(
    runtime: Runtime, phone: Phone, dispatcher: FlaskClient, note: str
) -> None:
    phone.drive()
    hold(runtime, phone.job, mine=False)
    phone.arrive(offline=True)
    (item,) = listed(dispatcher)
    for verb in ("apply", "attach", "resolve"):
        body = {"note": note, "visit_id": str(phone.job.visit_id)} if verb == "attach" else {"note": note}
        answer = dispatcher.post(f"/api/v1/review-items/{item['id']}/{verb}", json=body)
        assert (answer.status_code, list(answer.json["errors"])) == (422, ["note"])


def test_ending_the_visit_settles_the_message_it_is_about(
    runtime: Runtime, phone: Phone, dispatcher: FlaskClient, clock: FakeClock
) -> None:
    phone.go_on_site()
    phone.complete(offline=True)
    clock.advance(minutes=11)
    (item,) = listed(dispatcher)
    assert (item["kind"], item["status"]) == ("complete", "held")
    body = {"ending": "completed", "why": "No signature can be had.", "review_item_id": item["id"]}
    ended = dispatcher.post(f"/api/v1/visits/{phone.job.visit_id}/end", json=body)
    assert (ended.status_code, ended.json["state"], ended.json["office_ended_by"]) == (
        200,
        "completed",
        "dispatcher",
    )
    with unit_of_work(runtime, write=False) as uow:
        event = uow.session.scalars(select(PhoneEvent).where(PhoneEvent.kind == "complete")).one()
        assert (event.review_outcome, event.status) == ("ended", "held")
    again = dispatcher.post(f"/api/v1/visits/{phone.job.visit_id}/end", json=body)
    assert again.status_code == 409


def test_incomplete_without_a_reason_names_the_field(phone: Phone, dispatcher: FlaskClient) -> None:
    phone.go_on_site()
    body = {"ending": "incomplete", "why": "Nobody answers."}
    answer = dispatcher.post(f"/api/v1/visits/{phone.job.visit_id}/end", json=body)
    assert (answer.status_code, list(answer.json["errors"])) == (422, ["reason"])
