"""A job is run once at a time, stops when it is asked to, and is taken up again when its worker died."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from threading import Event
from typing import Any
from uuid import UUID

import pytest

from app.accounts.tables import User
from app.files.tables import Blob
from app.jobs.commands import asking, running
from app.jobs.commands.in_hand import LEASE
from app.jobs.hooks import JobFile, JobOutcome, RunningJob
from app.jobs.reads.jobs import message_of, result_of
from app.jobs.rules.states import MOST_TRIES
from app.jobs.tables import LongJob
from app.kernel import Principal, Role, Runtime, unit_of_work
from app.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from app.kernel.phrases import Phrase
from app.registers.errors import ImportRunning
from app.shell.worker.long_jobs import run_next
from tests.jobs.conftest import DONE
from tests.support.clock import FakeClock
from tests.support.web import make_user

Does = Callable[[Callable[[RunningJob], JobOutcome]], None]


@dataclass
class Desk:
    """An administrator who starts jobs and looks at them."""

    runtime: Runtime
    admin: Principal

    def start(self, file: JobFile | None = None) -> UUID:
        with unit_of_work(self.runtime, self.admin) as uow:
            return asking.start(uow, "work", {"n": 1}, file).id

    def read(self, job_id: UUID) -> LongJob:
        with unit_of_work(self.runtime, self.admin, write=False) as uow:
            return uow.get(LongJob, job_id)

    def does(self, command: Callable[..., Any], job_id: UUID) -> Any:
        with unit_of_work(self.runtime, self.admin) as uow:
            return command(uow, job_id)


@pytest.fixture
def desk(runtime: Runtime, work: Does) -> Desk:
    del work
    return Desk(runtime, make_user(runtime, Role.ADMIN))


def test_a_job_is_run_and_tells_what_came_of_it(runtime: Runtime, desk: Desk, work: Does) -> None:
    def run(job: RunningJob) -> JobOutcome:
        assert (job.principal.user_id, job.job.params, job.file()) == (desk.admin.user_id, {"n": 1}, b"in")
        job.progress(1, 3, Phrase("Row"))
        seen.append(desk.read(job_id))
        return JobOutcome(DONE.message, report={"rows": 3}, file=JobFile("out.csv", "text/csv", b"out"))

    seen: list[LongJob] = []
    work(run)
    job_id = desk.start(JobFile("in.csv", "text/csv", b"in"))
    assert run_next(runtime)
    assert not run_next(runtime)
    assert (seen[0].state, seen[0].done, seen[0].total, message_of(seen[0])) == ("running", 1, 3, "Row")
    job = desk.read(job_id)
    assert (job.state, job.done, job.tries, job.report) == ("done", 3, 1, {"rows": 3})
    assert message_of(job) == "3 rows came in."
    with unit_of_work(runtime, desk.admin, write=False) as uow:
        assert result_of(uow, job_id) == JobFile("out.csv", "text/csv", b"out")


def test_a_job_that_is_asked_to_stop_ends_at_its_next_step_and_can_be_repeated(
    runtime: Runtime, desk: Desk, work: Does
) -> None:
    def run(job: RunningJob) -> JobOutcome:
        job.progress(1, 3)
        desk.does(asking.stop, job_id)
        job.progress(2, 3)
        raise AssertionError("it went on")

    work(run)
    job_id = desk.start()
    with pytest.raises(Conflict):
        desk.does(asking.repeat, job_id)
    run_next(runtime)
    assert (desk.read(job_id).state, desk.read(job_id).done) == ("stopped", 2)
    work(lambda _: DONE)
    again = desk.does(asking.repeat, job_id).id
    run_next(runtime)
    assert (desk.read(again).state, desk.read(job_id).state) == ("done", "stopped")


def test_a_job_that_waits_stops_at_once_and_one_that_ended_stays_as_it_is(
    runtime: Runtime, desk: Desk
) -> None:
    waiting, ended = desk.start(), desk.start()
    assert desk.does(asking.stop, waiting).state == "stopped"
    assert run_next(runtime)
    assert desk.does(asking.stop, ended).state == "done"
    assert not run_next(runtime)


def test_a_job_whose_worker_died_is_taken_up_when_its_lease_has_ended(
    runtime: Runtime, desk: Desk, clock: FakeClock, work: Does
) -> None:
    job_id = desk.start()

    def dies(_: RunningJob) -> JobOutcome:
        raise SystemExit

    work(dies)
    with pytest.raises(SystemExit):
        running.run(runtime, job_id)
    work(lambda _: DONE)
    assert running.run(runtime, job_id) == LEASE
    assert not run_next(runtime)
    clock.advance(seconds=LEASE.total_seconds() + 1)
    assert run_next(runtime)
    assert (desk.read(job_id).state, desk.read(job_id).tries) == ("done", 2)


def test_a_worker_that_outlived_its_lease_does_not_write_over_the_next(
    runtime: Runtime, desk: Desk, clock: FakeClock, work: Does
) -> None:
    def slow(job: RunningJob) -> JobOutcome:
        clock.advance(seconds=LEASE.total_seconds() + 1)
        work(lambda _: DONE)
        assert run_next(runtime)
        job.progress(1, 3)
        raise AssertionError("it went on")

    work(slow)
    job_id = desk.start()
    assert running.run(runtime, job_id) is None
    assert (desk.read(job_id).state, desk.read(job_id).claims) == ("done", 2)


def test_a_worker_that_is_to_stop_gives_the_job_back(runtime: Runtime, desk: Desk, work: Does) -> None:
    stopping = Event()

    def run(job: RunningJob) -> JobOutcome:
        stopping.set()
        job.progress(1, 3)
        raise AssertionError("it went on")

    work(run)
    job_id = desk.start()
    running.run(runtime, job_id, stopping)
    assert (desk.read(job_id).state, desk.read(job_id).tries) == ("queued", 0)
    work(lambda _: DONE)
    assert run_next(runtime)
    assert desk.read(job_id).tries == 1


def test_a_job_that_breaks_is_tried_again_later_each_time_and_then_no_more(
    runtime: Runtime, desk: Desk, clock: FakeClock, work: Does
) -> None:
    def breaks(_: RunningJob) -> JobOutcome:
        raise ZeroDivisionError

    work(breaks)
    job_id = desk.start()
    pauses = []
    while (pause := running.run(runtime, job_id)) is not None:
        assert not run_next(runtime)
        pauses.append(pause.total_seconds())
        clock.advance(seconds=pause.total_seconds())
    assert pauses == [10, 20, 40, 80]
    job = desk.read(job_id)
    assert (job.state, job.tries) == ("failed", MOST_TRIES)
    assert "not tried again" in str(message_of(job))


def test_a_job_that_kills_its_workers_is_not_taken_up_for_ever(
    runtime: Runtime, desk: Desk, clock: FakeClock, work: Does
) -> None:
    def dies(_: RunningJob) -> JobOutcome:
        raise SystemExit

    work(dies)
    job_id = desk.start()
    for _ in range(MOST_TRIES):
        with pytest.raises(SystemExit):
            running.run(runtime, job_id)
        clock.advance(seconds=LEASE.total_seconds() + 1)
    assert running.run(runtime, job_id) is None
    assert desk.read(job_id).state == "failed"


def test_what_cannot_run_yet_waits_and_what_is_refused_has_failed(
    runtime: Runtime, desk: Desk, clock: FakeClock, work: Does
) -> None:
    answers: list[Exception] = [ImportRunning(7), Invalid({"file": Phrase("is missing")})]

    def refuses(_: RunningJob) -> JobOutcome:
        raise answers.pop(0)

    work(refuses)
    job_id = desk.start()
    assert running.run(runtime, job_id) == timedelta(seconds=7)
    assert (desk.read(job_id).state, desk.read(job_id).tries) == ("queued", 0)
    clock.advance(seconds=7)
    assert running.run(runtime, job_id) is None
    job = desk.read(job_id)
    assert (job.state, message_of(job)) == ("failed", "file: is missing")


def test_a_job_does_what_its_starter_may_do_when_it_runs(runtime: Runtime, desk: Desk) -> None:
    job_id = desk.start()
    with unit_of_work(runtime) as uow:
        uow.get(User, desk.admin.user_id).role = Role.DISPATCHER
    running.run(runtime, job_id)
    assert desk.read(job_id).state == "failed"
    with unit_of_work(runtime, make_user(runtime, Role.DISPATCHER)) as uow, pytest.raises(Forbidden):
        asking.start(uow, "work", {})


def test_everybody_sees_his_own_jobs_and_administrators_all(runtime: Runtime, desk: Desk) -> None:
    job_id, other = desk.start(), make_user(runtime, Role.MANAGER)
    with unit_of_work(runtime, other) as uow, pytest.raises(NotFound):
        asking.stop(uow, job_id)
    with unit_of_work(runtime, make_user(runtime, Role.ADMIN)) as uow:
        assert asking.stop(uow, job_id).state == "stopped"


def test_old_jobs_are_forgotten_with_the_files_that_no_other_has(
    runtime: Runtime, desk: Desk, clock: FakeClock
) -> None:
    shared, alone = JobFile("a.csv", "text/csv", b"a"), JobFile("b.csv", "text/csv", b"b")
    gone = [desk.start(shared), desk.start(alone)]
    while run_next(runtime):
        pass
    clock.advance(seconds=asking.REMEMBERED.total_seconds() + 1)
    kept = desk.start(shared)
    with unit_of_work(runtime) as uow:
        assert asking.forget(uow, 10) == len(gone)
    with unit_of_work(runtime, write=False) as uow:
        assert [blob.data for blob in uow.session.query(Blob)] == [b"a"]
        assert uow.session.get(LongJob, kept) is not None
