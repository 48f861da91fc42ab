"""Every user is called back; what is not solved is opened again."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from app.kernel import Principal, Role, unit_of_work
from app.kernel.errors import NotFound
from app.kernel.tables import Timer
from app.requests.commands.follow_up import close, follow_up
from app.requests.errors import IllegalTransition
from app.requests.reads.history import history
from app.requests.rules.lifecycle import RequestState, VisitState
from app.requests.tables import FollowUp, ServiceRequest, Visit
from tests.support.clock import FakeClock
from tests.support.town import Town
from tests.support.walk import walk

LIN = Principal(Role.DISPATCHER, "Lin")


@pytest.fixture
def resolved(town: Town, clock: FakeClock) -> UUID:
    request_id = walk(town, town.report(), on_site=20, completed=40)
    clock.advance(hours=2)
    return request_id


def test_a_solved_problem_is_called_back_then_closed(town: Town, resolved: UUID, clock: FakeClock) -> None:
    with unit_of_work(town.runtime, LIN) as uow:
        follow_up(uow, resolved, solved=True, result="works")
    with unit_of_work(town.runtime, LIN) as uow:
        request = close(uow, resolved)
    assert (request.state, request.closed_at) == (RequestState.CLOSED, clock.now)
    with unit_of_work(town.runtime, write=False) as uow:
        made = uow.session.scalars(select(FollowUp)).one()
        assert (made.solved, made.result, made.by, made.made_at) == (True, "works", "Lin", clock.now)
        assert [event.kind for event in history(uow, resolved)][-2:] == [
            "request.followed_up",
            "request.closed",
        ]


def test_a_problem_that_is_back_opens_the_request_with_a_return_visit(town: Town, resolved: UUID) -> None:
    with unit_of_work(town.runtime, LIN) as uow:
        due_at = uow.get(ServiceRequest, resolved).due_at
        for timer in uow.session.scalars(select(Timer)):
            uow.session.delete(timer)
    with unit_of_work(town.runtime, LIN) as uow:
        request = follow_up(uow, resolved, solved=False, result="jams again")
    assert (request.state, request.resolved_at, request.due_at) == (RequestState.IN_PROGRESS, None, due_at)
    with unit_of_work(town.runtime, write=False) as uow:
        visits = uow.session.scalars(select(Visit).order_by(Visit.ordinal)).all()
        assert [(visit.ordinal, visit.state) for visit in visits] == [
            (1, VisitState.COMPLETED),
            (2, VisitState.PLANNED),
        ]
        assert uow.session.get(Timer, ("plan", str(town.territory_id))) is not None


def test_a_second_call_back_replaces_the_result_and_the_ledger_keeps_both(town: Town, resolved: UUID) -> None:
    with unit_of_work(town.runtime, LIN) as uow:
        follow_up(uow, resolved, solved=True, result="works")
    with unit_of_work(town.runtime, LIN) as uow:
        follow_up(uow, resolved, solved=False, result="broke an hour later")
    with unit_of_work(town.runtime, write=False) as uow:
        assert uow.session.scalars(select(FollowUp.result)).all() == ["broke an hour later"]
        said = [event.data["result"] for event in history(uow, resolved) if "result" in event.data]
        assert said == ["works", "broke an hour later"]


def test_nobody_is_called_back_before_the_work_is_done(town: Town) -> None:
    request_id = walk(town, town.report(), on_site=20)
    with unit_of_work(town.runtime) as uow, pytest.raises(IllegalTransition):
        follow_up(uow, request_id, solved=True, result="works")


def test_a_request_is_not_closed_without_a_call_back(town: Town, resolved: UUID) -> None:
    with unit_of_work(town.runtime) as uow, pytest.raises(IllegalTransition):
        close(uow, resolved)


def test_an_unknown_request_cannot_be_closed(town: Town) -> None:
    with unit_of_work(town.runtime) as uow, pytest.raises(NotFound):
        close(uow, uuid4())
