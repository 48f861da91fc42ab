"""The least stars of a request: the highest that anybody asks for, and who that is."""

from __future__ import annotations

import pytest

from app.kernel import unit_of_work
from app.registers.tables import Customer, FaultType
from app.requests.commands.amend import Changes, amend
from app.requests.rules.minimum import Minimum, StarsBy, minimum_of
from app.requests.tables import ServiceRequest, Visit
from tests.support.town import Town, add_contract


@pytest.mark.parametrize(
    ("fault", "contract", "customer", "request_", "expected"),
    [
        (None, None, None, None, Minimum(1, None)),
        (1, 1, 1, 1, Minimum(1, None)),
        (None, 3, None, None, Minimum(3, StarsBy.CONTRACT)),
        (4, 3, 2, None, Minimum(4, StarsBy.FAULT)),
        (2, 3, 5, 4, Minimum(5, StarsBy.CUSTOMER)),
        (4, 4, 4, None, Minimum(4, StarsBy.CUSTOMER)),
        (4, 4, 4, 4, Minimum(4, StarsBy.REQUEST)),
    ],
)
def test_the_highest_demand_holds_and_is_named(
    fault: int | None, contract: int | None, customer: int | None, request_: int | None, expected: Minimum
) -> None:
    assert minimum_of(fault=fault, contract=contract, customer=customer, request=request_) == expected


def test_the_customers_own_minimum_holds_at_intake_and_when_the_fault_is_amended(town: Town) -> None:
    add_contract(town.runtime, town, min_stars=2)
    with unit_of_work(town.runtime) as uow:
        uow.get(Customer, town.customer_id).min_stars = 4
        uow.session.add(
            FaultType(
                code="laser",
                name_en="Laser",
                name_zh="激光头",
                skill_code="desktop",
                expected_s=600,
                min_stars=5,
            )
        )
    visit_id = town.report()
    with unit_of_work(town.runtime) as uow:
        request = uow.get(ServiceRequest, uow.get(Visit, visit_id).request_id)
        assert (request.min_stars, request.min_stars_by) == (4, StarsBy.CUSTOMER)
        amended, _ = amend(uow, request.id, Changes(fault_code="laser"))
        assert (amended.min_stars, amended.min_stars_by) == (5, StarsBy.FAULT)
        amended, _ = amend(uow, request.id, Changes(fault_code="no_boot"))
        assert (amended.min_stars, amended.min_stars_by) == (4, StarsBy.CUSTOMER)


def test_a_merged_customer_wants_what_the_one_who_stays_wants(town: Town) -> None:
    with unit_of_work(town.runtime) as uow:
        stays = Customer(id=uow.new_id(), name="Ink", min_stars=3, created_at=uow.now, updated_at=uow.now)
        uow.session.add(stays)
        uow.session.flush()
        uow.get(Customer, town.customer_id).survivor_id = stays.id
    visit_id = town.report()
    with unit_of_work(town.runtime) as uow:
        request = uow.get(ServiceRequest, uow.get(Visit, visit_id).request_id)
        assert (request.min_stars, request.min_stars_by) == (3, StarsBy.CUSTOMER)
