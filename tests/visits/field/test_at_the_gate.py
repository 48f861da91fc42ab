"""Nobody opens the gate: a visit that ends on the way."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.desk.reads.engineer_file import engineer_file
from app.kernel import Principal, Role, Runtime, UnitOfWork, unit_of_work
from app.promise.reads.attribution import attribution
from app.promise.reads.reports import promises
from app.requests.commands.moves import move_visit
from app.requests.commands.release import back_to_planned, forget_engineer
from app.requests.events.visits import VisitIncomplete
from app.requests.reads.history import history
from app.requests.reads.outcomes import outcome_of
from app.requests.rules.promise import Outcome, Stage
from app.requests.tables import ServiceRequest, Visit
from app.visits.commands.field import Kind
from app.visits.commands.field.unfinished import Return, plan_return
from tests.support.build import SHANGHAI, Job
from tests.support.clock import FakeClock
from tests.support.desk import Desk
from tests.support.phone import Phone
from tests.support.town import Town, build_town

HERE = {"lat": SHANGHAI[0], "lon": SHANGHAI[1], "accuracy_m": 9}
SHUT = {"reason": "no_access", "note": "Nobody opens."}


@pytest.fixture
def town(runtime: Runtime) -> Town:
    """A town with two engineers."""
    return build_town(runtime)


def visits(runtime: Runtime, phone: Phone) -> list[Visit]:
    with unit_of_work(runtime, write=False) as uow:
        found = select(Visit).where(Visit.request_id == phone.job.request_id).order_by(Visit.ordinal)
        return list(uow.session.scalars(found))


def outcome(runtime: Runtime, phone: Phone) -> Outcome:
    with unit_of_work(runtime, write=False) as uow:
        return outcome_of(uow.get(ServiceRequest, phone.job.request_id), uow.now)


@pytest.fixture
def driving(phone: Phone, clock: FakeClock) -> Phone:
    """A phone on the way for twenty minutes."""
    phone.drive()
    clock.advance(minutes=20)
    return phone


@pytest.mark.parametrize("reason", ["no_access", "customer_absent"])
def test_visit_ends_at_the_gate_and_the_return_visit_has_the_promise(
    runtime: Runtime, driving: Phone, clock: FakeClock, reason: str
) -> None:
    asked = driving.send(Kind.INCOMPLETE, {"reason": reason, "position": None})
    assert (asked.status, (asked.problem or {})["kind"]) == ("refused", "NoUsefulPosition")
    clock.advance(seconds=10)
    assert driving.send(Kind.INCOMPLETE, {"reason": reason}).status == "applied"
    first, again = visits(runtime, driving)
    assert (first.state, first.on_site_at, first.completed_at) == ("incomplete", None, clock.now)
    assert again.state == "planned"
    assert outcome(runtime, driving) == Outcome.OPEN
    clock.advance(hours=1)
    assert outcome(runtime, driving) == Outcome.BROKEN


def test_arrival_at_the_gate_keeps_the_promise_by_the_rule_for_all(
    runtime: Runtime, driving: Phone, clock: FakeClock
) -> None:
    came_at = clock.now
    assert driving.send(Kind.INCOMPLETE, SHUT | {"position": HERE, "code": "4711"}).status == "applied"
    first, _ = visits(runtime, driving)
    assert (first.on_site_at, first.arrival_verdict) == (came_at, "proven")
    clock.advance(hours=1)
    assert outcome(runtime, driving) == Outcome.KEPT_PROVEN
    with unit_of_work(runtime, write=False) as uow:
        told = attribution(uow, uow.get(ServiceRequest, driving.job.request_id))
        assert told.milestones.on_site_at == came_at


def _blamed(runtime: Runtime, phone: Phone) -> Stage | None:
    with unit_of_work(runtime, write=False) as uow:
        told = attribution(uow, uow.get(ServiceRequest, phone.job.request_id)).blamed(uow.now)
        counted = promises(uow).hour.breaches_by_stage
        assert [stage for stage, count in counted.items() if count] == ([str(told)] if told else [])
    return told


def test_breach_after_a_closed_gate_is_the_customers_access(
    runtime: Runtime, driving: Phone, clock: FakeClock
) -> None:
    driving.send(Kind.INCOMPLETE, SHUT, offline=True).unwrap()
    assert _blamed(runtime, driving) is None
    clock.advance(hours=1)
    assert _blamed(runtime, driving) is Stage.ACCESS


def test_gate_reached_after_the_hour_is_no_excuse(runtime: Runtime, driving: Phone, clock: FakeClock) -> None:
    clock.advance(minutes=41)
    driving.send(Kind.INCOMPLETE, SHUT, offline=True).unwrap()
    clock.advance(hours=1)
    assert _blamed(runtime, driving) is Stage.TRAVEL


def test_gate_that_the_phone_contradicts_later_is_no_excuse(
    runtime: Runtime, driving: Phone, clock: FakeClock
) -> None:
    driving.send(Kind.INCOMPLETE, SHUT, offline=True).unwrap()
    clock.advance(hours=1)
    assert _blamed(runtime, driving) is Stage.ACCESS
    for ago_s in (3600, 3570):
        driving.seen(16_000, ago_s)
    assert _blamed(runtime, driving) is Stage.TRAVEL


def test_gate_that_is_dated_back_across_the_hour_is_no_excuse(
    runtime: Runtime, driving: Phone, clock: FakeClock
) -> None:
    clock.advance(minutes=50)
    driving.send(Kind.INCOMPLETE, SHUT, offline=True, ago_s=900).unwrap()
    clock.advance(minutes=30)
    assert _blamed(runtime, driving) is Stage.TRAVEL


def test_gate_that_is_somewhere_else_is_refused_online(runtime: Runtime, driving: Phone) -> None:
    far = HERE | {"lat": SHANGHAI[0] + 0.4}
    assert driving.send(Kind.INCOMPLETE, SHUT | {"position": far}).status == "refused"
    assert [visit.state for visit in visits(runtime, driving)] == ["en_route"]


@pytest.mark.parametrize("ago_s", [1500, 600])
def test_ending_that_is_dated_before_the_arrival_is_reviewed(
    runtime: Runtime, driving: Phone, clock: FakeClock, ago_s: int
) -> None:
    driving.arrive().unwrap()
    clock.advance(minutes=5)
    receipt = driving.send(Kind.INCOMPLETE, SHUT, ago_s=ago_s, offline=True)
    assert receipt.status == "needs_review"
    assert "visit_moved_on" in receipt.flags
    assert [visit.state for visit in visits(runtime, driving)] == ["on_site"]


def test_ending_that_came_before_its_departure_does_not_wait_to_strike(
    runtime: Runtime, phone: Phone, clock: FakeClock
) -> None:
    phone.send(Kind.ACCEPT)
    assert phone.send(Kind.INCOMPLETE, SHUT, offline=True).status == "held"
    clock.advance(minutes=5)
    phone.check_five_ones()
    phone.send(Kind.DEPART).unwrap()
    phone.arrive().unwrap()
    assert [visit.state for visit in visits(runtime, phone)] == ["on_site"]


def test_what_is_missing_inside_waits_for_the_arrival(runtime: Runtime, driving: Phone) -> None:
    assert driving.send(Kind.INCOMPLETE, {"reason": "part_missing"}).flags == ("waits_for_arrival",)
    driving.arrive().unwrap()
    assert visits(runtime, driving)[0].state == "incomplete"


def test_arrival_that_its_ending_overtook_counts(runtime: Runtime, driving: Phone, clock: FakeClock) -> None:
    driving.send(Kind.INCOMPLETE, SHUT, ago_s=60, offline=True).unwrap()
    assert driving.arrive(ago_s=300, offline=True).status == "applied"
    first, _ = visits(runtime, driving)
    assert (first.state, first.on_site_at) == ("incomplete", clock.now - timedelta(seconds=300))
    later: Any = driving.arrive(ago_s=0)
    assert later.status != "applied"


def test_watch_follows_the_return_visit_while_the_promise_is_open(
    runtime: Runtime, town: Town, clock: FakeClock
) -> None:
    desk = Desk(town, clock)
    visit_id = town.report()
    desk.give(visit_id)
    desk.accept(visit_id)
    desk.depart(visit_id)
    job_visit = town.visit(visit_id)
    with unit_of_work(runtime) as uow:
        ended = uow.get(Visit, visit_id)
        move_visit(uow, ended, VisitIncomplete(reason="no_access"))
        plan_return(uow, uow.get(ServiceRequest, job_visit.request_id), ended, Return())
    desk.look()
    desk.after(minutes=2)
    assert desk.open() == ["unassigned"]
    assert {alert.visit_id for alert in desk.alerts() if alert.cleared_at is None} != {visit_id}


def test_engineer_who_goes_off_duty_on_the_way_alerts_at_once(
    runtime: Runtime, town: Town, clock: FakeClock
) -> None:
    desk = Desk(town, clock)
    visit_id = town.report()
    desk.give(visit_id)
    desk.accept(visit_id)
    desk.depart(visit_id)
    desk.look()
    assert "off_duty" not in desk.open()
    visit = town.visit(visit_id)
    phone = Phone(
        runtime,
        clock,
        Job(
            town.territory_id,
            town.engineers[0],
            town.customer_id,
            town.site_id,
            visit.request_id,
            visit.id,
        ),
    )
    receipt = phone.send(Kind.AVAILABILITY, {"available": False, "reason": "going home"})
    assert receipt.flags == ("open_visits", "off_on_the_way")
    desk.after(seconds=2)
    assert "off_duty" in desk.open()
    phone.send(Kind.AVAILABILITY, {"available": True})
    desk.after(seconds=2)
    assert "off_duty" in desk.open()  # neither his coming on again nor the plan undoes it
    with unit_of_work(runtime) as uow:
        held = uow.get(Visit, visit_id)
        back_to_planned(uow, held, "tired")
        forget_engineer(uow, held)
    desk.after(seconds=2)
    assert "off_duty" in desk.open()
    with unit_of_work(runtime, Principal(Role.MANAGER, "Li"), write=False) as uow:
        told = timeline_events(uow, visit.request_id)["visit.engineer_off"]
        assert (told["was"], told["reason"]) == ("en_route", "going home")
        assert engineer_file(uow, town.engineers[0]).off_on_the_way == 1
    clock.advance(seconds=10)
    desk.give(visit_id, 1)
    desk.accept(visit_id)
    desk.look()
    assert ("off_duty", "accepted") in {(a.rung, a.cleared_why) for a in desk.alerts()}


def test_no_after_the_yes_is_told_and_counted(runtime: Runtime, driving: Phone) -> None:
    receipt = driving.send(Kind.DECLINE, {"reason": "too far"})
    assert "declined_after_yes" in receipt.flags
    with unit_of_work(runtime, Principal(Role.MANAGER, "Li"), write=False) as uow:
        told = timeline_events(uow, driving.job.request_id)
        assert told["visit.planned"]["note"] == "too far"
        assert (told["visit.planned"]["why"], told["visit.planned"]["was"]) == ("declined", "en_route")
        assert engineer_file(uow, driving.job.engineer_id).declined_after_yes == 1


def timeline_events(uow: UnitOfWork, request_id: UUID) -> dict[str, dict[str, Any]]:
    return {one.kind: one.data for one in history(uow, request_id)}


def test_shift_that_ends_on_the_way_alerts(town: Town, clock: FakeClock) -> None:
    desk = Desk(town, clock)
    clock.advance(hours=11, minutes=50)
    visit_id = town.report()
    desk.give(visit_id)
    desk.accept(visit_id)
    desk.depart(visit_id)
    desk.look()
    assert "off_duty" not in desk.open()
    desk.after(minutes=11)
    assert "off_duty" in desk.open()
