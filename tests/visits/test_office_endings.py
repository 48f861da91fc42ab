"""The office ends a visit that no phone will end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from app.kernel import Principal, Role, Runtime, unit_of_work
from app.kernel.errors import Invalid
from app.requests.errors import NotReady, VisitOver
from app.requests.reads.history import history
from app.requests.reads.outcomes import outcome_of
from app.requests.rules.promise import Outcome
from app.requests.tables import ServiceRequest, Visit
from app.visits.commands.field.unfinished import Reason
from app.visits.commands.office_endings import Ending, Said, end_visit
from tests.support import build
from tests.support.build import Job
from tests.support.clock import FakeClock
from tests.support.phone import Phone

LIN = Principal(Role.DISPATCHER, "Lin")


@pytest.fixture
def job(runtime: Runtime) -> Job:
    with unit_of_work(runtime) as uow:
        return build.job(uow)


@pytest.fixture
def phone(runtime: Runtime, clock: FakeClock, job: Job) -> Phone:
    return Phone(runtime, clock, job)


def end(runtime: Runtime, visit_id: UUID, ending: Ending, **said: Any) -> None:
    with unit_of_work(runtime, LIN) as uow:
        end_visit(uow, visit_id, Said(ending, "the phone fell into the water", **said))


def stored(runtime: Runtime, job: Job) -> tuple[Visit, ServiceRequest, Outcome]:
    with unit_of_work(runtime, write=False) as uow:
        request = uow.get(ServiceRequest, job.request_id)
        return uow.get(Visit, job.visit_id), request, outcome_of(request, uow.now)


def test_visit_on_site_is_completed_without_signatures_and_says_who_and_why(
    runtime: Runtime, phone: Phone, clock: FakeClock
) -> None:
    phone.go_on_site()
    clock.advance(minutes=30)
    end(runtime, phone.job.visit_id, Ending.COMPLETED)
    visit, request, _ = stored(runtime, phone.job)
    assert (visit.state, request.state, request.resolved_at) == ("completed", "resolved", clock.now)
    assert (visit.office_ended_by, visit.office_end_reason) == ("Lin", "the phone fell into the water")
    with unit_of_work(runtime, write=False) as uow:
        told = {event.kind: event.data for event in history(uow, request.id)}
    assert told["visit.ended_in_office"]["by"] == "Lin"
    assert told["visit.completed"]["by"] == "office"


def test_arrival_that_only_the_office_was_told_of_keeps_no_promise(
    runtime: Runtime, phone: Phone, clock: FakeClock
) -> None:
    phone.drive()
    with pytest.raises(Invalid) as refused:
        end(runtime, phone.job.visit_id, Ending.COMPLETED)
    assert list(refused.value.errors) == ["arrived_at"]
    arrived_at = clock.now + timedelta(minutes=10)
    clock.advance(minutes=50)
    end(runtime, phone.job.visit_id, Ending.COMPLETED, arrived_at=arrived_at)
    visit, request, outcome = stored(runtime, phone.job)
    assert (visit.on_site_at, request.on_site_at, outcome) == (arrived_at, arrived_at, Outcome.UNSETTLED)


def test_nobody_at_home_ends_a_visit_under_way_and_leaves_the_promise_open(
    runtime: Runtime, phone: Phone
) -> None:
    phone.drive()
    end(runtime, phone.job.visit_id, Ending.INCOMPLETE, reason=Reason.NO_ACCESS)
    visit, request, outcome = stored(runtime, phone.job)
    assert (visit.state, visit.end_reason, request.state) == ("incomplete", "no_access", "in_progress")
    assert outcome is Outcome.OPEN
    with unit_of_work(runtime, write=False) as uow:
        kinds = [event.kind for event in history(uow, request.id)]
    assert kinds[-2:] == ["visit.planned", "request.return_asked"]


def test_incomplete_needs_its_reason(runtime: Runtime, phone: Phone) -> None:
    phone.go_on_site()
    with pytest.raises(Invalid) as refused:
        end(runtime, phone.job.visit_id, Ending.INCOMPLETE)
    assert list(refused.value.errors) == ["reason"]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"arrived_at": timedelta(minutes=-5)}, "arrived_at"),
        ({"arrived_at": timedelta(minutes=5)}, "arrived_at"),
        ({"arrived_at": timedelta(0), "ended_at": timedelta(minutes=-1)}, "ended_at"),
        ({"arrived_at": timedelta(0), "ended_at": timedelta(minutes=1)}, "ended_at"),
    ],
)
def test_times_that_cannot_be_are_refused(
    runtime: Runtime, phone: Phone, clock: FakeClock, said: dict[str, timedelta], field: str
) -> None:
    phone.drive()
    times = {name: clock.now + after for name, after in said.items()}
    with pytest.raises(Invalid) as refused:
        end(runtime, phone.job.visit_id, Ending.COMPLETED, **times)
    assert list(refused.value.errors) == [field]
    assert stored(runtime, phone.job)[0].state == "en_route"


def test_only_a_visit_under_way_can_be_ended(runtime: Runtime, phone: Phone) -> None:
    with pytest.raises(NotReady):
        end(runtime, phone.job.visit_id, Ending.COMPLETED)
    phone.go_on_site()
    end(runtime, phone.job.visit_id, Ending.COMPLETED)
    with pytest.raises(VisitOver):
        end(runtime, phone.job.visit_id, Ending.COMPLETED)
