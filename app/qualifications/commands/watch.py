"""Every night: who is told that a certificate ends, and which territories are planned anew for papers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select

from app.kernel import Runtime, UnitOfWork, ledger, timers, unit_of_work
from app.kernel.local_dates import local_date
from app.kernel.queues import Queue
from app.kernel.timer_kinds import TimerKind
from app.kernel.upserts import Excluded, upsert
from app.qualifications.events import CertificateEnds, ProbationEnds
from app.qualifications.reads.ending import Ending, ending
from app.qualifications.reads.probations import ending as ending_probations
from app.qualifications.rules.papers import is_to_be_told
from app.qualifications.tables import CertificateWarning, SkillSuspension
from app.registers.hooks import request_replan
from app.registers.tables import Certificate, CertificateKind, Engineer, Territory

WATCH, EVERY_DAY = "papers_watch", "day"
_DAY = timedelta(days=1)
_SOON_AFTER_MIDNIGHT = time(0, 1)


def watch(runtime: Runtime, _subject: str) -> datetime | None:
    """Tell what ends, and wake the planner where a day began on which somebody may more or less."""
    with unit_of_work(runtime) as uow:
        tell_of_ends(uow)
        remind_of_probations(uow)
        for territory in uow.session.scalars(select(Territory).where(Territory.active)):
            if changes_on(uow, territory.id, _today(uow, territory)):
                request_replan(uow, territory.id, "papers of the day")
        return _next_day(uow)


def tell_of_ends(uow: UnitOfWork) -> int:
    """Record each end that nobody was told of yet; return how many."""
    told = dict(
        uow.session.execute(select(CertificateWarning.certificate_id, CertificateWarning.valid_until)).all()
    )
    fresh = [
        one
        for one in ending(uow, everybody=True)
        if is_to_be_told(one.certificate.valid_until, _day(uow, one.zone))
        and told.get(one.certificate.id) != one.certificate.valid_until
    ]
    for one in fresh:
        _tell(uow, one)
    return len(fresh)


def remind_of_probations(uow: UnitOfWork) -> int:
    """Record each planned end of a probation that is near and was not said yet; return how many."""
    fresh = [one.probation for one in ending_probations(uow, everybody=True)]
    fresh = [row for row in fresh if row.told_until != row.planned_until]
    for row in fresh:
        row.told_until = row.planned_until
        said = ProbationEnds(
            probation_id=row.id, engineer_id=row.engineer_id, planned_until=row.planned_until.isoformat()
        )
        ledger.record(uow, f"engineer:{row.engineer_id}", said)
    return len(fresh)


def _tell(uow: UnitOfWork, one: Ending) -> None:
    ends = one.certificate.valid_until
    if ends is None:
        return
    row = {"certificate_id": one.certificate.id, "valid_until": ends, "told_at": uow.now}
    upsert(uow, CertificateWarning, row, [CertificateWarning.certificate_id], _newer)
    name = f"{one.kind.name_zh} {one.kind.name_en}"
    event = CertificateEnds(
        certificate_id=one.certificate.id,
        engineer_id=one.engineer.id,
        valid_until=ends.isoformat(),
        name=name,
    )
    ledger.record(uow, f"engineer:{one.engineer.id}", event)


def _newer(excluded: Excluded) -> Mapping[str, object]:
    return {"valid_until": excluded.valid_until, "told_at": excluded.told_at}


def changes_on(uow: UnitOfWork, territory_id: UUID, day: date) -> bool:
    """Tell whether somebody's papers of this territory begin that day, or ended the day before."""
    before = day - _DAY
    papers = select(Certificate.id).join(Engineer, Engineer.id == Certificate.engineer_id)
    papers = papers.where(
        Engineer.territory_id == territory_id,
        Certificate.active.is_(True),
        or_(Certificate.valid_from == day, Certificate.valid_until == before),
    )
    away = select(SkillSuspension.id).join(Engineer, Engineer.id == SkillSuspension.engineer_id)
    away = away.where(
        Engineer.territory_id == territory_id,
        SkillSuspension.lifted_at.is_(None),
        or_(SkillSuspension.from_on == day, SkillSuspension.until_on == before),
    )
    return any(uow.session.scalars(query.limit(1)).first() is not None for query in (papers, away))


def kind_changed(uow: UnitOfWork, _row: CertificateKind, _changed: object) -> None:
    """What a kind carries or requires bears on everybody: every territory is planned anew."""
    for key in uow.session.scalars(select(Territory.id).where(Territory.active)):
        request_replan(uow, key, "kind of certificate changed")


def _today(uow: UnitOfWork, territory: Territory) -> date:
    return _day(uow, territory.time_zone)


def _day(uow: UnitOfWork, zone: str) -> date:
    return local_date(uow.now, zone)


def _next_day(uow: UnitOfWork) -> datetime:
    """Return when the next day begins, of those of all territories."""
    zones = list(uow.session.scalars(select(Territory.time_zone).where(Territory.active).distinct()))
    starts = []
    for name in zones or ["UTC"]:
        tomorrow = local_date(uow.now, name) + _DAY
        starts.append(datetime.combine(tomorrow, _SOON_AFTER_MIDNIGHT, ZoneInfo(name)))
    return min(starts)


def _every_day(uow: UnitOfWork) -> None:
    timers.arm(uow, WATCH, EVERY_DAY, uow.now)


KINDS = (
    TimerKind(
        name=WATCH,
        work=watch,
        queue=Queue.UPKEEP,
        horizon=_DAY + timedelta(hours=2),
        standing=_every_day,
    ),
)
