"""All that there is to know of one grade: for its page, its answer over HTTP, and whatever prints it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.grading.reads.grades import (
    TOLD,
    appeals_of,
    as_deeds,
    deeds_of,
    grade_of,
    person_of,
    versions,
    vetoes_of,
)
from app.grading.rules.clocks import NoticeClocks
from app.grading.rules.decision import GradeDecision, decided
from app.grading.rules.persons import refusal
from app.grading.rules.states import LEADS_TO, GradeAct, GradeState, after
from app.grading.tables import GradeAppeal, GradeDeed, GradeOfYear, GradeVeto
from app.kernel import Role, UnitOfWork
from app.kernel.local_dates import local_date
from app.registers.reads.stars_held import held_by
from app.registers.tables import Engineer, Provider, StarsHeld
from app.stars.reads.facts import zone_of_all
from app.stars.rules.figures import Subject


@dataclass(frozen=True, slots=True)
class Sheet:
    """A version with what people did, said and may do now; `may` are the acts open to the caller.

    decision: None before somebody scored.  stars_held: the whole history, the newest first.
    """

    row: GradeOfYear
    holder: Engineer | Provider
    decision: GradeDecision | None
    deeds: Sequence[GradeDeed]
    appeals: Sequence[GradeAppeal]
    vetoes: Sequence[GradeVeto]
    versions: Sequence[GradeOfYear]
    stars_held: Sequence[StarsHeld]
    clocks: NoticeClocks | None
    may: Collection[GradeAct]
    today: date
    zone: str

    @property
    def open_appeal(self) -> GradeAppeal | None:
        """The appeal that waits for its answer."""
        return next((one for one in self.appeals if one.outcome is None), None)


def sheet(uow: UnitOfWork, key: UUID) -> Sheet:
    """Return it.

    Raises:
        NotFound: there is none that the caller answers for, or that is about him and told already.
    """
    row = grade_of(uow, uow.principal, key)
    zone = zone_of_all(uow)
    today = local_date(uow.now, zone)
    deeds, appeals = deeds_of(uow, key), appeals_of(uow, key)
    vetoes = vetoes_of(uow, row.year, row.subject_id)
    standing = [one.kind for one in vetoes if one.withdrawn_at is None]
    every = versions(uow, row.year, row.subject_id)
    is_office = uow.principal.role in (Role.MANAGER, Role.ADMIN)
    return Sheet(
        row=row,
        holder=_holder(uow, row),
        decision=decided(row.facts, row.scores, row.bonuses, standing, row.doubt) if row.scores else None,
        deeds=deeds,
        appeals=appeals,
        vetoes=vetoes,
        versions=[one for one in every if is_office or one.state in TOLD],
        stars_held=held_by(uow, row.subject_id),
        clocks=NoticeClocks(row.noticed_on) if row.noticed_on else None,
        may=_may(uow, row, deeds, appeals, today, newest=every[-1].id == row.id),
        today=today,
        zone=zone,
    )


def _holder(uow: UnitOfWork, row: GradeOfYear) -> Engineer | Provider:
    if row.subject == Subject.ENGINEER:
        return uow.get(Engineer, row.subject_id)
    return uow.get(Provider, row.subject_id)


def _may(
    uow: UnitOfWork,
    row: GradeOfYear,
    deeds: Sequence[GradeDeed],
    appeals: Sequence[GradeAppeal],
    today: date,
    *,
    newest: bool,
) -> Collection[GradeAct]:
    who, known = person_of(uow.principal), as_deeds(deeds)
    fits = {act for act in LEADS_TO if after(act, row.state) is not None}
    if row.state == GradeState.PUBLISHED and newest:
        fits.add(GradeAct.CORRECT)
    found = {act for act in fits if refusal(act, who, row.subject_id, known) is None}
    if uow.principal.role not in (Role.MANAGER, Role.ADMIN):
        found &= {GradeAct.APPEAL}
    is_open = any(one.outcome is None for one in appeals)
    if not is_open:
        found -= {GradeAct.REJECT, GradeAct.UPHOLD}
    in_time = row.noticed_on is not None and NoticeClocks(row.noticed_on).takes_appeals(today)
    if not in_time or any(one.outcome in (None, "rejected") for one in appeals):
        found -= {GradeAct.APPEAL}
    return found
