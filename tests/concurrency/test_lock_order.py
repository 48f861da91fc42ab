"""Commands take their locks in the one order of `app.kernel.locks`, as PostgreSQL is told them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event

from app.dispatching.commands import offers, overrides
from app.dispatching.commands.leaving import release
from app.dispatching.commands.placement import place_visit
from app.dispatching.commands.planner import plan_territory
from app.kernel import Runtime, unit_of_work
from app.registers.tables import Engineer
from app.requests.commands.appointments import agree
from app.requests.commands.cancel import cancel_request
from app.requests.commands.remote import How, solve_remotely
from tests.support.clock import FakeClock
from tests.support.town import DISPATCHER, Town

ORDER = ["engineers", "assets", "service_requests", "visits", "others", "stream_heads", "plan", "watch"]
"""The planner's and the watch's timers stand for themselves; an offer's own timer is nobody else's."""

_LOCK = re.compile(r"FROM (\w+).*FOR (?:NO KEY )?UPDATE", re.DOTALL)

pytestmark = pytest.mark.parametrize("database_kind", ["postgresql"])


@contextmanager
def _locks(runtime: Runtime) -> Iterator[list[list[str]]]:
    """Gather what each transaction locks, in its order."""
    taken: list[list[str]] = [[]]

    def told(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        found = _LOCK.search(statement)
        if found:
            taken[-1].append(found[1] if found[1] in ORDER else "others")
        elif statement.startswith("INSERT INTO timers"):
            taken[-1].extend({"plan", "watch"} & set(parameters.values()))

    def begun(_: Any) -> None:
        taken.append([])

    event.listen(runtime.engine, "before_cursor_execute", told)
    event.listen(runtime.engine, "begin", begun)
    try:
        yield taken
    finally:
        event.remove(runtime.engine, "before_cursor_execute", told)
        event.remove(runtime.engine, "begin", begun)


def _offered(town: Town) -> UUID:
    visit_id = town.report()
    place_visit(town.runtime, DISPATCHER, visit_id)
    return visit_id


def _report(town: Town, _: UUID) -> None:
    town.report(asset_id=town.asset_id)


def _plan(town: Town, _: UUID) -> None:
    plan_territory(town.runtime, town.territory_id)


def _place(town: Town, _: UUID) -> None:
    place_visit(town.runtime, DISPATCHER, town.report())


def _cancel(town: Town, visit_id: UUID) -> None:
    with unit_of_work(town.runtime) as uow:
        cancel_request(uow, town.visit(visit_id).request_id, "works again")


def _agree(town: Town, visit_id: UUID) -> None:
    with unit_of_work(town.runtime, DISPATCHER) as uow:
        agree(uow, town.visit(visit_id).request_id, uow.now + timedelta(hours=5), "Mrs Lin")


def _solve(town: Town, visit_id: UUID) -> None:
    with unit_of_work(town.runtime, DISPATCHER) as uow:
        solve_remotely(uow, town.visit(visit_id).request_id, How.TELEPHONE, "told how")


def _accept(town: Town, visit_id: UUID) -> None:
    with unit_of_work(town.runtime) as uow:
        offers.accept(uow, visit_id, town.engineers[0], uow.now)


def _decline(town: Town, visit_id: UUID) -> None:
    with unit_of_work(town.runtime) as uow:
        offers.decline(uow, visit_id, town.engineers[0], "too far")


def _assign(town: Town, visit_id: UUID) -> None:
    with unit_of_work(town.runtime, DISPATCHER) as uow:
        overrides.assign(uow, visit_id, town.engineers[1])


def _leave(town: Town, visit_id: UUID) -> None:
    with unit_of_work(town.runtime, DISPATCHER) as uow:
        release(uow, uow.get(Engineer, town.engineers[0]), "the engineer was closed")


ACTS: dict[str, tuple[Callable[[Town, UUID], None], set[str]]] = {
    "report": (_report, {"assets", "stream_heads", "plan", "watch"}),
    "plan": (_plan, {"engineers"}),
    "place": (_place, {"engineers", "visits", "stream_heads"}),
    "cancel": (_cancel, {"service_requests", "visits", "stream_heads", "plan"}),
    "agree": (_agree, {"service_requests", "visits", "stream_heads"}),
    "solve": (_solve, {"service_requests", "visits", "stream_heads", "plan"}),
    "accept": (_accept, {"visits", "stream_heads"}),
    "decline": (_decline, {"visits", "stream_heads", "plan"}),
    "assign": (_assign, {"engineers", "visits", "stream_heads"}),
    "leave": (_leave, {"engineers", "visits", "stream_heads", "plan", "watch"}),
}


@pytest.mark.parametrize("act", ACTS)
def test_every_transaction_locks_in_the_one_order(town: Town, act: str) -> None:
    visit_id = _offered(town)
    do, expected = ACTS[act]
    with _locks(town.runtime) as taken:
        do(town, visit_id)
    for locks in taken:
        assert locks == sorted(locks, key=ORDER.index)
    assert expected <= {lock for locks in taken for lock in locks}


def test_an_offer_that_runs_out_locks_its_engineer_first(town: Town, clock: FakeClock) -> None:
    _offered(town)
    offer_id = town.pending_offers()[0].id
    clock.advance(seconds=180)
    with _locks(town.runtime) as taken, unit_of_work(town.runtime) as uow:
        assert offers.expire(uow, offer_id)
    (locks,) = [locks for locks in taken if locks]
    assert locks == sorted(locks, key=ORDER.index)
    assert locks[:2] == ["engineers", "visits"]
