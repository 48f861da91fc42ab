"""A past day as the laboratory plays it again: what was asked, what it took, and who was there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.dispatching.reads.travel import basis_of
from app.dispatching.tables import LearnedTimes
from app.kernel import unit_of_work
from app.laboratory.reads.experience import experience, hours_watched
from app.laboratory.reads.past_days import PastDay, past_day
from app.registers.tables import Engineer, Shift, Territory
from app.requests.commands.cancel import cancel_request
from app.requests.tables import ServiceRequest, Visit
from dispatch.simulation.day import parse_day
from dispatch.simulation.outcome import End
from dispatch.simulation.policies import load_policy
from dispatch.simulation.world import World
from tests.support.clock import MONDAY_MORNING, FakeClock
from tests.support.town import CENTRE, KM, Town, add_contract, add_engineer
from tests.support.walk import walk

MONDAY = date(2026, 3, 2)
NINE_S = 9 * 3600
SHANGHAI = ZoneInfo("Asia/Shanghai")


def replayed(town: Town, on: date = MONDAY) -> PastDay:
    with unit_of_work(town.runtime, write=False) as uow:
        return past_day(uow, uow.get(Territory, town.territory_id), on)


def test_request_is_made_when_it_was_made_and_takes_what_it_took(town: Town) -> None:
    walk(town, town.report(km=3), on_site=20, completed=65)
    found = replayed(town).day
    (request,) = found.requests
    assert (request.at_s, request.service_s, request.expected_service_s) == (NINE_S, 45 * 60, 1800)
    assert (request.skill, request.min_stars, request.promise_s) == ("desktop", 1, None)
    assert request.point == (CENTRE[0] + 3 * KM, CENTRE[1])
    assert (found.promise_s, found.week_hour) == (3600, 0)
    # two kilometres from home, times 1.3, at 30 km/h take 312 s; it took 19 minutes
    assert request.drive_factor == pytest.approx(19 * 60 / 312, abs=0.02)


def test_engineer_sets_out_as_late_as_then_once_there_was_nothing_else_to_do(
    town: Town, clock: FakeClock
) -> None:
    walk(town, town.report(), on_site=20, completed=65)
    clock.advance(minutes=40)
    second = town.report(km=2)
    walk(town, second, on_site=60, completed=80)
    with unit_of_work(town.runtime) as uow:
        begun = uow.get(Visit, second)
        begun.departed_at = uow.now + timedelta(minutes=29)
    assert [one.setting_out_s for one in replayed(town).day.requests] == [60, 4 * 60]


def test_service_is_that_of_an_engineer_at_factor_one(town: Town) -> None:
    with unit_of_work(town.runtime) as uow:
        uow.get(Engineer, town.engineers[0]).stars = 5
    walk(town, town.report(), on_site=20, completed=60)
    assert replayed(town).day.requests[0].service_s == 40 * 60 / 0.8


def test_crew_is_who_had_a_shift_and_starts_from_home(town: Town, clock: FakeClock) -> None:
    with unit_of_work(town.runtime) as uow:
        add_engineer(uow, town, 7, starts_in=timedelta(days=1))
        again = uow.get(Engineer, town.engineers[1])
        begin = uow.now - timedelta(hours=6)
        uow.session.add(
            Shift(
                id=uow.new_id(),
                engineer_id=again.id,
                starts_at=begin,
                ends_at=begin + timedelta(hours=4),
                breaks=[[(begin + timedelta(hours=n)).isoformat() for n in (1, 2)]],
                created_at=uow.now,
                updated_at=uow.now,
            )
        )
        numbers = [uow.get(Engineer, key).number for key in town.engineers]
    town.report()
    crew = {member.id: member for member in replayed(town).day.engineers}
    assert set(crew) == {*numbers, f"{numbers[1]}/2"}
    early, late = crew[numbers[1]], crew[f"{numbers[1]}/2"]
    assert (early.shift, early.breaks) == ((3 * 3600, 7 * 3600), ((4 * 3600, 5 * 3600),))
    assert (late.shift, late.start) == ((NINE_S, NINE_S + 12 * 3600), (CENTRE[0] + 2 * KM, CENTRE[1]))
    assert len(replayed(town, MONDAY + timedelta(days=1)).day.engineers) == 1


def test_called_off_requests_are_counted_and_left_out(town: Town) -> None:
    walk(town, town.report(), on_site=61, completed=80)
    walk(town, town.report(), on_site=30, completed=80, engineer=1)
    mistaken = town.visit(town.report()).request_id
    with unit_of_work(town.runtime) as uow:
        cancel_request(uow, mistaken, "Wrong number")
    found = replayed(town)
    assert (len(found.day.requests), found.kept, found.cancelled) == (2, 1, 1)


def test_contract_promises_what_it_promises(town: Town) -> None:
    add_contract(town.runtime, town, promise_s=7200, min_stars=3, priority=2)
    town.report()
    (request,) = replayed(town).day.requests
    assert (request.promise_s, request.min_stars, request.priority) == (7200, 3, 2)


def test_day_ends_at_local_midnight(town: Town, clock: FakeClock) -> None:
    town.report()
    clock.advance(hours=15, minutes=1)
    town.report()
    assert [len(replayed(town, MONDAY + timedelta(days=n)).day.requests) for n in range(2)] == [1, 1]


def test_past_day_can_be_played_again_and_by_fewer(town: Town, clock: FakeClock) -> None:
    for n in range(6):
        walk(town, town.report(km=2 * n), on_site=25, completed=85, engineer=n % 2)
        clock.advance(minutes=20)
    day = replayed(town).day
    assert parse_day(day.to_dict()) == day
    ends = {}
    for crew in (2, 1):
        fewer = replace(day, engineers=day.engineers[:crew])
        outcome = World(fewer, load_policy("nearest")).play()
        ends[crew] = [one.end for one in outcome.requests].count(End.KEPT)
    assert ends[2] > ends[1] > 0


def test_experience_is_what_the_weeks_show(town: Town, clock: FakeClock) -> None:
    for _ in range(3):
        for n in range(4):
            walk(town, town.report(km=n), on_site=20, completed=20 + 36)
        clock.advance(weeks=1)
    with unit_of_work(town.runtime, write=False) as uow:
        learned = experience(uow, uow.get(Territory, town.territory_id), 8)
    assert learned is not None
    assert (learned.requests, round(learned.weeks, 1)) == (12, 3.1)
    demand = learned.demand
    # four on each of three Mondays at nine; like days had 12 in the 15 hours at nine that were watched
    assert demand.rate(9) == pytest.approx((12 + 4 * 12 / 15) / (3 + 4))
    assert demand.rate(33) == pytest.approx(4 * 12 / 15 / (3 + 4))
    assert demand.rate(10) == 0
    assert {wanted.service_ratio for wanteds in demand.examples.values() for wanted in wanteds} == {36 / 30}
    assert (learned.terms.opens, learned.terms.hours, learned.terms.promise_s) == (9, 12, 3600)
    assert [member.shift for member in learned.crew] == [(0, 12 * 3600)] * 2


def test_day_is_driven_at_the_pace_that_was_learned_for_its_hours(town: Town, clock: FakeClock) -> None:
    corrections = {"cell_deg": 0.02, "bands": [0, 7, 16], "overall": [1.0, 2.0, 1.0], "cells": []}
    with unit_of_work(town.runtime) as uow:
        territory = uow.get(Territory, town.territory_id)
        uow.session.add(
            LearnedTimes(
                territory_id=territory.id,
                learned_at=uow.now,
                basis=basis_of(uow, territory),
                corrections=corrections,
                service_sigma=0.4,
                travel_sigma=0.2,
                drives=99,
                services=99,
            )
        )
    walk(town, town.report(km=3), on_site=20, completed=65)
    found = replayed(town).day
    assert (found.travel["midnight_s"], found.travel["corrections"]) == (0, corrections)
    assert found.spread == {"service": 0.4, "travel": 0.2}
    assert found.requests[0].drive_factor == pytest.approx(19 * 60 / (2 * 312), abs=0.02)
    clock.advance(hours=1)
    with unit_of_work(town.runtime, write=False) as uow:
        learned = experience(uow, uow.get(Territory, town.territory_id), 1)
    assert learned is not None
    assert (learned.terms.travel["midnight_s"], learned.terms.drive_sigma) == (-9 * 3600, 0.2)


def test_nothing_is_learned_where_nothing_was_asked_for(town: Town) -> None:
    with unit_of_work(town.runtime, write=False) as uow:
        assert experience(uow, uow.get(Territory, town.territory_id), 8) is None


def test_hours_of_the_week_are_counted_in_local_time() -> None:
    watched = hours_watched(MONDAY_MORNING, MONDAY_MORNING + timedelta(days=8), SHANGHAI)
    assert (watched[9], watched[33], watched[32], sum(watched)) == (2, 1, 2, 8 * 24)


def test_open_request_is_played_with_what_it_is_expected_to_take(town: Town) -> None:
    walk(town, town.report(), on_site=15)
    town.report()
    assert [one.service_s for one in replayed(town).day.requests] == [1800, 1800]
    with unit_of_work(town.runtime, write=False) as uow:
        assert uow.session.query(ServiceRequest).count() == 2


def test_shifts_that_touch_are_one_engineer(town: Town) -> None:
    with unit_of_work(town.runtime) as uow:
        uow.session.add(
            Shift(
                id=uow.new_id(),
                engineer_id=town.engineers[0],
                starts_at=uow.now - timedelta(hours=3),
                ends_at=uow.now,
                breaks=[],
                created_at=uow.now,
                updated_at=uow.now,
            )
        )
        number = uow.get(Engineer, town.engineers[0]).number
    town.report()
    crew = {member.id: member for member in replayed(town).day.engineers}
    assert len(crew) == 2
    assert crew[number].shift == (NINE_S - 3 * 3600, NINE_S + 12 * 3600)
