from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from app.models import ServiceRequest
from app.queries.board import Board, Filters, today
from app.queries.danger import Level
from app.queries.dossier import dossier
from app.queries.history import history
from app.runtime import Principal, Role, Runtime, unit_of_work
from tests.support.clock import FakeClock
from tests.support.town import Town, build_town

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


def test_dossier_counts_the_running_stage_up_to_now(town: Town, clock: FakeClock) -> None:
    request = request_of(town)
    clock.advance(minutes=3)
    with unit_of_work(town.runtime, DISPATCHER, write=False) as uow:
        found = dossier(uow, request.id)
    budget = found.promise.budget(found.now)
    assert {share.stage: share.spent_s for share in budget if share.spent_s} == {"assignment": 180}
    assert [share.stage for share in budget if share.over] == ["assignment"]
    assert found.promise.blamed(found.now) is None


def test_dossier_blames_a_stage_once_the_promise_is_broken(town: Town, clock: FakeClock) -> None:
    request = request_of(town)
    clock.advance(minutes=61)
    with unit_of_work(town.runtime, DISPATCHER, write=False) as uow:
        assert dossier(uow, request.id).promise.blamed(uow.now) == "assignment"


def test_history_begins_with_the_report(town: Town) -> None:
    request = request_of(town)
    with unit_of_work(town.runtime, DISPATCHER, write=False) as uow:
        kinds = [event.kind for event in history(uow, request.id)]
    assert kinds[:2] == ["request.received", "request.promised"]
