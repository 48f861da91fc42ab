"""Timers fire once for each arming, and a claim that dies comes back."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.kernel import Runtime, timers, unit_of_work
from app.shell.worker.jobs import run_due
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
        timers.finish(uow, claim, again_at=uow.now + timedelta(minutes=10))
        assert timers.next_due_at(uow) == uow.now + timedelta(minutes=10)
    clock.advance(minutes=10)
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


def test_workers_are_woken_once_when_what_is_due_now_has_been_committed(runtime: Runtime) -> None:
    with unit_of_work(runtime) as uow:
        timers.arm(uow, "plan", "now", uow.now)
        timers.arm(uow, "watch", "now", uow.now)
        assert runtime.work_wake_up.count == 0
    assert runtime.work_wake_up.count == 1


def test_nobody_is_woken_for_what_is_due_later_or_was_rolled_back(runtime: Runtime) -> None:
    with unit_of_work(runtime) as uow:
        timers.arm(uow, "plan", "later", uow.now + timedelta(seconds=1))
    with unit_of_work(runtime, write=False) as uow:
        timers.arm(uow, "plan", "now", uow.now)
    assert runtime.work_wake_up.count == 0


def test_one_who_outlived_his_lease_does_not_end_the_work_of_the_next(
    runtime: Runtime, clock: FakeClock
) -> None:
    _arm(runtime)
    late = _claim(runtime)
    clock.advance(seconds=timers.LEASE.total_seconds())
    assert _claim(runtime) is not None
    assert late is not None
    with unit_of_work(runtime) as uow:
        timers.finish(uow, late)
        assert timers.next_due_at(uow) == clock.now


def test_a_claim_given_back_is_due_in_its_old_place(runtime: Runtime, clock: FakeClock) -> None:
    _arm(runtime)
    clock.advance(seconds=9)
    claim = _claim(runtime)
    assert claim is not None
    with unit_of_work(runtime) as uow:
        timers.release(uow, claim)
        assert timers.next_due_at(uow) == claim.due_at


def test_after_two_days_without_a_worker_all_that_fell_due_fires_once_and_in_order(
    runtime: Runtime, clock: FakeClock
) -> None:
    done: list[str] = []
    with unit_of_work(runtime) as uow:
        for hour in (40, 2, 47, 30):
            timers.arm(uow, "note", str(hour), uow.now + timedelta(hours=hour))
        timers.arm(uow, "hourly", "h", uow.now + timedelta(hours=1))

    def hourly(made: Runtime, _subject: str) -> datetime:
        done.append("hourly")
        with unit_of_work(made, write=False) as uow:
            return uow.now + timedelta(hours=1)

    clock.advance(hours=48)
    run_due(runtime, handlers={"note": lambda _, subject: done.append(subject), "hourly": hourly})
    assert done == ["hourly", "2", "30", "40", "47"]
    assert not run_due(runtime)
