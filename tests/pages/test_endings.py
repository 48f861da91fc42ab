"""Pages of promises that end otherwise, of enquiries, and of customers recorded twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from app.accounts.tables import User
from app.enquiries.commands.enquiries import Question, ask
from app.kernel import Role, UnitOfWork, unit_of_work
from app.kernel.principal import Principal
from app.registers.commands import registry
from app.registers.tables import Customer
from app.requests.tables import ServiceRequest
from tests.pages.conftest import Browser
from tests.support.morning import Morning

SignIn = Callable[[str], Browser]
WANG = Principal(Role.DISPATCHER, "Wang")


def request_of(morning: Morning, name: str) -> ServiceRequest:
    with unit_of_work(morning.runtime, write=False) as uow:
        return uow.get(ServiceRequest, morning.requests[name])


def asked(morning: Morning, question: Question) -> str:
    with unit_of_work(morning.runtime, WANG) as uow:
        return str(ask(uow, question).id)


def test_dispatcher_records_what_was_solved_without_a_visit(
    signed_in: SignIn, browser: Browser, morning: Morning
) -> None:
    desk, name = signed_in("dispatcher"), "offered"
    address = f"/requests/{morning.requests[name]}"
    desk.send(f"{address}/solve-remotely", how="pigeon", by="Wang", note="Switched it on.")
    assert "is not one of" in desk.open(address).text
    desk.send(f"{address}/solve-remotely", how="telephone", by="Wang", note="Switched it on.")
    page = desk.open(address).text
    assert "Recorded as solved without a visit." in page
    assert "Switched it on." in page
    assert "solved without a visit" in page  # why the visit was called off
    theirs = browser.open(morning.link(name)).text
    assert "Solved without a visit" in theirs
    assert "We are choosing the engineer" not in theirs


def test_a_later_hour_is_agreed_by_the_clock_of_the_site(signed_in: SignIn, morning: Morning) -> None:
    desk, name = signed_in("dispatcher"), "unassigned"
    address = f"/requests/{morning.requests[name]}"
    desk.send(f"{address}/appointment", at="2026-03-02T15:00", agreed_by="Mrs Lin")
    page = desk.open(address).text
    assert "Appointment 14:00–15:00" in page
    assert "agreed by Mrs Lin" in page
    assert request_of(morning, name).due_at.isoformat() == "2026-03-02T07:00:00+00:00"
    desk.send(f"{address}/appointment", at="2026-03-02T09:30", agreed_by="Mrs Lin")
    assert "is not later than what is promised already" in desk.open(address).text


def test_the_customer_agrees_on_a_later_hour_by_the_link(browser: Browser, morning: Morning) -> None:
    link, name = morning.link("offered"), "offered"
    first = request_of(morning, name).due_at
    assert "I would like a later hour" in browser.open(link).text
    assert browser.client.post(f"{link}/appointment", data={"at": "2026-03-02T16:30"}).location == link
    page = browser.open(link).text
    assert "between 15:30 and 16:30" in page
    assert request_of(morning, name).first_due_at == first
    browser.client.post(f"{link}/appointment", data={"at": "soon"})
    assert "is not a time" in browser.open(link).text


def test_nobody_on_the_road_is_asked_to_come_later(browser: Browser, morning: Morning) -> None:
    link = morning.link("on_site")
    assert "I would like a later hour" not in browser.open(link).text
    browser.client.post(f"{link}/appointment", data={"at": "2026-03-02T16:30"})
    assert "An engineer is on the way already" in browser.open(link).text


def test_enquiries_stand_with_their_clock_and_the_menu_counts_them(
    signed_in: SignIn, morning: Morning
) -> None:
    said = Question("Which toner?", "phone", contact_name="Li", contact_phone="62781234 转 8")
    key = asked(morning, said)
    desk = signed_in("dispatcher")
    page = desk.open("/enquiries").text
    assert "62781234 转 8" in page
    assert "call back with the answer" in page
    waiting = desk.open("/work?part=counts").json["waiting"]
    assert f'<b class="count">{waiting}<' in desk.open("/customers").text
    desk.send(f"/enquiries/{key}/answer", answer="Black.")
    assert "No enquiry of this kind." in desk.open("/enquiries?show=open").text
    assert "Black." in desk.open("/enquiries?show=answered").text
    assert desk.open("/work?part=counts").json["waiting"] == waiting - 1


def test_only_dispatchers_answer_and_an_empty_answer_is_none(signed_in: SignIn, morning: Morning) -> None:
    key = asked(morning, Question("Which toner?", "phone"))
    assert "/answer" not in signed_in("manager").open("/enquiries").text
    desk = signed_in("dispatcher")
    desk.send(f"/enquiries/{key}/answer", answer="  ")
    assert "Please fill in every field" in desk.open("/enquiries").text


def test_an_answer_stands_on_the_customers_page(signed_in: SignIn, morning: Morning) -> None:
    customer_id = request_of(morning, "done").customer_id
    key = asked(morning, Question("Which toner?", "portal", customer_id=customer_id))
    desk = signed_in("dispatcher")
    desk.send(f"/enquiries/{key}/answer", answer="Black, size two.")
    assert "Black, size two." in desk.open(f"/customers/{customer_id}").text


def test_doubles_are_merged_and_taken_apart_on_the_customers_page(
    signed_in: SignIn, morning: Morning
) -> None:
    def double(uow: UnitOfWork) -> UUID:
        values = {"name": "Somebody", "phone": "13911112222", "active": True}
        other = registry.create(uow, "customer", values | {"name": "Somebody else"})
        registry.create(uow, "customer", values)
        key: UUID = other.id
        return key

    with unit_of_work(morning.runtime, WANG) as uow:
        other = double(uow)
        stays = uow.session.query(Customer).filter(Customer.name == "Somebody").one().id
    desk, address = signed_in("dispatcher"), f"/customers/{stays}"
    assert "same telephone number" in desk.open(address).text
    desk.send(f"/customers/{other}/merge", into=str(stays), reason="one shop")
    assert desk.open(f"/customers/{other}").location == address
    assert "The two are one now." in desk.open(address).text
    morning.clock.advance(seconds=timedelta(minutes=1).seconds)
    desk.send(f"/customers/{other}/unmerge", reason="two shops")
    assert "They are two customers again." in desk.open(f"/customers/{other}").text


def test_a_hotline_is_named_where_there_is_one_alone(browser: Browser, morning: Morning) -> None:
    assert "Hotline" not in browser.open(morning.link("danger")).text


def test_a_customers_account_agrees_on_a_later_hour_in_its_own_name(
    signed_in: SignIn, morning: Morning
) -> None:
    name = "unassigned"
    request = request_of(morning, name)
    with unit_of_work(morning.runtime, WANG) as uow:
        account = uow.session.query(User).filter(User.role == Role.CUSTOMER).first()
        assert account is not None
        account.customer_id = request.customer_id
    browser, address = signed_in("customer"), f"/requests/{request.id}"
    page = browser.open(address).text
    assert "I would like a later hour" in page
    assert "solve-remotely" not in page
    browser.send(f"{address}/appointment", at="2026-03-02T15:00")
    assert request_of(morning, name).appointment_agreed_by == request.contact_name
