"""Who is reminded of what in the year of grades, and that each is said once."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.grading.commands.appeals import appeal
from app.grading.commands.approving import approve, close_calibration
from app.grading.commands.notice import start_notice
from app.grading.commands.reminding import every_morning
from app.grading.reads.progress import progress
from app.grading.rules.states import GradeState
from app.grading.rules.waits import GradeStep, ReminderTime, awaited, reminder
from app.kernel import Runtime, unit_of_work
from app.kernel.ledger_text import data_of
from app.kernel.tables import Event
from tests.grading.town import YEAR, Company, company, scored
from tests.support.clock import FakeClock

NOTICED = date(2026, 2, 1)


def test_each_step_has_its_last_day() -> None:
    assert awaited(GradeState.FROZEN, date(2026, 1, 10), None, None) == (GradeStep.SCORE, date(2026, 1, 31))
    assert awaited(GradeState.NOTICED, NOTICED, NOTICED, date(2026, 2, 15)) == (
        GradeStep.ANSWER,
        date(2026, 2, 15),
    )
    assert awaited(GradeState.NOTICED, NOTICED, NOTICED, None) == (GradeStep.PUBLISH, date(2026, 2, 16))
    assert awaited(GradeState.PUBLISHED, NOTICED, NOTICED, None) is None
    due = date(2026, 1, 31)
    days = (date(2026, 1, 27), date(2026, 1, 28), due, date(2026, 2, 1))
    assert [reminder(due, day) for day in days] == [
        None,
        ReminderTime.BEFORE,
        ReminderTime.BEFORE,
        ReminderTime.LATE,
    ]


def said(town: Company) -> Counter[tuple[str, ...]]:
    """What was said so far: kind, and step with its time where it is one."""
    query = select(Event).where(
        Event.kind.in_(("grade.preview_ready", "grade.notice_told", "grade.appeal_ends", "grade.waits"))
    )
    with unit_of_work(town.runtime, write=False) as uow:
        bodies = [(event.kind, data_of(event)) for event in uow.session.scalars(query)]
    return Counter(
        (kind, body["step"], "late" if body["late"] else "before") if "step" in body else (kind,)
        for kind, body in bodies
    )


@pytest.mark.any_database
def test_everybody_is_reminded_once(runtime: Runtime, clock: FakeClock) -> None:
    town = company(runtime, clock)
    every_morning(runtime, "morning")
    every_morning(runtime, "morning")
    assert said(town) == {("grade.preview_ready",): 2}
    scored(town, town.manager)
    clock.advance(days=11)
    every_morning(runtime, "morning")
    clock.advance(days=4)
    for _ in range(2):
        every_morning(runtime, "morning")
    steps = [key[1:] for key in said(town) if key[0] == "grade.waits"]
    assert sorted(steps) == [("close", "before"), ("close", "late")]
    with unit_of_work(runtime, town.manager, write=False) as uow:
        (late,) = progress(uow, YEAR).waits
    assert (late.step, late.count, late.is_late) == (GradeStep.CLOSE, 3, True)
    with unit_of_work(runtime, town.manager) as uow:
        close_calibration(uow, YEAR)
    for key in (town.li, town.wang, town.provider_id):
        with unit_of_work(runtime, town.second) as uow:
            approve(uow, town.grade(key).id)
    with unit_of_work(runtime, town.second) as uow:
        start_notice(uow, YEAR)
    every_morning(runtime, "morning")
    assert said(town)["grade.notice_told",] == 2
    with unit_of_work(runtime, town.engineer) as uow:
        appeal(uow, town.grade(town.li).id, "No manual.")
    clock.advance(days=5)
    every_morning(runtime, "morning")
    assert said(town)["grade.appeal_ends",] == 1  # who has appealed need not be told
    clock.advance(days=2)
    again_at = every_morning(runtime, "morning")
    assert again_at is not None
    assert timedelta(0) < again_at - clock.now <= timedelta(days=1)
    assert said(town)["grade.waits", "answer", "before"] == 1
    clock.advance(days=4)
    every_morning(runtime, "morning")
    assert said(town)["grade.waits", "answer", "late"] == 1
