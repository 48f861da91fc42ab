"""Customers and requests are found by what a caller says and a display shows."""

from __future__ import annotations

from uuid import UUID

import pytest

from app.kernel import unit_of_work
from app.promise.reads.requests import requests
from app.registers.commands import registry
from app.registers.commands.phone_numbers import keep
from app.registers.reads.registry import REGISTERS, listing
from app.registers.tables import Customer, Site
from app.requests.commands.intake.report import Contact
from app.requests.tables import ServiceRequest
from tests.support.town import DISPATCHER, Town


@pytest.fixture
def lin(town: Town) -> UUID:
    values = {"name": "Lin", "phone": "010-65559876-801 / 139 1111 2222（林）", "active": True}
    with unit_of_work(town.runtime, DISPATCHER) as uow:
        key: UUID = registry.create(uow, "customer", values).id
        return key


@pytest.mark.parametrize(
    "text",
    [
        "01065559876",
        "010 6555 9876 转801",
        "65559876",
        "139 1111 2222",
        "+8613911112222",
        "+86 139 1111 2222",
        " 13911112222 ",
        "（林）",
    ],
)
def test_a_customer_is_found_by_a_number_as_a_display_shows_it(town: Town, lin: UUID, text: str) -> None:
    with unit_of_work(town.runtime, write=False) as uow:
        for wanted in ({"q": text}, {"phone": text}) if text != "（林）" else ({"q": text},):
            rows = uow.session.scalars(listing(DISPATCHER, REGISTERS["customer"], wanted)).all()
            assert [row.id for row in rows] == [lin]


def test_a_number_that_changed_finds_nobody(town: Town, lin: UUID) -> None:
    with unit_of_work(town.runtime, DISPATCHER) as uow:
        row = registry.update(uow, "customer", uow.get(REGISTERS["customer"].model, lin), {"phone": "95588"})
        assert (row.phone, row.phone_numbers[0]["e164"]) == ("95588", None)
    with unit_of_work(town.runtime, write=False) as uow:
        gone = listing(DISPATCHER, REGISTERS["customer"], {"q": "13911112222"})
        assert uow.session.scalars(gone).all() == []
        assert len(uow.session.scalars(listing(DISPATCHER, REGISTERS["customer"], {"q": "95588"})).all()) == 1


def test_what_was_shown_comes_back_without_losing_the_words(town: Town, lin: UUID) -> None:
    with unit_of_work(town.runtime, DISPATCHER) as uow:
        row = uow.get(REGISTERS["customer"].model, lin)
        registry.update(uow, "customer", row, {"phone": row.phone, "name": "Lin & Co"})
        assert row.phone_as_said == "010-65559876-801 / 139 1111 2222（林）"


def test_requests_are_found_by_code_site_address_and_number(town: Town) -> None:
    with unit_of_work(town.runtime) as uow:
        uow.get(Site, town.site_id).address = "中关村大街 27 号"
        keep(uow, "customer", uow.get(Customer, town.customer_id), "138 0013 8000")
    visit_id = town.report(contact=Contact("Wei", "136 2222 3333 转 8"))
    town.report(km=2)
    request_id = town.visit(visit_id).request_id
    with unit_of_work(town.runtime, DISPATCHER, write=False) as uow:
        request = uow.session.scalars(requests(uow, {"q": "中关村"})).one()
        assert request.id == request_id
        for text in (f"  {request.code.lower()} ", "大街 27", "13622223333", "3333", "Wei"):
            found = uow.session.scalars(requests(uow, {"q": text})).all()
            assert [row.id for row in found] == [request_id]
        assert len(uow.session.scalars(requests(uow, {"q": "   "})).all()) == 2
        # The customer's own number finds both.
        assert len(uow.session.scalars(requests(uow, {"q": "13800138000"})).all()) == 2


def test_requests_are_found_by_any_part_of_what_was_said_however_long(town: Town) -> None:
    said = "红灯闪烁，" + "和上次一样。" * 90 + "请带 E-57 定影器"
    visit_id = town.report(description=said)
    town.report(km=2)
    request_id = town.visit(visit_id).request_id
    with unit_of_work(town.runtime, DISPATCHER) as uow:
        uow.get(ServiceRequest, request_id).external_reference = "PO 2026/0815-X"

    def found(text: str) -> list[UUID]:
        with unit_of_work(town.runtime, DISPATCHER, write=False) as uow:
            return [row.id for row in uow.session.scalars(requests(uow, {"q": text}))]

    every_hundred_letters = [said[n : n + 90] for n in range(0, len(said), 7)]
    for text in ("灯闪", "e57定影", "0815x", "PO2026", *every_hundred_letters):
        assert found(text) == [request_id], text
    assert found("?!") == []
    assert found("红") == [], "one sign stands in half of all that was ever said"
    with unit_of_work(town.runtime, DISPATCHER) as uow:
        uow.get(ServiceRequest, request_id).description = "绿灯"
    assert found("灯闪") == []
    assert found("绿灯") == [request_id]
