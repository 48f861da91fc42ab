"""Two workers, and workers that die, raise every rung once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest

from app.kernel import timers, unit_of_work
from app.promise.commands import alerts, look
from app.shell.worker.jobs import run_due
from tests.support.desk import Desk


class Killed(BaseException):
    """The process ends here."""


def test_two_workers_at_once_raise_each_rung_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(5):
        desk.town.report()
    desk.clock.advance(hours=1)
    together, prepared = Barrier(2), look._write

    def write_together(*args: Any) -> None:
        together.wait(timeout=30)
        prepared(*args)

    monkeypatch.setattr(look, "_write", write_together)
    with ThreadPoolExecutor(2) as pool:
        looks = [pool.submit(look.look, desk.town.runtime, desk.town.territory_id) for _ in range(2)]
        for one in looks:
            one.result()
    raised = [(event["alert_id"], event["rung"]) for event in desk.told("alert.raised")]
    assert len(raised) == len(set(raised)) == 10


def test_worker_killed_between_claim_and_record_loses_and_doubles_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.town.report()
    desk.clock.advance(minutes=2)

    def killed(*_: Any, **__: Any) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(alerts, "raise_alert", killed)
        with pytest.raises(Killed):
            run_due(desk.town.runtime, kinds=("watch",))
    assert desk.alerts() == []
    with unit_of_work(desk.town.runtime, write=False) as uow:
        again_at = timers.next_due_at(uow, ("watch",))
    assert again_at is not None
    assert again_at - desk.clock.now < timedelta(minutes=1)
    desk.clock.now = again_at
    run_due(desk.town.runtime, kinds=("watch",))
    run_due(desk.town.runtime, kinds=("watch",))
    assert [event["rung"] for event in desk.told("alert.raised")] == ["unassigned"]


def test_change_to_an_alarmed_promise_is_looked_at_within_seconds(desk: Desk) -> None:
    visit_id = desk.town.report()
    run_due(desk.town.runtime, kinds=("watch",))
    desk.clock.advance(minutes=2)
    run_due(desk.town.runtime, kinds=("watch",))
    assert desk.open() == ["unassigned"]
    desk.give(visit_id)
    desk.clock.advance(seconds=2)
    run_due(desk.town.runtime, kinds=("watch",))
    assert desk.open() == []
