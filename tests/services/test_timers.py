"""Timers fire once for each arming, and a claim that dies comes back."""

from __future__ import annotations

from datetime import timedelta

from app.runtime import Runtime, unit_of_work
from app.services import timers
from tests.support.clock import FakeClock


def _arm(runtime: Runtime, after_s: int = 0) -> None:
    with unit_of_work(runtime) as uow:
        timers.arm(uow, "plan", "t1", uow.now + timedelta(seconds=after_s))


def _claim(runtime: Runtime) -> timers.Claim | None:
    with unit_of_work(runtime) as uow:
        return timers.claim_due(uow)


def test_nothing_fires_before_it_is_due(runtime: Runtime, clock: FakeClock) -> None:
    _arm(runtime, 30)
    assert _claim(runtime) is None
    clock.advance(seconds=30)
    assert _claim(runtime) is not None


def test_a_claimed_timer_is_not_claimed_twice(runtime: Runtime) -> None:
    _arm(runtime)
    assert _claim(runtime) is not None
    assert _claim(runtime) is None


def test_the_work_of_one_who_died_is_claimed_again_after_the_lease(
    runtime: Runtime, clock: FakeClock
) -> None:
    _arm(runtime)
    _claim(runtime)
    clock.advance(seconds=timers.LEASE.total_seconds())
    assert _claim(runtime) is not None


def test_a_finished_timer_is_gone(runtime: Runtime, clock: FakeClock) -> None:
    _arm(runtime)
    claim = _claim(runtime)
    assert claim is not None
    with unit_of_work(runtime) as uow:
        timers.finish(uow, claim)
    clock.advance(seconds=timers.LEASE.total_seconds())
    assert _claim(runtime) is None


def test_an_arming_during_the_work_fires_again_at_once(runtime: Runtime) -> None:
    _arm(runtime)
    claim = _claim(runtime)
    assert claim is not None
    _arm(runtime)
    with unit_of_work(runtime) as uow:
        timers.finish(uow, claim)
    assert _claim(runtime) is not None


def test_a_repeating_timer_comes_back_when_it_says(runtime: Runtime, clock: FakeClock) -> None:
    _arm(runtime)
    claim = _claim(runtime)
    assert claim is not None
    with unit_of_work(runtime) as uow:
        timers.finish(uow, claim, again_at=uow.now + timedelta(hours=1))
        assert timers.next_due_at(uow) == uow.now + timedelta(hours=1)
    clock.advance(hours=1)
    assert _claim(runtime) is not None


def test_arming_earlier_wins_and_arming_later_does_not_delay(runtime: Runtime) -> None:
    _arm(runtime, 30)
    _arm(runtime, 10)
    _arm(runtime, 60)
    with unit_of_work(runtime, write=False) as uow:
        assert timers.next_due_at(uow) == uow.now + timedelta(seconds=10)


def test_a_disarmed_timer_does_not_fire(runtime: Runtime) -> None:
    _arm(runtime)
    with unit_of_work(runtime) as uow:
        timers.disarm(uow, "plan", "t1")
    assert _claim(runtime) is None


def test_only_the_kinds_asked_for_are_claimed(runtime: Runtime) -> None:
    _arm(runtime)
    with unit_of_work(runtime) as uow:
        assert timers.claim_due(uow, ("seal",)) is None
        assert timers.claim_due(uow, ("seal", "plan")) is not None
