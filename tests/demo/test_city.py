from __future__ import annotations

import phonenumbers
import pytest

from app.demo.city import generated_city
from app.demo.roads import distance_m

CITY = generated_city(12, 10, seed=1)


def test_same_seed_makes_the_same_city_and_another_seed_another_one() -> None:
    assert generated_city(12, 10, seed=1) == CITY
    assert generated_city(12, 10, seed=2) != CITY


def test_every_site_lies_in_the_territory_and_belongs_to_a_customer() -> None:
    for place in CITY.places:
        assert distance_m(CITY.centre, place.point) < CITY.radius_m
        assert 0 <= place.client < len(CITY.clients)


def test_every_telephone_number_could_exist() -> None:
    numbers = [client.phone for client in CITY.clients] + [member.phone for member in CITY.crew]
    assert all(phonenumbers.is_valid_number(phonenumbers.parse(number)) for number in numbers)


def test_no_two_customers_have_one_name() -> None:
    assert len({client.name for client in CITY.clients}) == len(CITY.clients)


def test_machines_carry_codes_of_their_own() -> None:
    codes = [machine.qr_code for place in CITY.places for machine in place.machines]
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize("engineers", [1, 2, 4, 12])
def test_even_a_small_crew_can_repair_everything_for_everybody(engineers: int) -> None:
    city = generated_city(engineers, 10, seed=3)
    for fault in city.faults:
        assert any(fault.skill in e.skills and e.stars >= 4 for e in city.crew)


def test_small_crew_is_given_a_smaller_city() -> None:
    assert generated_city(4, 10, seed=1).radius_m < generated_city(40, 10, seed=1).radius_m
