"""Persons settle what the evidence leaves open, and only a manager settles it otherwise."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from uuid_utils.compat import uuid7

from app.arrivals.commands.settlements import settle
from app.arrivals.errors import AlreadySettled, NotArrived
from app.arrivals.reads.arrival_page import arrival_shown
from app.desk.reads.engineer_file import engineer_file
from app.kernel import Principal, Role, Runtime, unit_of_work
from app.kernel.errors import Forbidden, Invalid
from app.kernel.ledger_text import data_of
from app.kernel.tables import Event
from app.promise.commands import corrections
from app.promise.reads.attribution import attribution
from app.registers.tables import Territory
from app.requests.commands.intake.visits import open_next_visit
from app.requests.reads.outcomes import outcome_of
from app.requests.rules.promise import Decision
from app.requests.tables import ServiceRequest, Visit, VisitExclusion
from app.visits.commands.field import Kind
from tests.support import build
from tests.support.build import SHANGHAI
from tests.support.clock import FakeClock
from tests.support.phone import Phone

WANG = Principal(Role.DISPATCHER, "Wang")
MA = Principal(Role.MANAGER, "Ma")


class Doubted:
    """A visit on site by an arrival without code or track, ten minutes before due."""

    def __init__(self, runtime: Runtime, clock: FakeClock) -> None:
        with unit_of_work(runtime) as uow:
            build.part(uow)
            self.job = build.job(uow)
        self.runtime, self.clock = runtime, clock
        self.phone = Phone(runtime, clock, self.job)
        self.phone.drive()
        clock.advance(minutes=50)
        self.arrived_at = clock.now
        self.phone.arrive(code=None).unwrap()

    def settle(self, who: Principal, decision: str, **more: Any) -> None:
        with unit_of_work(self.runtime, who) as uow:
            settle(uow, self.job.visit_id, Decision(decision), "She told me by telephone.", **more)

    def visit(self) -> Visit:
        with unit_of_work(self.runtime, write=False) as uow:
            return uow.get(Visit, self.job.visit_id)

    def outcome(self) -> str:
        with unit_of_work(self.runtime, write=False) as uow:
            return outcome_of(uow.get(ServiceRequest, self.job.request_id), uow.now)

    def told(self, kind: str) -> list[dict[str, Any]]:
        with unit_of_work(self.runtime, write=False) as uow:
            events = uow.session.scalars(select(Event).where(Event.kind == kind).order_by(Event.number))
            return [data_of(event) for event in events]

    def report(self, kind: Kind, body: dict[str, Any], ago_s: float = 0) -> None:
        self.phone.send(kind, body, ago_s=ago_s, offline=True, event_id=uuid7()).unwrap()

    def seen_far_away(self) -> None:
        at = (self.arrived_at - timedelta(minutes=2)).isoformat()
        fix = {"lat": SHANGHAI[0] + 0.2, "lon": SHANGHAI[1], "accuracy_m": 9, "at": at}
        self.report(Kind.POSITIONS, {"positions": [fix]})


@pytest.fixture
def doubted(runtime: Runtime, clock: FakeClock) -> Doubted:
    return Doubted(runtime, clock)


def test_settled_as_arrived_the_promise_is_kept_by_the_office(doubted: Doubted) -> None:
    assert doubted.outcome() == "unsettled"
    doubted.clock.advance(hours=1)
    assert doubted.outcome() == "unsettled"
    doubted.settle(WANG, "arrived")
    assert doubted.outcome() == "kept_by_office"
    (said,) = doubted.told("arrival.settled")
    assert (said["decision"], said["by"], said["reason"]) == ("arrived", "Wang", "She told me by telephone.")
    assert doubted.visit().arrival_verdict == "doubtful"


def test_settled_with_a_later_time_the_promise_is_broken(doubted: Doubted) -> None:
    doubted.clock.advance(minutes=30)
    doubted.settle(WANG, "arrived", on_site_at=doubted.clock.now - timedelta(minutes=5))
    assert doubted.outcome() == "broken"


@pytest.mark.parametrize("minutes", [-60, 1])
def test_impossible_time_is_refused(doubted: Doubted, minutes: int) -> None:
    with pytest.raises(Invalid, match="on_site_at"):
        doubted.settle(WANG, "arrived", on_site_at=doubted.clock.now + timedelta(minutes=minutes))


def test_settled_as_not_arrived_somebody_else_is_sent(doubted: Doubted) -> None:
    doubted.settle(WANG, "not_arrived")
    visit = doubted.visit()
    assert (visit.state, visit.engineer_id, visit.on_site_at, visit.arrival) == ("planned", None, None, None)
    assert doubted.outcome() == "open"
    doubted.clock.advance(minutes=11)
    assert doubted.outcome() == "broken"
    with unit_of_work(doubted.runtime, write=False) as uow:
        assert uow.session.scalars(select(VisitExclusion.engineer_id)).all() == [doubted.job.engineer_id]
    assert doubted.told("visit.planned")[-1]["was"] == "on_site"
    late = doubted.phone.complete(offline=True)
    assert late.visit == {"id": str(visit.id), "state": "planned", "yours": False}


def test_ended_visit_settled_as_not_arrived_keeps_its_record(doubted: Doubted) -> None:
    doubted.report(Kind.INCOMPLETE, {"reason": "no_access"})
    doubted.settle(WANG, "not_arrived")
    visit = doubted.visit()
    assert (visit.state, visit.on_site_at) == ("incomplete", doubted.arrived_at)
    assert doubted.outcome() == "open"


@pytest.mark.parametrize(
    "who",
    [
        Principal(Role.ENGINEER, "phone"),
        Principal(Role.PROVIDER, "partner"),
        Principal(Role.CUSTOMER, "customer"),
        Principal(Role.INTEGRATION, "key"),
        Principal(Role.DISPATCHER, "of a partner", provider_id=uuid7()),
    ],
)
def test_nobody_settles_his_own(doubted: Doubted, who: Principal) -> None:
    with pytest.raises(Forbidden):
        doubted.settle(who, "arrived")


def test_only_a_manager_overrules(doubted: Doubted) -> None:
    doubted.report(Kind.INCOMPLETE, {"reason": "no_access"})
    doubted.settle(WANG, "arrived")
    with pytest.raises(AlreadySettled):
        doubted.settle(WANG, "not_arrived")
    doubted.settle(MA, "not_arrived")
    assert doubted.outcome() == "open"
    assert [said["overrules"] for said in doubted.told("arrival.settled")] == [None, "arrived"]
    doubted.settle(MA, "arrived")
    assert doubted.outcome() == "kept_by_office"


def test_manager_brings_back_an_arrival_whose_visit_went_to_another(doubted: Doubted) -> None:
    doubted.settle(WANG, "not_arrived")
    with pytest.raises(AlreadySettled):
        doubted.settle(WANG, "arrived")
    doubted.settle(MA, "arrived")
    assert doubted.outcome() == "kept_by_office"
    assert doubted.visit().state == "planned"


def test_the_one_who_came_keeps_his_arrival_when_the_visit_is_another_s(doubted: Doubted) -> None:
    arrival = doubted.visit().arrival
    doubted.settle(WANG, "not_arrived")
    with unit_of_work(doubted.runtime) as uow:
        visit = uow.get(Visit, doubted.job.visit_id)
        other = build.engineer(uow, uow.get(Territory, visit.territory_id), number="E2").id
        uow.session.flush()
        visit.engineer_id = other
    expected = {"arrived": "kept_by_office", "not_arrived": "open"}
    for word, outcome in (*expected.items(), ("arrived", "kept_by_office")):
        doubted.settle(MA, word)
        assert doubted.outcome() == outcome
    assert {said["engineer_id"] for said in doubted.told("arrival.settled")} == {str(doubted.job.engineer_id)}
    with unit_of_work(doubted.runtime, MA, write=False) as uow:
        shown = arrival_shown(uow, doubted.job.visit_id)
        assert (shown.engineer.id if shown.engineer else None) == doubted.job.engineer_id
        assert (shown.visit.arrival, shown.visit.on_site_at) == (arrival, doubted.arrived_at)
        assert shown.visit.departed_at is not None
        assert shown.evidence is not None
        assert engineer_file(uow, doubted.job.engineer_id).promises.kept == 1
        assert engineer_file(uow, other).promises.total == 0
        story = attribution(uow, uow.get(ServiceRequest, doubted.job.request_id))
        assert story.milestones.departed_at == shown.visit.departed_at


def test_what_the_customer_proved_a_dispatcher_does_not_undo(doubted: Doubted) -> None:
    doubted.phone.send(Kind.CONFIRM_ARRIVAL, {"code": "4711"}).unwrap()
    with pytest.raises(AlreadySettled):
        doubted.settle(WANG, "not_arrived")


def test_nothing_is_settled_before_an_arrival(runtime: Runtime, clock: FakeClock) -> None:
    with unit_of_work(runtime) as uow:
        job = build.job(uow)
    Phone(runtime, clock, job).drive()
    with pytest.raises(NotArrived), unit_of_work(runtime, MA) as uow:
        settle(uow, job.visit_id, Decision.ARRIVED, "I saw him.")


def test_new_evidence_is_noted_and_overturns_nobody(doubted: Doubted) -> None:
    doubted.settle(WANG, "arrived")
    doubted.report(Kind.CONFIRM_ARRIVAL, {"code": "0000"})
    doubted.seen_far_away()
    assert doubted.outcome() == "kept_by_office"
    assert len(doubted.told("arrival.contested")) == 1
    with unit_of_work(doubted.runtime, write=False) as uow:
        assert uow.get(ServiceRequest, doubted.job.request_id).arrival_doubtful_since == doubted.clock.now
    doubted.settle(MA, "arrived")
    with unit_of_work(doubted.runtime, write=False) as uow:
        assert uow.get(ServiceRequest, doubted.job.request_id).arrival_doubtful_since is None


def test_corrected_arrival_stands_above_evidence_that_comes_later(doubted: Doubted) -> None:
    with unit_of_work(doubted.runtime, MA) as uow:
        corrections.correct(uow, doubted.job.request_id, {"on_site_at": doubted.clock.now}, "I was there.")
    assert doubted.outcome() == "kept_by_office"
    doubted.seen_far_away()
    assert doubted.outcome() == "kept_by_office"


def test_corrections_keep_the_order_of_the_steps(doubted: Doubted) -> None:
    doubted.report(Kind.INCOMPLETE, {"reason": "no_access"})
    doubted.clock.advance(minutes=5)

    def correct(**changes: Any) -> None:
        with unit_of_work(doubted.runtime, MA) as uow:
            corrections.correct(uow, doubted.job.request_id, changes, "I looked it up.")

    late, early = doubted.clock.now, doubted.arrived_at - timedelta(minutes=49)
    with pytest.raises(Invalid, match="on_site_at"):
        correct(on_site_at=late)
    with pytest.raises(Invalid, match="departed_at"):
        correct(departed_at=late)
    correct(on_site_at=doubted.arrived_at - timedelta(minutes=3))
    with pytest.raises(Invalid, match="departed_at"):
        correct(departed_at=doubted.arrived_at - timedelta(minutes=2))
    with pytest.raises(Invalid, match="on_site_at"):
        correct(departed_at=doubted.arrived_at - timedelta(minutes=10), on_site_at=early)


def excluded(doubted: Doubted) -> list[tuple[int, str]]:
    with unit_of_work(doubted.runtime, write=False) as uow:
        rows = select(Visit.ordinal, VisitExclusion.reason).join(Visit, Visit.id == VisitExclusion.visit_id)
        his = rows.where(VisitExclusion.engineer_id == doubted.job.engineer_id)
        return [(row[0], row[1]) for row in uow.session.execute(his.order_by(Visit.ordinal))]


def test_an_offer_that_he_let_lapse_before_does_not_let_him_in_again(doubted: Doubted) -> None:
    with unit_of_work(doubted.runtime) as uow:
        lapsed = VisitExclusion(visit_id=doubted.job.visit_id, engineer_id=doubted.job.engineer_id)
        lapsed.reason, lapsed.at = "expired", uow.now
        uow.session.add(lapsed)
    doubted.settle(WANG, "not_arrived")
    assert excluded(doubted) == [(1, "not_arrived")]


def test_he_gets_no_return_visit_of_the_request_either(doubted: Doubted) -> None:
    doubted.report(Kind.INCOMPLETE, {"reason": "no_access"})
    doubted.settle(WANG, "not_arrived")
    with unit_of_work(doubted.runtime, WANG) as uow:
        open_next_visit(uow, uow.get(ServiceRequest, doubted.job.request_id))
    told = excluded(doubted)
    assert len(told) > 2
    assert {reason for _, reason in told} == {"not_arrived"}
    doubted.settle(MA, "arrived")
    assert excluded(doubted) == []
