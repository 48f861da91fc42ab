"""Freezing a year: what the figures propose for everybody is kept as it stands, once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.grading.commands.acting import about, note, stream
from app.grading.errors import YearNotReady
from app.grading.events import GradeFrozen
from app.grading.reads.proposals import doubt_of, facts_of_year
from app.grading.reads.teams import teams_of_engineers
from app.grading.rules.frozen import digest_of
from app.grading.rules.states import GradeAct, GradeState
from app.grading.tables import NAME, GradeOfYear
from app.kernel import UnitOfWork, ledger
from app.kernel.errors import Forbidden
from app.kernel.phrases import Phrase
from app.registers.tables import Engineer, Provider
from app.stars.reads.facts import zone_of_all
from app.stars.reads.grades import months_not_worked_out
from app.stars.reads.standings import whole_year, year_worked_out
from app.stars.rules.figures import Subject
from app.stars.rules.months import month_of
from app.teams.reads.managed import managed_engineers


def freeze(uow: UnitOfWork, year: int) -> int:
    """Freeze the proposals of all whom the caller answers for and who were measured; returns how many.

    Whose proposal is frozen already stays as it is, so that it can be repeated.

    Raises:
        YearNotReady: the year is not over, or not all of its months are worked out.
        Forbidden: no person does it.
    """
    if uow.principal.user_id is None:
        raise Forbidden
    require_over_and_worked_out(uow, year)
    known = set(uow.session.scalars(select(GradeOfYear.subject_id).where(GradeOfYear.year == year)))
    teams, count = teams_of_engineers(uow), 0
    for subject, key in _everybody(uow):
        if key in known:
            continue
        facts = facts_of_year(uow, subject, key, year)
        if facts["stars"] is not None:
            new_version(uow, year, subject, key, facts, team=teams.get(key, ""))
            count += 1
    return count


def require_over_and_worked_out(uow: UnitOfWork, year: int) -> None:
    """Let pass a year that is over by the company's clock, and whose facts are all there.

    Raises:
        YearNotReady: it is not, or they are not.
    """
    zone, months = zone_of_all(uow), whole_year(year)
    if month_of(uow.now, zone) <= months.last:
        raise YearNotReady(Phrase("The year %(year)s is not over yet.", year=year))
    missing = months_not_worked_out(uow, months, zone)
    if missing:
        listed = ", ".join(missing)
        raise YearNotReady(
            Phrase("These months have not been worked out yet: %(months)s.", months=listed), months=missing
        )
    if year_worked_out(uow, months) != months:
        raise YearNotReady(Phrase("The figures of %(year)s have not been evened out yet.", year=year))


def new_version(
    uow: UnitOfWork,
    year: int,
    subject: Subject,
    key: UUID,
    facts: dict[str, Any],
    *,
    team: str,
    number: int = 1,
) -> GradeOfYear:
    """Add a version with its frozen facts."""
    row = GradeOfYear(
        id=uow.new_id(),
        year=year,
        subject=subject,
        subject_id=key,
        number=number,
        state=GradeState.FROZEN,
        facts=facts,
        facts_digest=digest_of(facts),
        rubric_version=facts["rubric"]["version"],
        team=team[:NAME],
        scores={},
        bonuses=facts.get("bonuses", {}),
        doubt=doubt_of(facts),
        changes="",
        created_at=uow.now,
        updated_at=uow.now,
    )
    uow.session.add(row)
    uow.session.flush()
    note(uow, row, GradeAct.FREEZE, detail={"digest": row.facts_digest})
    ledger.record(uow, stream(row), GradeFrozen(**about(row), digest=row.facts_digest))
    return row


def _everybody(uow: UnitOfWork) -> Iterator[tuple[Subject, UUID]]:
    own = managed_engineers(uow, uow.principal)
    engineers = select(Engineer.id).where(Engineer.active).order_by(Engineer.id)
    for key in uow.session.scalars(engineers).all():
        if own is None or key in own:
            yield Subject.ENGINEER, key
    if own is None:
        providers = select(Provider.id).where(Provider.active).order_by(Provider.id)
        for key in uow.session.scalars(providers).all():
            yield Subject.PROVIDER, key
