from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from app.desk.reads.board import Board, Filters, today
from app.desk.reads.request_file import request_file
from app.kernel import Principal, Role, Runtime, unit_of_work
from app.promise.reads.danger import Cause, Level
from app.registers.tables import Engineer
from app.requests.commands.follow_up import follow_up
from app.requests.commands.moves import move_visit
from app.requests.events.visits import VisitOnSite
from app.requests.reads.history import history
from app.requests.tables import ServiceRequest, Visit
from tests.support.clock import FakeClock
from tests.support.desk import Desk
from tests.support.town import Town, build_town
from tests.support.walk import walk

DISPATCHER = Principal(Role.DISPATCHER, "dispatcher")


@pytest.fixture
def town(runtime: Runtime) -> Town:
    return build_town(runtime)


def board(town: Town, principal: Principal = DISPATCHER, **filters: Any) -> Board:
    with unit_of_work(town.runtime, principal, write=False) as uow:
        return today(uow, principal, Filters(**filters))


def request_of(town: Town) -> ServiceRequest:
    with unit_of_work(town.runtime, write=False) as uow:
        return uow.get(ServiceRequest, town.visit(town.report()).request_id)


def test_request_appears_at_once(town: Town) -> None:
    town.report()
    shown = board(town)
    assert [(row.customer, row.site, row.visit_state) for row in shown.rows] == [
        ("Blue Ink", "Site 0", "planned")
    ]
    assert shown.counts[Level.WATCH] == 1


def test_nearer_promise_stands_first(town: Town, clock: FakeClock) -> None:
    town.report()
    clock.advance(minutes=10)
    town.report()
    first, second = board(town).rows
    assert first.due_at < second.due_at


def test_counts_obey_text_and_territory_but_not_the_level(town: Town) -> None:
    town.report()
    assert board(town, level=Level.LATE).counts[Level.WATCH] == 1
    assert board(town, text="blue ink").counts[Level.WATCH] == 1
    assert board(town, text="%").counts[Level.WATCH] == 0
    assert board(town, territory_id=uuid4()).counts[Level.WATCH] == 0


@pytest.mark.parametrize("role", [Role.CUSTOMER, Role.ENGINEER, Role.PROVIDER, Role.ANONYMOUS])
def test_stranger_sees_nothing(town: Town, role: Role) -> None:
    town.report()
    stranger = Principal(role, customer_id=uuid4(), engineer_id=uuid4(), provider_id=uuid4())
    assert board(town, stranger).rows == []


def test_customer_sees_the_own_request(town: Town) -> None:
    town.report()
    assert len(board(town, Principal(Role.CUSTOMER, customer_id=town.customer_id)).rows) == 1


def test_request_file_counts_the_running_stage_up_to_now(town: Town, clock: FakeClock) -> None:
    request = request_of(town)
    clock.advance(minutes=3)
    with unit_of_work(town.runtime, DISPATCHER, write=False) as uow:
        found = request_file(uow, request.id)
    budget = found.promise.budget(found.now)
    assert {share.stage: share.spent_s for share in budget if share.spent_s} == {"assignment": 180}
    assert [share.stage for share in budget if share.over] == ["assignment"]
    assert found.promise.blamed(found.now) is None


def test_request_file_blames_a_stage_once_the_promise_is_broken(town: Town, clock: FakeClock) -> None:
    request = request_of(town)
    clock.advance(minutes=61)
    with unit_of_work(town.runtime, DISPATCHER, write=False) as uow:
        assert request_file(uow, request.id).promise.blamed(uow.now) == "assignment"


def test_history_begins_with_the_report(town: Town) -> None:
    request = request_of(town)
    with unit_of_work(town.runtime, DISPATCHER, write=False) as uow:
        kinds = [event.kind for event in history(uow, request.id)]
    assert kinds[:2] == ["request.received", "request.promised"]


def test_resolved_request_stays_until_the_customer_was_called_back(town: Town, clock: FakeClock) -> None:
    request_id = walk(town, town.report(), on_site=20, completed=40)
    clock.advance(days=2)
    shown = board(town)
    assert [(row.id, row.level, row.cause) for row in shown.rows] == [(request_id, Level.CALL_BACK, None)]
    assert (shown.counts[Level.CALL_BACK], shown.counts[Level.OVER], shown.hidden) == (1, 0, 0)
    # It is a matter of the day before yesterday: today's promises are today's.
    assert shown.promises.total == 0
    with unit_of_work(town.runtime, DISPATCHER) as uow:
        follow_up(uow, request_id, solved=True, result="All is well.")
    assert board(town).rows == []


def test_call_back_stands_below_what_is_under_way(town: Town) -> None:
    walk(town, town.report(), on_site=20, completed=40)
    town.report()
    assert [row.level for row in board(town).rows][-1] is Level.CALL_BACK
    assert len(board(town, level=Level.CALL_BACK).rows) == 1


def test_call_backs_that_are_not_shown_are_counted(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    for engineer in (0, 1):
        walk(town, town.report(), on_site=20, completed=40, engineer=engineer)
    monkeypatch.setattr("app.desk.reads.board.MAX_ROWS", 1)
    with unit_of_work(town.runtime) as uow:
        for request in uow.session.query(ServiceRequest):
            request.requested_at -= timedelta(days=3)
    shown = board(town)
    assert (len(shown.rows), shown.hidden, shown.counts[Level.CALL_BACK]) == (1, 1, 2)


def test_customer_is_not_asked_to_call_back(town: Town, clock: FakeClock) -> None:
    walk(town, town.report(), on_site=20, completed=40)
    customer = Principal(Role.CUSTOMER, "Blue Ink", customer_id=town.customer_id)
    assert [row.level for row in board(town, customer, level=Level.OVER).rows] == [Level.OVER]
    clock.advance(days=2)
    assert board(town, customer, level=Level.CALL_BACK).rows == []


@pytest.mark.parametrize("how", ["switched_off", "shift_over"])
def test_board_and_page_say_that_who_is_on_site_is_off_duty(town: Town, clock: FakeClock, how: str) -> None:
    if how == "shift_over":
        clock.advance(hours=11, minutes=50)
    visit_id, desk = town.report(), Desk(town, clock)
    desk.give(visit_id)
    desk.accept(visit_id)
    desk.depart(visit_id)
    with unit_of_work(town.runtime) as uow:
        visit = uow.get(Visit, visit_id)
        request = uow.get(ServiceRequest, visit.request_id)
        visit.on_site_at = request.on_site_at = uow.now
        request.arrival_verdict = "proven"
        move_visit(uow, visit, VisitOnSite(on_site_at=uow.now))
        uow.get(Engineer, town.engineers[0]).available = how != "switched_off"
    clock.advance(minutes=12)
    (row,) = board(town).rows
    assert (row.level, row.cause) == (Level.ON_SITE, Cause.OFF_DUTY_ON_SITE)
    with unit_of_work(town.runtime, DISPATCHER, write=False) as uow:
        assert request_file(uow, row.id).cause is Cause.OFF_DUTY_ON_SITE
    (row,) = board(town, Principal(Role.CUSTOMER, customer_id=town.customer_id)).rows
    assert row.cause is None
