"""What the ledger teaches about driving and service times, and what the planner makes of it."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from app.dispatching.commands.learning import WINDOW, compared, learn
from app.dispatching.commands.timers import EVERY_TERRITORY
from app.dispatching.commands.timers import learn as handle
from app.dispatching.reads.plan import expecting
from app.dispatching.reads.snapshot import territory_view
from app.dispatching.reads.travel import basis_of
from app.dispatching.tables import LearnedTimes, PlanRunRow
from app.kernel import Runtime, UnitOfWork, ledger, unit_of_work
from app.kernel.timer_kinds import arm_standing
from app.positions.reads.driven import past_of
from app.registers.tables import Engineer, Territory
from app.requests.commands.moves import request_stream
from app.requests.tables import Visit
from dispatch.model.snapshot import parse_snapshot
from dispatch.model.writing import snapshot_of
from dispatch.travel import travel_times
from tests.support import build
from tests.support.clock import MONDAY_MORNING, FakeClock

KM = 0.009


class Past:
    """A territory whose engineer drives `km` north to each visit, at a pace of its own."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        with unit_of_work(runtime) as uow:
            area = build.territory(uow)
            self.territory_id, self.engineer_id = area.id, build.engineer(uow, area).id

    def visit(self, uow: UnitOfWork, km: float = 5.0) -> UUID:
        """A visit that lies `km` north of where the engineer begins."""
        area = uow.get(Territory, self.territory_id)
        place = build.site(uow, build.customer(uow), area, lat=area.centre_lat + km * KM)
        request = build.service_request(uow, place, area, build.fault_type(uow))
        return build.visit(uow, request, uow.get(Engineer, self.engineer_id)).id

    def tell(self, uow: UnitOfWork, visit_id: UUID, kind: str, **data: Any) -> None:
        """Record an event of the visit."""
        stream = request_stream(uow.get(Visit, visit_id).request_id)
        ledger.note(uow, stream, kind, visit_id=visit_id, **{"engineer_id": self.engineer_id, **data})

    def depart(self, uow: UnitOfWork, visit_id: UUID, at: datetime, **data: Any) -> None:
        area = uow.get(Territory, self.territory_id)
        origin = {"lat": area.centre_lat, "lon": area.centre_lon}
        self.tell(uow, visit_id, "visit.en_route", departed_at=at, **{"departed_from": origin, **data})

    def drive(self, uow: UnitOfWork, drive_s: float, service_s: float = 1800) -> None:
        """A visit from departure to completion that began at nine."""
        visit_id, there = self.visit(uow), MONDAY_MORNING + timedelta(seconds=drive_s)
        self.depart(uow, visit_id, MONDAY_MORNING)
        self.tell(uow, visit_id, "visit.on_site", on_site_at=there)
        self.tell(uow, visit_id, "visit.completed", completed_at=there + timedelta(seconds=service_s))

    def days(self, count: int, factor: float) -> None:
        """So many visits at `factor` times the predicted driving time, more or less."""
        rng = random.Random(count)
        with unit_of_work(self.runtime) as uow:
            for _ in range(count):
                self.drive(uow, 780 * factor * rng.lognormvariate(0, 0.1), 1800 * rng.lognormvariate(0, 0.3))

    def lesson(self) -> LearnedTimes:
        with unit_of_work(self.runtime, write=False) as uow:
            found = uow.session.get(LearnedTimes, self.territory_id)
            assert found is not None
            return found

    def snapshot(self) -> dict[str, Any]:
        with unit_of_work(self.runtime, write=False) as uow:
            return snapshot_of(territory_view(uow, self.territory_id).problem)

    def read(self) -> Any:
        with unit_of_work(self.runtime, write=False) as uow:
            return past_of(uow, uow.get(Territory, self.territory_id), uow.now - WINDOW)


@pytest.fixture
def past(runtime: Runtime) -> Past:
    return Past(runtime)


def test_planner_drives_at_the_pace_that_the_ledger_shows(runtime: Runtime, past: Past) -> None:
    past.days(60, 1.5)
    before = parse_snapshot(past.snapshot())
    learn(runtime, past.territory_id)
    after = parse_snapshot(past.snapshot())
    here = (build.SHANGHAI, (build.SHANGHAI[0] + 5 * KM, build.SHANGHAI[1]))
    plain, learned = (int(travel_times(p.travel).pairs(here[:1], here[1:])[0]) for p in (before, after))
    assert learned / plain == pytest.approx(1.5, rel=0.1)
    lesson = past.lesson()
    assert (lesson.drives, lesson.services, lesson.learned_at) == (60, 60, MONDAY_MORNING)
    assert past.snapshot()["spread"] == {"service": lesson.service_sigma, "travel": lesson.travel_sigma}
    assert lesson.service_sigma == pytest.approx(0.3, rel=0.4)
    assert lesson.travel_sigma == pytest.approx(0.1, rel=0.5)


def test_learning_again_replaces_the_lesson(runtime: Runtime, past: Past, clock: FakeClock) -> None:
    past.days(20, 1.5)
    learn(runtime, past.territory_id)
    assert past.lesson().corrections is not None
    clock.advance(hours=24 * 29)
    learn(runtime, past.territory_id)
    lesson = past.lesson()
    assert (lesson.drives, lesson.corrections, lesson.travel_sigma) == (0, None, None)
    assert past.snapshot()["spread"] == {}


def test_a_little_work_teaches_nothing(runtime: Runtime, past: Past) -> None:
    past.days(3, 3.0)
    learn(runtime, past.territory_id)
    assert "corrections" not in past.snapshot()["travel"]
    assert past.snapshot()["spread"] == {}


