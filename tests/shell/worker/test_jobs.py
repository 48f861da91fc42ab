"""Due work is done in order, put off when it fails, and never lost."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from app.kernel import Runtime, ledger, timers, unit_of_work
from app.kernel.errors import TryAgain, VersionConflict
from app.kernel.tables import IdempotencyKey, Seal, Timer
from app.kernel.timer_kinds import arm_standing
from app.shell.worker.jobs import run_due
from tests.support.clock import MONDAY_MORNING, FakeClock
from tests.support.town import build_town, without_child


def _arm(runtime: Runtime, kind: str, subject: str, after_s: int = 0) -> None:
    with unit_of_work(runtime) as uow:
        timers.arm(uow, kind, subject, uow.now + timedelta(seconds=after_s))


def _due_at(runtime: Runtime, kind: str) -> datetime | None:
    with unit_of_work(runtime, write=False) as uow:
        return uow.session.scalars(select(Timer.due_at).where(Timer.kind == kind)).one_or_none()


def test_the_oldest_is_done_first_and_what_is_not_due_waits(runtime: Runtime, clock: FakeClock) -> None:
    done: list[str] = []

    def note(_runtime: Runtime, subject: str) -> None:
        done.append(subject)

    for subject, after_s in [("third", 30), ("first", 10), ("second", 20), ("later", 99)]:
        _arm(runtime, "note", subject, after_s)
    clock.advance(seconds=30)
    assert run_due(runtime, handlers={"note": note}) == {"note": 3}
    assert done == ["first", "second", "third"]


def test_an_earlier_limit_holds_work_back(runtime: Runtime, clock: FakeClock) -> None:
    _arm(runtime, "note", "n", 10)
    clock.advance(seconds=30)
    early = MONDAY_MORNING + timedelta(seconds=5)
    assert not run_due(runtime, early, handlers={"note": lambda *_: None})
    assert run_due(runtime, limit=1, handlers={"note": lambda *_: None}).total() == 1


def test_work_that_wants_to_run_again_does(runtime: Runtime) -> None:
    _arm(runtime, "note", "n")
    again_at = MONDAY_MORNING + timedelta(minutes=5)
    run_due(runtime, handlers={"note": lambda *_: again_at})
    assert _due_at(runtime, "note") == again_at


@pytest.mark.parametrize("error", [RuntimeError("broken"), TryAgain(), VersionConflict("visit", 1)])
def test_work_that_fails_is_put_off_longer_each_time_and_stops_nothing_else(
    runtime: Runtime, clock: FakeClock, error: Exception
) -> None:
    done: list[str] = []

    def fail(_runtime: Runtime, _subject: str) -> None:
        raise error

    def note(_runtime: Runtime, subject: str) -> None:
        done.append(subject)

    _arm(runtime, "a_bad", "x")
    _arm(runtime, "b_good", "y")
    pauses = []
    for _ in range(3):
        run_due(runtime, handlers={"a_bad": fail, "b_good": note})
        due_at = _due_at(runtime, "a_bad")
        assert due_at is not None
        pauses.append((due_at - clock.now).total_seconds())
        clock.now = due_at
    assert (pauses, done) == ([2, 4, 8], ["y"])


def test_a_success_forgets_earlier_failures(runtime: Runtime, clock: FakeClock) -> None:
    outcomes = iter([RuntimeError("broken"), None, RuntimeError("broken")])

    def work(made: Runtime, _subject: str) -> datetime | None:
        if error := next(outcomes):
            raise error
        with unit_of_work(made, write=False) as uow:
            return uow.now + timedelta(seconds=1)

    _arm(runtime, "work", "x")
    for _ in range(3):
        run_due(runtime, handlers={"work": work})
        clock.now = _due_at(runtime, "work") or clock.now
    assert clock.now == MONDAY_MORNING + timedelta(seconds=2 + 1 + 2)


def test_work_of_a_kind_that_nobody_knows_is_kept(runtime: Runtime) -> None:
    _arm(runtime, "from_a_newer_version", "x")
    run_due(runtime)
    assert _due_at(runtime, "from_a_newer_version") == MONDAY_MORNING + timedelta(seconds=2)


def test_a_busy_database_leaves_the_claim_to_the_next_look(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    _arm(runtime, "note", "n")

    def busy(*_: object) -> None:
        raise TryAgain

    monkeypatch.setattr(timers, "claim_due", busy)
    assert not run_due(runtime)
    assert _due_at(runtime, "note") == MONDAY_MORNING


def test_standing_work_seals_the_ledger_hourly_and_purges_old_answers_daily(
    runtime: Runtime, clock: FakeClock
) -> None:
    made = without_child(runtime)
    build_town(made)
    with unit_of_work(made) as uow:
        arm_standing(uow)
        ledger.note(uow, "request:x", "request.received")
        for key, hours in [("old", 23), ("young", 25)]:
            uow.session.add(
                IdempotencyKey(
                    principal="p",
                    route="r",
                    key=key,
                    body_digest="",
                    status=200,
                    answer="",
                    expires_at=uow.now + timedelta(hours=hours),
                )
            )
    daily = {"papers_watch": 1, "grade_reminders": 1, "providers_nightly": 1, "scheduled_views": 1}
    assert run_due(made) == {"plan": 1, "watch": 1, **daily}
    clock.advance(hours=24)
    ran = run_due(made)
    assert (ran["seal"], ran["purge"]) == (1, 1)
    with unit_of_work(made, write=False) as uow:
        assert uow.session.scalars(select(IdempotencyKey.key)).all() == ["young"]
        assert len(uow.session.scalars(select(Seal)).all()) == 1
    assert _due_at(made, "seal") == clock.now + timedelta(hours=1)
