"""Every morning: engineers hear of their preview, notice and last days to appeal, managers of what waits.

Each is said once.  What is said is an event; who is sent a message of it is the outbox's business.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import exists, select

from app.grading.commands.acting import stream
from app.grading.events import GradeAppealEnds, GradeNoticeTold, GradePreviewReady, GradesWait
from app.grading.reads.waits import all_waits
from app.grading.rules.clocks import NoticeClocks
from app.grading.rules.states import GradeState
from app.grading.rules.waits import BEFORE_DAYS, ReminderTime, reminder
from app.grading.tables import GradeAppeal, GradeOfYear, GradeReminder
from app.kernel import Runtime, UnitOfWork, ledger, timers, unit_of_work
from app.kernel.events import DomainEvent
from app.kernel.local_dates import local_date
from app.kernel.queues import Queue
from app.kernel.timer_kinds import TimerKind
from app.registers.tables import Engineer
from app.stars.reads.facts import zone_of_all
from app.stars.reads.standings import quarters_of
from app.stars.rules.figures import Subject
from app.stars.tables import StarStanding

REMIND, EVERY_MORNING = "grade_reminders", "morning"
_DAY = timedelta(days=1)
_MORNING = time(8, 0)
_TOLD_WITHIN = timedelta(days=45)
"""A quarter that ended longer ago is no news: a new installation does not begin with a flood."""

Reminder = tuple[str, str, DomainEvent]
"""Under which key it is remembered, the stream, and what is said."""


def remind(uow: UnitOfWork) -> int:
    """Say what is due and was not said yet; returns how many."""
    today = local_date(uow.now, zone_of_all(uow))
    due = [*_previews(uow, today), *_notices(uow, today), *_waits(uow, today)]
    keys = [key for key, _, _ in due]
    known = set(uow.session.scalars(select(GradeReminder.key).where(GradeReminder.key.in_(keys))))
    fresh = {key: (where, said) for key, where, said in due if key not in known}
    for key, (where, said) in fresh.items():
        uow.session.add(GradeReminder(key=key, told_at=uow.now))
        ledger.record(uow, where, said)
    return len(fresh)


def _previews(uow: UnitOfWork, today: date) -> Iterator[Reminder]:
    """Give one for each engineer of whom the last quarter that ended was worked out."""
    zone = zone_of_all(uow)
    spans = [months for year in (today.year - 1, today.year) for months in quarters_of(year)]
    for months in spans:
        ended = local_date(months.last.span(zone)[1], zone)
        if not ended <= today <= ended + _TOLD_WITHIN:
            continue
        about = (StarStanding.first_month == str(months.first), StarStanding.last_month == str(months.last))
        keys = select(StarStanding.subject_id).where(*about, StarStanding.subject == Subject.ENGINEER)
        working = select(Engineer.id).where(Engineer.active, Engineer.id.in_(keys)).order_by(Engineer.id)
        for key in uow.session.scalars(working):
            said = GradePreviewReady(engineer_id=key, name=f"{months.first} – {months.last}")
            yield f"preview:{months.first}:{key}", f"engineer:{key}", said


def _notices(uow: UnitOfWork, today: date) -> Iterator[Reminder]:
    """Give those of engineers whose notice runs, and who can still appeal."""
    appealed = exists().where(GradeAppeal.grade_id == GradeOfYear.id).correlate(GradeOfYear)
    query = select(GradeOfYear, appealed).where(
        GradeOfYear.state == GradeState.NOTICED, GradeOfYear.subject == Subject.ENGINEER
    )
    for row, has_appealed in uow.session.execute(query.order_by(GradeOfYear.id)):
        if row.noticed_on is None:
            continue
        clocks = NoticeClocks(row.noticed_on)
        if not clocks.takes_appeals(today):
            continue
        about: dict[str, Any] = {"engineer_id": row.subject_id, "grade_id": row.id, "name": str(row.year)}
        about["until_on"] = clocks.appeal_until.isoformat()
        key = f"{row.id}:{row.noticed_on}"
        yield f"notice:{key}", stream(row), GradeNoticeTold(**about)
        if not has_appealed and today >= clocks.appeal_until - (BEFORE_DAYS - 1) * _DAY:
            yield f"appeal:{key}", stream(row), GradeAppealEnds(**about)


def _waits(uow: UnitOfWork, today: date) -> Iterator[Reminder]:
    for one in all_waits(uow):
        when = reminder(one.due_on, today)
        if when is None:
            continue
        said = GradesWait(
            year=one.year,
            step=str(one.step),
            name=one.names,
            count=one.count,
            until_on=one.due_on.isoformat(),
            late=when is ReminderTime.LATE,
        )
        yield f"wait:{one.year}:{one.step}:{one.due_on}:{when}:{one.names}"[:200], f"grades:{one.year}", said


def every_morning(runtime: Runtime, _subject: str) -> datetime | None:
    """Say what is due, and come back the next morning."""
    with unit_of_work(runtime) as uow:
        remind(uow)
        return _next_morning(uow)


def _next_morning(uow: UnitOfWork) -> datetime:
    local = uow.now.astimezone(ZoneInfo(zone_of_all(uow)))
    today = datetime.combine(local.date(), _MORNING, local.tzinfo)
    return today if today > local else today + _DAY


def remind_soon(uow: UnitOfWork) -> None:
    """Have what is due said as soon as this transaction is over."""
    timers.arm(uow, REMIND, EVERY_MORNING, uow.now)


KINDS = (
    TimerKind(
        name=REMIND,
        work=every_morning,
        queue=Queue.UPKEEP,
        horizon=_DAY + timedelta(hours=2),
        standing=remind_soon,
    ),
)