def test_what_was_learned_about_another_speed_is_not_applied(runtime: Runtime, past: Past) -> None:
    past.days(30, 1.5)
    learn(runtime, past.territory_id)
    with unit_of_work(runtime) as uow:
        uow.get(Territory, past.territory_id).speed_kmh = 20.0
    snapshot = past.snapshot()
    assert "corrections" not in snapshot["travel"]
    assert set(snapshot["spread"]) == {"service"}


def test_a_drive_that_was_turned_round_is_none(runtime: Runtime, past: Past) -> None:
    with unit_of_work(runtime) as uow:
        visit_id = past.visit(uow)
        past.depart(uow, visit_id, MONDAY_MORNING)
        again = MONDAY_MORNING + timedelta(minutes=20)
        past.depart(uow, visit_id, again)
        past.tell(uow, visit_id, "visit.on_site", on_site_at=again + timedelta(minutes=10))
        unfinished = past.visit(uow)
        past.depart(uow, unfinished, MONDAY_MORNING)
    [drive] = past.read().drives
    assert (drive.took_s, round(drive.hour, 2)) == (600, 9.33)


def test_an_arrival_of_somebody_else_ends_no_drive(runtime: Runtime, past: Past) -> None:
    with unit_of_work(runtime) as uow:
        visit_id = past.visit(uow)
        past.depart(uow, visit_id, MONDAY_MORNING, engineer_id=uow.new_id())
        past.tell(uow, visit_id, "visit.on_site", on_site_at=MONDAY_MORNING + timedelta(minutes=10))
    assert not past.read().drives


def test_an_arrival_in_doubt_teaches_nothing(runtime: Runtime, past: Past) -> None:
    with unit_of_work(runtime) as uow:
        past.drive(uow, 60)
    with unit_of_work(runtime) as uow:
        uow.session.execute(update(Visit).values(arrival_verdict="doubtful"))
        past.drive(uow, 600)
    seen = past.read()
    assert ([drive.took_s for drive in seen.drives], len(seen.services)) == ([600], 1)


def test_a_drive_from_nobody_knows_where_teaches_service_alone(runtime: Runtime, past: Past) -> None:
    with unit_of_work(runtime) as uow:
        visit_id, there = past.visit(uow), MONDAY_MORNING + timedelta(minutes=10)
        past.depart(uow, visit_id, MONDAY_MORNING, departed_from=None)
        past.tell(uow, visit_id, "visit.on_site", on_site_at=there)
        past.tell(uow, visit_id, "visit.completed", completed_at=there + timedelta(minutes=25))
    seen = past.read()
    assert not seen.drives
    assert [(span.predicted_s, span.observed_s) for span in seen.services] == [(1800, 1500)]


def test_other_territories_teach_nothing_here(runtime: Runtime, past: Past) -> None:
    Past(runtime).days(3, 1.5)
    assert not past.read().drives


def test_nothing_is_learned_from_a_road_engine_that_is_away(runtime: Runtime, past: Past) -> None:
    past.days(12, 1.5)
    away = replace(runtime.settings, travel="osrm", osrm_url="http://127.0.0.1:9")
    with unit_of_work(replace(runtime, settings=away), write=False) as uow:
        basis = basis_of(uow, uow.get(Territory, past.territory_id))
    assert basis["url"] == "http://127.0.0.1:9"
    assert compared(basis, past.read().drives) == []


def test_every_territory_gets_its_lesson_by_and_by(runtime: Runtime, past: Past) -> None:
    with unit_of_work(runtime) as uow:
        arm_standing(uow)
    assert handle(runtime, EVERY_TERRITORY) == MONDAY_MORNING + timedelta(hours=6)
    assert handle(runtime, str(past.territory_id)) is None
    assert past.lesson().learned_at == MONDAY_MORNING


def test_planner_expects_requests_where_the_ledger_has_them(
    runtime: Runtime, past: Past, clock: FakeClock
) -> None:
    """A record that began on Monday is watched since then, whole days only, and knows its weekdays."""
    with unit_of_work(runtime) as uow:
        for _ in range(60):
            past.visit(uow, km=3.0)
    learn(runtime, past.territory_id)
    assert past.snapshot()["demand"] is None  # Monday is not over
    clock.advance(hours=48)
    learn(runtime, past.territory_id)
    demand = past.snapshot()["demand"]
    (district,) = demand["districts"]
    assert sum(district["per_hour"]) == pytest.approx(60 / 2, rel=0.01)
    assert district["per_hour"][9] == pytest.approx(60 / 2, rel=0.01)  # it was nine in the morning
    assert [kind["share"] for kind in demand["kinds"]] == [60]
    assert demand["by_weekday"][0] > 1 > demand["by_weekday"][1]
    assert demand["weekday"] == 2
    assert past.snapshot()["futures"] is None
    still = replace(runtime, settings=replace(runtime.settings, planner_expects=False))
    with unit_of_work(still, write=False) as uow:
        assert territory_view(uow, past.territory_id).problem.futures == 0


def test_territory_can_plan_without_expecting_and_the_newest_plan_says_so(
    runtime: Runtime, past: Past
) -> None:
    with unit_of_work(runtime) as uow:
        uow.get(Territory, past.territory_id).expects_requests = False
        told = {"futures": 3, "firsts": []}
        run = PlanRunRow(territory_id=past.territory_id, planned_at=uow.now, long_waits=[], expected=told)
        uow.session.add(run)
    assert past.snapshot()["futures"] == 0
    with unit_of_work(runtime, write=False) as uow:
        (row,) = expecting(uow, past.territory_id)
        assert expecting(uow) == [row]
    assert (row.on, row.futures) == (False, 3)
