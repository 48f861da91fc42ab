"""Simulated time steps from timer to timer and loses nothing on the way."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from app.kernel import Runtime, timers, unit_of_work
from app.kernel.errors import Conflict, Invalid
from app.requests.commands.intake.visits import INSTANT_S
from app.requests.tables import Offer
from app.shell.worker import simulation
from app.shell.worker.simulation import NotSettled, advance
from tests.support.clock import MONDAY_MORNING
from tests.support.timers import stand_in
from tests.support.town import Town

MINUTE = timedelta(minutes=1)


def _now(runtime: Runtime) -> datetime:
    with unit_of_work(runtime, write=False) as uow:
        return uow.now


def test_the_clock_stands_where_it_was_sent(simulated: Runtime) -> None:
    told = advance(simulated, MONDAY_MORNING + MINUTE)
    assert (told.now, told.timers_run, told.plans) == (MONDAY_MORNING + MINUTE, 0, 0)
    assert _now(simulated) == MONDAY_MORNING + MINUTE


def test_standing_still_lets_plans_settle(simulated_town: Town) -> None:
    visit_id = simulated_town.report()
    settled = MONDAY_MORNING + timedelta(seconds=INSTANT_S)
    told = advance(simulated_town.runtime, settled)
    assert (told.now, told.plans) == (settled, 1)
    assert simulated_town.visit(visit_id).state == "offered"


def test_silence_passes_the_visit_round_at_the_minute_it_falls_due(simulated_town: Town) -> None:
    simulated_town.report()
    planned_at = MONDAY_MORNING + timedelta(seconds=INSTANT_S)
    advance(simulated_town.runtime, planned_at + 7 * MINUTE)
    with unit_of_work(simulated_town.runtime, write=False) as uow:
        asked = uow.session.scalars(select(Offer).order_by(Offer.offered_at)).all()
    assert [(o.offered_at - planned_at) / MINUTE for o in asked] == [0, 3, 6]
    assert [o.engineer_id for o in asked[:2]] == simulated_town.engineers
    assert [o.state for o in asked] == ["expired", "expired", "pending"]


def test_work_sees_the_instant_at_which_it_fell_due(
    simulated: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[datetime] = []

    def note(runtime: Runtime, _subject: str) -> None:
        seen.append(_now(runtime))

    stand_in(monkeypatch, "note", note)
    with unit_of_work(simulated) as uow:
        for n in (2, 1):
            timers.arm(uow, "note", str(n), uow.now + n * MINUTE)
    assert advance(simulated, MONDAY_MORNING + 5 * MINUTE).timers_run == 2
    assert seen == [MONDAY_MORNING + MINUTE, MONDAY_MORNING + 2 * MINUTE]


@pytest.mark.parametrize("off", [-MINUTE, timedelta(days=8)])
def test_the_clock_goes_neither_back_nor_far_away(simulated: Runtime, off: timedelta) -> None:
    with pytest.raises(Invalid) as refused:
        advance(simulated, MONDAY_MORNING + off)
    assert list(refused.value.errors) == ["to"]


def test_two_do_not_move_the_clock_at_once(simulated: Runtime) -> None:
    with simulated.exclusive("simulated clock"), pytest.raises(Conflict):
        advance(simulated, MONDAY_MORNING)


def test_work_that_keeps_asking_for_itself_is_found_out(
    simulated: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(simulation, "RESTLESS", 5)
    stand_in(monkeypatch, "note", lambda runtime, _subject: _now(runtime))
    with unit_of_work(simulated) as uow:
        timers.arm(uow, "note", "n", uow.now)
    with pytest.raises(NotSettled, match="note"):
        advance(simulated, MONDAY_MORNING + MINUTE)
