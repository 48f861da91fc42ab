"""A visit that needs another is neither completed work nor a fix at the first visit, also while it waits."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.kernel import unit_of_work
from app.kernel.local_dates import local_date
from app.promise.reads.reports import promises
from app.reports.reads.reports import totals
from app.reports.rules.asked import Asked, By
from app.requests.commands.intake.visits import open_next_visit
from app.requests.tables import ServiceRequest, Visit
from tests.support.clock import FakeClock
from tests.support.town import Town
from tests.support.walk import walk


@pytest.mark.parametrize("by", [By.DAY, By.ENGINEER])
def test_a_visit_that_needs_another_is_counted_as_such(town: Town, clock: FakeClock, by: By) -> None:
    walk(town, town.report(), on_site=10, completed=30)
    visit_id = town.report(2)
    request_id = walk(town, visit_id, on_site=12, completed=40)
    with unit_of_work(town.runtime) as uow:
        request = uow.get(ServiceRequest, request_id)
        uow.get(Visit, visit_id).state, request.state, request.resolved_at = "incomplete", "in_progress", None
        open_next_visit(uow, request)
    clock.advance(hours=1)
    with unit_of_work(town.runtime, write=False) as uow:
        day = local_date(uow.now, "UTC")
        asked = Asked("workload", by, day, day, "UTC")
        work = totals(uow, asked)
        assert (work["visits"], work["completed"], work["unfinished"], work["each_min"]) == (2, 1, 1, 24.0)
        fixes = replace(asked, topic="first-time-fix", by=By.DAY)
        assert totals(uow, fixes) == {
            "solved": 1,
            "first_time": 1,
            "again": 1,
            "waiting": 1,
            "first_time_pct": 50.0,
        }
        assert promises(uow).first_time_fix_pct == 50.0
