"""Simulated time that workers move: whoever asks gets it done, whoever drives may die."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from app.kernel import Runtime, unit_of_work
from app.kernel.errors import Invalid, TryAgain
from app.shell.worker import driven
from tests.support.clock import MONDAY_MORNING
from tests.support.town import Town

MINUTE = timedelta(minutes=1)


def test_asking_returns_when_a_worker_has_moved_the_clock(simulated_town: Town) -> None:
    runtime = simulated_town.runtime
    visit_id = simulated_town.report()
    told = driven.ask(runtime, MONDAY_MORNING + MINUTE, pause=lambda _: assert_driven(runtime))
    assert told.now == MONDAY_MORNING + MINUTE
    assert told.plans >= 1
    assert simulated_town.visit(visit_id).state == "offered"


def assert_driven(runtime: Runtime) -> None:
    assert driven.drive(runtime)


def test_nothing_asked_is_nothing_done(simulated: Runtime) -> None:
    assert not driven.drive(simulated)


def test_standing_still_is_answered_too(simulated: Runtime) -> None:
    told = driven.ask(simulated, MONDAY_MORNING, pause=lambda _: assert_driven(simulated))
    assert told.now == MONDAY_MORNING


def test_asking_without_a_worker_can_be_repeated(simulated: Runtime) -> None:
    with pytest.raises(TryAgain):
        driven.ask(simulated, MONDAY_MORNING + MINUTE, pause=lambda _: None)
    assert driven.drive(simulated)  # the worker that came at last does what was asked
    with unit_of_work(simulated, write=False) as uow:
        assert uow.now == MONDAY_MORNING + MINUTE


def test_time_is_not_sent_backwards(simulated: Runtime) -> None:
    with pytest.raises(Invalid):
        driven.ask(simulated, MONDAY_MORNING - MINUTE)


def test_only_one_of_two_workers_drives(simulated: Runtime) -> None:
    with pytest.raises(TryAgain):
        driven.ask(simulated, MONDAY_MORNING + MINUTE, pause=lambda _: None)
    with ThreadPoolExecutor(2) as pool:
        drove = list(pool.map(lambda _: driven.drive(simulated), range(2)))
    assert any(drove)
    assert not driven.drive(simulated)
