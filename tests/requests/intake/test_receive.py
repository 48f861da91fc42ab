"""What is reported becomes a request with a promise, whatever else is known."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from app.kernel import Principal, Role, unit_of_work
from app.kernel.codes import CROCKFORD
from app.kernel.errors import Invalid
from app.kernel.principal import SYSTEM
from app.kernel.tables import Event, Timer
from app.registers.tables import Asset, Customer, FaultType, Site, Territory
from app.requests.commands.intake.receive import locate, receive
from app.requests.commands.intake.report import Contact, NewCustomer, NewSite, Report
from app.requests.commands.intake.visits import INSTANT_S
from app.requests.tables import ServiceRequest, Visit, VisitTemplate
from tests.support.clock import MONDAY_MORNING, FakeClock
from tests.support.town import CENTRE, DISPATCHER, KM, Town, add_contract


def _received(town: Town, report: Report, who: Principal = DISPATCHER, **more: Any) -> ServiceRequest:
    with unit_of_work(town.runtime, who) as uow:
        request, _ = receive(uow, report, **more)
    return request


def _refused(town: Town, report: Report, who: Principal = DISPATCHER) -> dict[str, list[str]]:
    with pytest.raises(Invalid) as refused:
        _received(town, report, who)
    with unit_of_work(town.runtime, write=False) as uow:
        assert uow.session.scalar(select(func.count()).select_from(ServiceRequest)) == 0
    return dict(refused.value.errors)


def _at_site(town: Town, **changes: Any) -> Report:
    return replace(Report("no_boot", "phone", site_id=town.site_id), **changes)


def test_a_request_is_promised_for_an_hour_after_it_was_made(town: Town) -> None:
    request = _received(town, _at_site(town))
    assert (request.state, request.due_at) == ("promised", MONDAY_MORNING + timedelta(hours=1))
    assert (request.promise_s, request.priority, request.min_stars) == (3600, 1, 1)
    assert (request.skill_code, request.expected_s) == ("desktop", 1800)
    assert re.fullmatch(f"[{CROCKFORD}]{{8}}", request.code)


def test_its_visit_is_planned_with_a_code_and_checklists_and_the_planner_is_called(town: Town) -> None:
    request = _received(town, _at_site(town))
    with unit_of_work(town.runtime, write=False) as uow:
        visit = uow.session.scalars(select(Visit)).one()
        assert (visit.request_id, visit.state, visit.ordinal) == (request.id, "planned", 1)
        assert re.fullmatch(r"\d{4}", visit.arrival_code)
        templates = uow.session.scalars(select(VisitTemplate.key)).all()
        assert {"five_ones", "desktop"} <= set(templates)
        due_at = uow.session.get_one(Timer, ("plan", str(town.territory_id))).due_at
        assert due_at == uow.now + timedelta(seconds=INSTANT_S)


def test_the_ledger_tells_how_it_came_in(town: Town) -> None:
    request = _received(town, _at_site(town))
    with unit_of_work(town.runtime, write=False) as uow:
        events = uow.session.scalars(select(Event).order_by(Event.number)).all()
    assert [event.kind for event in events] == ["request.received", "request.promised", "visit.planned"]
    assert {event.stream for event in events} == {f"request:{request.id}"}


def test_the_promise_counts_from_when_the_customer_asked(town: Town) -> None:
    asked = MONDAY_MORNING - timedelta(minutes=7)
    request = _received(town, _at_site(town, requested_at=asked))
    assert (request.requested_at, request.due_at) == (asked, asked + timedelta(hours=1))
    assert request.received_at == MONDAY_MORNING


def test_a_caller_whose_clock_is_a_little_ahead_asked_now(town: Town) -> None:
    ahead = MONDAY_MORNING + timedelta(seconds=60)
    request = _received(town, _at_site(town, requested_at=ahead))
    assert (request.requested_at, request.due_at) == (MONDAY_MORNING, MONDAY_MORNING + timedelta(hours=1))


@pytest.mark.parametrize("off", [timedelta(seconds=61), timedelta(days=-31)])
def test_a_request_is_made_neither_tomorrow_nor_long_ago(town: Town, off: timedelta) -> None:
    assert list(_refused(town, _at_site(town, requested_at=MONDAY_MORNING + off))) == ["requested_at"]


def test_the_contract_in_force_sets_minutes_stars_and_priority(town: Town) -> None:
    add_contract(town.runtime, town, "old", promise_s=60, ends_on=date(2026, 3, 1))
    add_contract(town.runtime, town, "weak", priority=1)
    strong = add_contract(town.runtime, town, "strong", promise_s=1800, min_stars=4, priority=3)
    request = _received(town, _at_site(town))
    assert (request.contract_id, request.promise_s, request.min_stars, request.priority) == (
        strong,
        1800,
        4,
        3,
    )


def test_outside_coverage_hours_the_promise_starts_at_the_next_opening_on_the_sites_clock(town: Town) -> None:
    add_contract(town.runtime, town, coverage={"mon": [["10:30", "18:00"]]})
    assert _received(town, _at_site(town)).due_at == datetime(2026, 3, 2, 3, 30, tzinfo=UTC)
    with unit_of_work(town.runtime) as uow:
        uow.get(Site, town.site_id).time_zone = "Asia/Tokyo"
    assert _received(town, _at_site(town)).due_at == datetime(2026, 3, 2, 2, 30, tzinfo=UTC)


def test_the_fault_raises_the_stars_and_an_integration_sets_the_seconds(town: Town) -> None:
    with unit_of_work(town.runtime) as uow:
        uow.get(FaultType, "no_boot").min_stars = 3
    partner = Principal(Role.INTEGRATION, "erp")
    request = _received(town, _at_site(town, expected_service_s=600, min_stars=2), partner)
    assert (request.min_stars, request.expected_s) == (3, 600)


def test_a_customer_does_not_tell_the_engine_what_to_think(town: Town) -> None:
    own = Principal(Role.CUSTOMER, customer_id=town.customer_id)
    found = _refused(town, _at_site(town, expected_service_s=600, min_stars=5), own)
    assert set(found) == {"expected_service_s", "min_stars"}


def test_a_new_customer_with_a_new_site_is_recorded_with_the_request(town: Town) -> None:
    report = Report(
        "no_boot",
        "phone",
        customer=NewCustomer("Lin", phone="139 0013 9000", locale="zh_CN"),
        site=NewSite("Shop", point=(CENTRE[0] + KM, CENTRE[1])),
    )
    request = _received(town, report)
    with unit_of_work(town.runtime, write=False) as uow:
        customer, site = uow.get(Customer, request.customer_id), uow.get(Site, request.site_id)
    assert (customer.phone, customer.locale) == ("+8613900139000", "zh_CN")
    assert (site.customer_id, site.territory_id) == (customer.id, town.territory_id)
    assert (request.contact_name, request.contact_phone) == ("Lin", "+8613900139000")


def test_the_contacts_number_is_kept_in_one_form(town: Town) -> None:
    request = _received(town, _at_site(town, contact=Contact("Wei", "021-6888 1234")))
    assert (request.contact_name, request.contact_phone) == ("Wei", "+862168881234")


def test_a_qr_code_tells_machine_site_and_customer(town: Town) -> None:
    request = _received(town, Report("no_boot", "qr", asset_qr="QR1"))
    assert (request.asset_id, request.site_id, request.customer_id) == (
        town.asset_id,
        town.site_id,
        town.customer_id,
    )


def test_a_machine_reported_twice_is_linked_and_still_has_its_own_promise(
    town: Town, clock: FakeClock
) -> None:
    first = _received(town, Report("no_boot", "qr", asset_id=town.asset_id))
    clock.advance(minutes=5)
    second = _received(town, Report("no_boot", "phone", asset_id=town.asset_id))
    clock.advance(minutes=5)
    third = _received(town, Report("no_boot", "phone", asset_id=town.asset_id))
    assert (first.linked_to_id, second.linked_to_id, third.linked_to_id) == (None, first.id, first.id)
    assert second.due_at == first.due_at + timedelta(minutes=5)


def test_after_the_window_the_same_machine_is_a_new_problem(town: Town, clock: FakeClock) -> None:
    _received(town, Report("no_boot", "qr", asset_id=town.asset_id))
    clock.advance(hours=4, seconds=1)
    assert _received(town, Report("no_boot", "qr", asset_id=town.asset_id)).linked_to_id is None


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"fault_code": "gremlins"}, "fault_code"),
        ({"channel": "pigeon"}, "channel"),
        ({"site_id": None}, "site_id"),
        ({"asset_qr": "unknown"}, "asset_qr"),
        ({"site": NewSite("Shop", point=CENTRE)}, "site"),
        ({"customer": NewCustomer("Lin")}, "customer"),
        ({"site_id": None, "site": NewSite("Shop", point=CENTRE)}, "customer_id"),
        (
            {"site_id": None, "customer": NewCustomer("Lin"), "site": NewSite("Shop", point=(0.0, 0.0))},
            "site.point",
        ),
    ],
)
def test_a_report_that_cannot_be_right_names_the_field(
    town: Town, changes: dict[str, Any], path: str
) -> None:
    assert list(_refused(town, _at_site(town, **changes))) == [path]


def test_ids_that_contradict_each_other_are_refused(town: Town) -> None:
    stranger = town.engineers[0]
    contradictions: list[tuple[dict[str, Any], str]] = [
        ({"site_id": stranger}, "site_id"),
        ({"asset_id": stranger}, "asset_id"),
        ({"asset_id": town.asset_id, "asset_qr": "QR1"}, "asset_qr"),
        ({"customer_id": stranger}, "customer_id"),
        ({"site_id": None, "asset_id": town.asset_id, "site": NewSite("Shop", point=CENTRE)}, "site"),
    ]
    for changes, path in contradictions:
        assert list(_refused(town, _at_site(town, **changes))) == [path], changes


def test_a_machine_stands_at_one_site_and_a_site_belongs_to_one_customer(town: Town) -> None:
    with unit_of_work(town.runtime) as uow:
        other = Customer(id=uow.new_id(), name="Other", created_at=uow.now, updated_at=uow.now)
        site = Site(
            id=uow.new_id(),
            customer_id=other.id,
            name="Elsewhere",
            lat=CENTRE[0],
            lon=CENTRE[1],
            created_at=uow.now,
            updated_at=uow.now,
        )
        uow.session.add(other)
        uow.session.flush()
        uow.session.add(site)
    assert list(_refused(town, _at_site(town, site_id=site.id, asset_id=town.asset_id))) == ["site_id"]
    assert list(_refused(town, _at_site(town, customer_id=other.id))) == ["site_id"]


def test_a_customers_account_reports_for_itself_alone(town: Town) -> None:
    stranger = Principal(Role.CUSTOMER, customer_id=town.engineers[0])
    assert list(_refused(town, _at_site(town), stranger)) == ["site_id"]
    own = Principal(Role.CUSTOMER, customer_id=town.customer_id)
    new = Report("no_boot", "portal", site=NewSite("Branch", point=CENTRE))
    assert _received(town, new, own).customer_id == town.customer_id


def test_a_machine_that_was_retired_is_not_reported(town: Town) -> None:
    with unit_of_work(town.runtime) as uow:
        uow.get(Asset, town.asset_id).active = False
    assert list(_refused(town, Report("no_boot", "qr", asset_qr="QR1"))) == ["asset_qr"]


def test_a_site_whose_territory_closed_goes_to_the_one_that_covers_it(town: Town) -> None:
    with unit_of_work(town.runtime) as uow:
        uow.get(Territory, town.territory_id).active = False
        uow.session.add(
            Territory(
                id=uow.new_id(),
                code="south",
                name="South",
                centre_lat=CENTRE[0],
                centre_lon=CENTRE[1],
                created_at=uow.now,
                updated_at=uow.now,
            )
        )
    request = _received(town, _at_site(town))
    with unit_of_work(town.runtime, write=False) as uow:
        assert uow.get(Territory, request.territory_id).code == "south"


def test_an_address_is_looked_up_only_where_the_point_is_missing(town: Town) -> None:
    asked: list[str] = []

    def geocode(address: str) -> tuple[float, float] | None:
        asked.append(address)
        return CENTRE

    runtime = replace(town.runtime, geocode=geocode)
    new = Report("no_boot", "phone", customer=NewCustomer("Lin"), site=NewSite("Shop", address="1 Main St"))
    assert locate(runtime, new) == CENTRE
    assert locate(runtime, replace(new, site=NewSite("Shop", "1 Main St", point=CENTRE))) is None
    assert locate(town.runtime, new) is None
    assert asked == ["1 Main St"]
    assert _received(town, new, SYSTEM, located=CENTRE).lat == CENTRE[0]


@pytest.mark.parametrize(
    ("said", "primary"),
    [
        ("010-62781234-801", "+861062781234"),
        ("62781234转12", "+861062781234"),
        ("95588", "95588"),
        ("13800138000/13900139000", "+8613800138000"),
        ("门卫知道\0\ud800", ""),
        ("请打 " + "0" * 5_000, "0" * 40),
    ],
)
def test_a_request_is_never_refused_over_its_contacts_number(town: Town, said: str, primary: str) -> None:
    with unit_of_work(town.runtime) as uow:
        uow.get(Territory, town.territory_id).area_code = "010"
    request = _received(town, _at_site(town, contact=Contact("Wei", said)))
    assert request.contact_phone == primary
    assert request.contact_phone_as_said == said.removesuffix("\0\ud800")


def test_an_extension_is_kept_beside_its_number(town: Town) -> None:
    request = _received(town, _at_site(town, contact=Contact("Wei", "(010) 6555 1234 ext. 12")))
    assert request.contact_numbers == [
        {"e164": "+861065551234", "digits": "01065551234", "extension": "12"},
    ]


def test_without_a_contact_the_customers_numbers_are_called(town: Town) -> None:
    request = _received(town, _at_site(town))
    assert (request.contact_phone, request.contact_phone_as_said) == ("+8613800138000", "+8613800138000")


def test_a_new_customers_local_number_has_the_area_code_of_its_place(town: Town) -> None:
    with unit_of_work(town.runtime) as uow:
        uow.get(Territory, town.territory_id).area_code = "021"
    new = NewCustomer("Lin", phone="62781234")
    request = _received(town, Report("no_boot", "phone", customer=new, site=NewSite("Shop", point=CENTRE)))
    with unit_of_work(town.runtime, write=False) as uow:
        customer = uow.get(Customer, request.customer_id)
        assert (customer.phone, customer.phone_as_said) == ("+862162781234", "62781234")
