"""The public notice (公示) of approved grades, and publishing once all clocks have run out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from app.grading.commands.acting import about, note, opened, stream
from app.grading.commands.effective import take_effect_on
from app.grading.commands.reminding import remind_soon
from app.grading.errors import NoticeRuns, SecondPersonNeeded, YearNotReady
from app.grading.events import GradeNoticed, GradePublished
from app.grading.reads.grades import answered_for, as_deeds, deeds_of, is_about
from app.grading.reads.waiting import open_appeal
from app.grading.rules.clocks import NoticeClocks, valid_until
from app.grading.rules.persons import two_stand_behind
from app.grading.rules.states import GradeAct, GradeState
from app.grading.tables import GradeOfYear
from app.kernel import UnitOfWork, ledger
from app.kernel.errors import Invalid
from app.kernel.local_dates import local_date
from app.kernel.phrases import Phrase
from app.stars.reads.facts import zone_of_all

AHEAD = timedelta(days=366)
"""An effective date lies a year ahead at most."""


@dataclass(frozen=True, slots=True)
class PublishedGrades:
    """What was published, and what has to wait: for its days, or for an answer."""

    rows: Sequence[GradeOfYear]
    waiting: int


def start_notice(uow: UnitOfWork, year: int) -> int:
    """Put all approved grades of the year that the caller answers for into notice; returns how many.

    A grade that others still work at does not hold the rest up: its own notice follows.

    Raises:
        YearNotReady: none is approved.
    """
    rows = _mine(uow, year, GradeState.APPROVED)
    if not rows:
        raise YearNotReady(Phrase("No grade of %(year)s waits for its notice.", year=year))
    today = local_date(uow.now, zone_of_all(uow))
    for known in rows:
        row = opened(uow, known.id, GradeAct.NOTICE)
        row.noticed_on = today
        uow.session.flush()
        note(uow, row, GradeAct.NOTICE, detail={"noticed_on": today.isoformat()})
        ledger.record(uow, stream(row), GradeNoticed(**about(row), noticed_on=today.isoformat()))
    remind_soon(uow)
    return len(rows)


def publish(uow: UnitOfWork, year: int, effective_on: date | None = None) -> PublishedGrades:
    """Publish the grades whose notice and appeals have run out; `effective_on` is today where not given.

    Raises:
        NoticeRuns: there is none yet.
        Invalid: the effective date is past, or too far ahead.
    """
    today = local_date(uow.now, zone_of_all(uow))
    day = effective_on or today
    if not today <= day <= today + AHEAD:
        raise Invalid({"effective_on": Phrase("must be today or later, within a year")})
    noticed = _mine(uow, year, GradeState.NOTICED)
    appealed = set(uow.session.scalars(select(GradeOfYear.id).where(open_appeal())))
    ripe = [row for row in noticed if _clocks(row).has_run_out(today) and row.id not in appealed]
    if not ripe:
        waits = [_clocks(row).publishable_on for row in noticed if not _clocks(row).has_run_out(today)]
        first = min(waits).isoformat() if waits else None
        raise NoticeRuns(first, sum(row.id in appealed for row in noticed))
    return PublishedGrades([_publish(uow, row, day) for row in ripe], len(noticed) - len(ripe))


def _publish(uow: UnitOfWork, known: GradeOfYear, day: date) -> GradeOfYear:
    row = opened(uow, known.id, GradeAct.PUBLISH)
    if not two_stand_behind(as_deeds(deeds_of(uow, row.id))):
        raise SecondPersonNeeded
    row.effective_on, row.valid_until, row.published_at = day, valid_until(day), uow.now
    uow.session.flush()
    note(uow, row, GradeAct.PUBLISH, detail={"effective_on": day.isoformat()})
    told = GradePublished(
        **about(row), stars=row.stars, effective_on=day.isoformat(), valid_until=row.valid_until.isoformat()
    )
    ledger.record(uow, stream(row), told)
    take_effect_on(uow, row)
    return row


def _mine(uow: UnitOfWork, year: int, state: GradeState) -> Sequence[GradeOfYear]:
    """Return the grades in a state that the caller answers for; his own is others' to move on."""
    found = select(GradeOfYear).where(GradeOfYear.year == year, GradeOfYear.state == state)
    found = found.where(answered_for(uow, uow.principal), ~is_about(uow.principal))
    return uow.session.scalars(found.order_by(GradeOfYear.id)).all()


def _clocks(row: GradeOfYear) -> NoticeClocks:
    if row.noticed_on is None:
        raise ValueError(f"grade {row.id} is in notice without a day")
    return NoticeClocks(row.noticed_on)
