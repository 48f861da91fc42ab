"""Amounts, void signatures, charges that wait and oddities, as pages show them."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from app.kernel import Role, Runtime, unit_of_work
from app.visits.commands import charges
from app.visits.commands.field import Kind
from app.visits.tables import HeldCharge
from tests.support.build import Job
from tests.support.clock import FakeClock
from tests.support.phone import Phone
from tests.support.web import application
from tests.web.test_documents import HTML
from tests.web.world import World, make_world

pytestmark = pytest.mark.any_database

ENGLISH = HTML | {"Accept-Language": "en"}
CHINESE = HTML | {"Accept-Language": "zh-CN"}


@pytest.fixture
def flask_app(runtime: Runtime) -> Flask:
    return application(runtime)


@pytest.fixture
def world(runtime: Runtime, clock: FakeClock, flask_app: Flask) -> World:
    return make_world(runtime, clock, flask_app)


@pytest.fixture
def phone(world: World, clock: FakeClock) -> Phone:
    """A visit signed for 150 yuan and completed."""
    phone = world.phone
    phone.go_on_site()
    phone.work()
    phone.send(Kind.CHARGE, {"kind": "travel", "amount_cents": 15_000}).unwrap()
    phone.sign("engineer").unwrap()
    phone.sign("customer").unwrap()
    clock.advance(minutes=5)
    phone.complete().unwrap()
    clock.advance(minutes=2)
    return phone


def grow(phone: Phone) -> None:
    phone.send(Kind.CHARGE, {"kind": "travel", "amount_cents": 90_000}).unwrap()
    approve(phone)


def approve(phone: Phone) -> None:
    """Let the office put on the bill what waits."""
    with unit_of_work(phone.runtime) as uow:
        charges.approve(uow, uow.session.scalars(select(HeldCharge.id)).one(), "agreed")


def request_page(world: World, role: Role, job: Job, headers: dict[str, str] = ENGLISH) -> str:
    return str(world.client(role).get(f"/requests/{job.request_id}", headers=headers).text)


def test_every_page_says_alike_that_a_signature_is_void(world: World, phone: Phone) -> None:
    grow(phone)
    why = "the charge “Travel” changed from CN¥150.00 to CN¥900.00"
    for page in (
        request_page(world, Role.DISPATCHER, phone.job),
        world.client(Role.ANONYMOUS).get(f"/t/{world.link()}", headers=ENGLISH).text,
    ):
        assert page.count("Void since") == page.count(why) == 2
        assert "Signed for CN¥150.00" in page
        assert "Signed by Han Meimei" in page
        assert "CN¥900.00" in page
    chinese = request_page(world, Role.DISPATCHER, phone.job, CHINESE)
    assert chinese.count("费用“交通费”由 ¥150.00 改为 ¥900.00") == 2
    assert "失效" in chinese


def test_customer_is_told_before_confirming_and_can_then(world: World, phone: Phone) -> None:
    grow(phone)
    client, link = world.client(Role.ANONYMOUS), f"/t/{world.link()}"
    assert 'name="acknowledge_void"' in client.get(link, headers=ENGLISH).text
    client.post(f"{link}/confirm", headers=ENGLISH)
    page = client.get(link, headers=ENGLISH).text
    assert "A signature is void" in page
    client.post(f"{link}/confirm", data={"acknowledge_void": "true"}, headers=ENGLISH)
    assert "The result is confirmed." in client.get(link, headers=ENGLISH).text


def test_signed_visit_asks_for_no_acknowledgement(world: World, phone: Phone) -> None:
    page = world.client(Role.ANONYMOUS).get(f"/t/{world.link()}", headers=ENGLISH).text
    assert "acknowledge_void" not in page
    assert "CN¥150.00" in page
    del phone


def test_history_tells_what_came_onto_the_bill(world: World, phone: Phone) -> None:
    phone.send(Kind.PART, {"part_code": "roller", "quantity": 2})
    approve(phone)
    assert "Pickup roller × 2: CN¥0.00 → CN¥90.00" in request_page(world, Role.DISPATCHER, phone.job)
    chinese = request_page(world, Role.DISPATCHER, phone.job, CHINESE)
    assert "搓纸轮 × 2：¥0.00 → ¥90.00" in chinese
    assert "账单有变动" in chinese


@pytest.mark.parametrize(("decision", "said"), [("approve", "on the bill"), ("refuse", "The bill stays")])
def test_office_decides_about_a_charge_on_the_page(
    world: World, phone: Phone, runtime: Runtime, decision: str, said: str
) -> None:
    phone.send(Kind.CHARGE, {"kind": "travel", "amount_cents": 99_900_000}).unwrap()
    page = request_page(world, Role.MANAGER, phone.job)
    assert "Charges waiting for approval" in page
    assert "Sent after the visit had ended" in page
    assert "CN¥999,000.00" in page
    with unit_of_work(runtime, write=False) as uow:
        charge_id = uow.session.scalars(select(HeldCharge.id)).one()
    manager = world.client(Role.MANAGER)
    manager.post(f"/charges/{charge_id}", data={"decision": decision, "reason": "asked the customer"})
    page = manager.get(f"/requests/{phone.job.request_id}", headers=ENGLISH).text
    assert said in page
    assert "Charges waiting for approval" not in page
    assert ("Void since" in page) is (decision == "approve")


def test_charges_that_wait_stand_on_the_page_of_what_needs_a_person(world: World, phone: Phone) -> None:
    dispatcher = world.client(Role.DISPATCHER)
    assert "Charges waiting" not in dispatcher.get("/reviews", headers=ENGLISH).text
    phone.send(Kind.CHARGE, {"kind": "travel", "amount_cents": 99_900_000}).unwrap()
    page = dispatcher.get("/reviews", headers=ENGLISH).text
    assert "Charges waiting for approval" in page
    assert f'href="/requests/{phone.job.request_id}"' in page


def test_oddities_are_shown_to_the_office_alone(world: World, phone: Phone) -> None:
    assert "the signatures of customer and engineer are the same drawing" in request_page(
        world, Role.DISPATCHER, phone.job
    )
    assert "Worth a question" not in request_page(world, Role.CUSTOMER, phone.job)
    told = world.client(Role.MANAGER).get(f"/api/v1/visits/{phone.job.visit_id}/oddities").json
    assert [odd["code"] for odd in told] == ["one_photo_for_two", "same_ink"]


def test_charges_that_wait_are_listed(world: World, phone: Phone) -> None:
    phone.send(Kind.CHARGE, {"kind": "gold", "amount_cents": 100}).unwrap()
    rows = world.client(Role.DISPATCHER).get("/api/v1/charges?state=waiting").get_json()
    [row] = rows
    assert (row["code"], row["why"], row["name_en"], row["standing_cents"]) == (
        "gold",
        "after_completion",
        "",
        0,
    )


def test_history_calls_a_charge_that_waits_by_its_name(world: World, phone: Phone) -> None:
    phone.send(Kind.CHARGE, {"kind": "travel", "amount_cents": 99_900_000}).unwrap()
    assert "Travel · CN¥999,000.00" in request_page(world, Role.DISPATCHER, phone.job)
    assert "交通费 · ¥999,000.00" in request_page(world, Role.DISPATCHER, phone.job, CHINESE)
