"""Solved without a visit: an ending of its own, taken back where the problem returns."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from app.desk.reads.request_file import request_file
from app.dispatching.commands.placement import place_visit
from app.kernel import unit_of_work
from app.promise.reads.danger import Level
from app.promise.tables import Watch
from app.requests.commands.follow_up import follow_up
from app.requests.commands.remote import How, solve_remotely
from app.requests.errors import IllegalTransition, VisitFrozen
from app.requests.reads.history import history
from app.requests.reads.outcomes import has_outcome, outcome_of
from app.requests.rules.lifecycle import RequestState, VisitState
from app.requests.rules.promise import Outcome
from app.requests.tables import Offer, ServiceRequest, Visit
from tests.support.clock import FakeClock
from tests.support.desk import Desk
from tests.support.town import DISPATCHER, Town


def _solve(town: Town, request_id: UUID) -> ServiceRequest:
    with unit_of_work(town.runtime, DISPATCHER) as uow:
        return solve_remotely(uow, request_id, How.TELEPHONE, "Switched it on.", "Wang")


def _outcome(town: Town, request_id: UUID) -> Outcome:
    """What became of the promise, in Python and in SQL alike."""
    with unit_of_work(town.runtime, write=False) as uow:
        found = outcome_of(uow.get(ServiceRequest, request_id), uow.now)
        same = select(ServiceRequest.id).where(has_outcome([found], uow.now), ServiceRequest.id == request_id)
        assert uow.session.scalars(same).all() == [request_id]
        return found


@pytest.fixture
def reported(town: Town) -> UUID:
    visit_id = town.report(asset_id=town.asset_id)
    place_visit(town.runtime, DISPATCHER, visit_id)
    return town.visit(visit_id).request_id


def test_in_time_it_is_neither_kept_nor_broken_and_nobody_drives(
    town: Town, reported: UUID, clock: FakeClock
) -> None:
    clock.advance(minutes=10)
    request = _solve(town, reported)
    assert (request.state, request.solved_remotely_at) == (RequestState.RESOLVED, clock.now)
    assert (request.solved_remotely_by, request.solved_remotely_how) == ("Wang", "telephone")
    assert (request.resolved_at, request.solved_remotely_note) == (clock.now, "Switched it on.")
    with unit_of_work(town.runtime, write=False) as uow:
        visit, offer = uow.session.scalars(select(Visit)).one(), uow.session.scalars(select(Offer)).one()
        assert (visit.state, visit.end_reason) == (VisitState.CANCELLED, "solved remotely")
        assert offer.state == "withdrawn"
    clock.advance(hours=2)
    assert _outcome(town, reported) is Outcome.SOLVED_REMOTELY


def test_the_watch_of_its_promise_ends(town: Town, reported: UUID, clock: FakeClock) -> None:
    desk = Desk(town, clock)
    desk.after(minutes=6)
    assert desk.open() != []
    _solve(town, reported)
    desk.after(minutes=1)
    desk.after(hours=2)
    assert (desk.open(), desk.watches()) == ([], [])
    assert not desk.told("alert.raised")[-1]["rung"].startswith("breached")


def test_after_due_the_promise_is_broken_and_the_breach_is_told(
    town: Town, reported: UUID, clock: FakeClock
) -> None:
    desk = Desk(town, clock)
    clock.advance(minutes=61)
    _solve(town, reported)
    desk.look()
    assert _outcome(town, reported) is Outcome.BROKEN
    assert "breached" in [event["rung"] for event in desk.told("alert.raised")]


def test_an_engineer_on_the_way_is_called_back_and_one_on_site_is_not(town: Town, clock: FakeClock) -> None:
    desk, visit_id = Desk(town, clock), town.report()
    desk.give(visit_id)
    desk.accept(visit_id)
    desk.depart(visit_id)
    request_id = town.visit(visit_id).request_id
    with unit_of_work(town.runtime) as uow:
        uow.get(ServiceRequest, request_id).state = RequestState.IN_PROGRESS
    assert _solve(town, request_id).state == RequestState.RESOLVED
    other = town.report()
    with unit_of_work(town.runtime) as uow:
        uow.get(Visit, other).state = VisitState.ON_SITE
    with pytest.raises(VisitFrozen):
        _solve(town, town.visit(other).request_id)


def test_what_is_over_is_not_solved_again(town: Town, reported: UUID) -> None:
    _solve(town, reported)
    with pytest.raises(IllegalTransition):
        _solve(town, reported)


def test_the_call_back_follows_as_after_a_visit(town: Town, reported: UUID) -> None:
    _solve(town, reported)
    with unit_of_work(town.runtime, DISPATCHER) as uow:
        assert follow_up(uow, reported, solved=True, result="works").state == RequestState.FOLLOWED_UP
    assert _outcome(town, reported) is Outcome.SOLVED_REMOTELY


def test_a_call_back_that_finds_it_unsolved_opens_the_promise_again(
    town: Town, reported: UUID, clock: FakeClock
) -> None:
    _solve(town, reported)
    Desk(town, clock).after(minutes=1)
    with unit_of_work(town.runtime, DISPATCHER) as uow:
        request = follow_up(uow, reported, solved=False, result="still dead")
    assert (request.state, request.solved_remotely_at) == (RequestState.IN_PROGRESS, None)
    assert _outcome(town, reported) is Outcome.OPEN
    with unit_of_work(town.runtime, write=False) as uow:
        assert uow.session.get(Watch, reported) is not None
    clock.advance(hours=1)
    assert _outcome(town, reported) is Outcome.BROKEN


@pytest.mark.parametrize(("days", "undone"), [(29, True), (31, False)])
def test_the_same_machine_within_thirty_days_undoes_it(
    town: Town, reported: UUID, clock: FakeClock, days: int, *, undone: bool
) -> None:
    _solve(town, reported)
    clock.advance(days=days)
    again = town.visit(town.report(asset_id=town.asset_id, fault_code="no_boot")).request_id
    with unit_of_work(town.runtime, write=False) as uow:
        assert uow.get(ServiceRequest, again).linked_to_id == (reported if undone else None)
        kinds = [event.kind for event in history(uow, reported)]
        assert ("request.remote_undone" in kinds) is undone
    assert _outcome(town, reported) is (Outcome.BROKEN if undone else Outcome.SOLVED_REMOTELY)


def test_without_a_machine_the_same_fault_at_the_same_site_undoes_it(town: Town, clock: FakeClock) -> None:
    first = town.visit(town.report()).request_id
    _solve(town, first)
    clock.advance(days=1)
    elsewhere = town.visit(town.report(km=3)).request_id
    assert _outcome(town, first) is Outcome.SOLVED_REMOTELY
    again = town.visit(town.report()).request_id
    with unit_of_work(town.runtime, write=False) as uow:
        links = [uow.get(ServiceRequest, key).linked_to_id for key in (elsewhere, again)]
    assert links == [None, first]
    assert _outcome(town, first) is Outcome.BROKEN


def test_what_was_asked_before_it_was_solved_is_no_return(town: Town, clock: FakeClock) -> None:
    first = town.visit(town.report()).request_id
    earlier = clock.now - timedelta(minutes=5)
    clock.advance(minutes=10)
    _solve(town, first)
    town.report(requested_at=earlier)
    assert _outcome(town, first) is Outcome.SOLVED_REMOTELY


def test_reported_again_it_goes_on_as_the_later_report_and_is_called_back_no_more(
    town: Town, reported: UUID, clock: FakeClock
) -> None:
    clock.advance(minutes=10)
    _solve(town, reported)
    clock.advance(minutes=5)
    again = town.visit(town.report(asset_id=town.asset_id)).request_id
    clock.advance(hours=3)
    assert _outcome(town, reported) is Outcome.BROKEN
    with unit_of_work(town.runtime, DISPATCHER, write=False) as uow:
        shown = request_file(uow, reported)
        assert (shown.goes_on.request_id if shown.goes_on else None) == again
        assert shown.level is Level.OVER
        assert sum(share.spent_s for share in shown.promise.budget(uow.now)) == 600
