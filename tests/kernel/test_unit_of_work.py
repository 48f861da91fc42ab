"""What happens at a commit happens in phases, whoever asked for it first."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.kernel import Phase, Runtime, ledger, unit_of_work
from app.kernel.tables import Event


def test_phases_run_in_their_order_whatever_came_first(runtime: Runtime) -> None:
    done: list[str] = []
    with unit_of_work(runtime) as uow:
        for phase in reversed(Phase):
            uow.at_commit(phase, lambda name=phase.name: done.append(name))  # type: ignore[misc]
        assert done == []
    assert done == ["EVENTS", "CONSEQUENCES", "PLAN_TIMERS", "WATCH_TIMERS", "WAKE_UPS"]


def test_actions_of_one_phase_run_in_the_order_of_their_coming(runtime: Runtime) -> None:
    done: list[int] = []
    with unit_of_work(runtime) as uow:
        uow.at_commit(Phase.EVENTS, lambda: done.append(1))
        uow.at_commit(Phase.EVENTS, lambda: done.append(2))
    assert done == [1, 2]


def test_events_of_a_consequence_are_chained_before_timers_are_armed(runtime: Runtime) -> None:
    chained: list[str] = []
    with unit_of_work(runtime) as uow:
        kinds = select(Event.kind).order_by(Event.number)
        uow.at_commit(Phase.PLAN_TIMERS, lambda: chained.extend(uow.session.scalars(kinds)))
        uow.at_commit(Phase.CONSEQUENCES, lambda: ledger.note(uow, "request:a", "request.promised"))
        ledger.note(uow, "request:a", "request.received")
    assert chained == ["request.received", "request.promised"]


def test_what_is_armed_last_leaves_nothing_to_an_earlier_phase(runtime: Runtime) -> None:
    with pytest.raises(RuntimeError, match="EVENTS is over"), unit_of_work(runtime) as uow:
        uow.at_commit(Phase.WATCH_TIMERS, lambda: ledger.note(uow, "request:a", "request.received"))


def test_nothing_waits_for_a_commit_that_is_rolled_back(runtime: Runtime) -> None:
    done: list[int] = []

    def fail() -> None:
        with unit_of_work(runtime) as uow:
            uow.at_commit(Phase.EVENTS, lambda: done.append(1))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert done == []
