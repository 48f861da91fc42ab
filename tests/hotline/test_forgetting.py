"""Who rang and what he said is forgotten when its time is over, unless a request came of the call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.hotline.commands import calls
from app.hotline.commands.calls import About, Taken
from app.hotline.commands.forgetting import forget
from app.hotline.rules.outcomes import CallOutcome
from app.hotline.tables import Call
from app.kernel import Runtime, unit_of_work
from app.settings import Settings, SettingsInvalid
from tests.support import build
from tests.support.clock import FakeClock
from tests.support.town import DISPATCHER

KEY = "019cac0f-278f-74ae-b3af-074d6b32dc1"
SAID = ("contact_name", "contact_phone", "contact_phone_as_said", "note")

Ring = Callable[..., Call]


@pytest.fixture
def ring(runtime: Runtime) -> Ring:
    made: list[int] = []

    def take(outcome: CallOutcome = CallOutcome.WRONG_NUMBER, about: About | None = None) -> Call:
        with unit_of_work(runtime, DISPATCHER) as uow:
            said = Taken(f"{KEY}{len(made)}", outcome, "Ms Li", "021-62781234", "He was rude.")
            made.append(1)
            return calls.log(uow, said, about or About())

    return take


def kept(runtime: Runtime, call: Call) -> list[Any]:
    with unit_of_work(runtime, write=False) as uow:
        row = uow.get(Call, call.id)
        return [name for name in (*SAID, "contact_numbers", "done_note") if getattr(row, name)]


def test_it_is_forgotten_when_its_time_is_over_and_not_before(
    runtime: Runtime, clock: FakeClock, ring: Ring
) -> None:
    call = ring()
    clock.advance(days=runtime.settings.call_days)
    with unit_of_work(runtime) as uow:
        assert forget(uow, 500) == 0
    assert set(SAID) <= set(kept(runtime, call))
    clock.advance(seconds=1)
    for forgotten in (1, 0):
        with unit_of_work(runtime) as uow:
            assert forget(uow, 500) == forgotten
    assert kept(runtime, call) == []
    with unit_of_work(runtime, write=False) as uow:
        row = uow.get(Call, call.id)
        assert (row.outcome, row.taken_at) == ("wrong_number", call.taken_at)


def test_what_led_to_a_request_stays(runtime: Runtime, clock: FakeClock, ring: Ring) -> None:
    with unit_of_work(runtime) as uow:
        request_id = build.job(uow).request_id
    call = ring(CallOutcome.REQUEST, About(request_id=request_id))
    clock.advance(days=3000)
    with unit_of_work(runtime) as uow:
        assert forget(uow, 500) == 0
    assert set(SAID) <= set(kept(runtime, call))


def test_a_complaint_that_nobody_has_seen_to_stays_until_somebody_has(
    runtime: Runtime, clock: FakeClock, ring: Ring
) -> None:
    call = ring(CallOutcome.COMPLAINT)
    clock.advance(days=3000)
    with unit_of_work(runtime, DISPATCHER) as uow:
        assert forget(uow, 500) == 0
        calls.done(uow, call.id, "Ms Li forgives us.")
    with unit_of_work(runtime) as uow:
        assert forget(uow, 500) == 1
    assert kept(runtime, call) == []


def test_it_goes_on_where_it_stopped(runtime: Runtime, clock: FakeClock, ring: Ring) -> None:
    for _ in range(3):
        ring()
        clock.advance(seconds=1)
    clock.advance(days=3000)
    for gone in (2, 1, 0):
        with unit_of_work(runtime) as uow:
            assert forget(uow, 2) == gone


def test_an_installation_may_keep_them_shorter(runtime: Runtime, clock: FakeClock, ring: Ring) -> None:
    call = ring()
    clock.advance(days=8)
    shorter = replace(runtime, settings=replace(runtime.settings, call_days=7))
    with unit_of_work(shorter) as uow:
        assert uow.now - call.taken_at > timedelta(days=7)
        assert forget(uow, 500) == 1


@pytest.mark.any_database
def test_days_that_make_no_sense_are_refused() -> None:
    with pytest.raises(SettingsInvalid, match="ONEHOUR_CALL_DAYS"):
        Settings(call_days=0).completed()
