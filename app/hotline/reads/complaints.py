"""Complaints with their clocks and verdicts, and what they come to against whom they are about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from app.accounts.tables import User
from app.hotline.rules.outcomes import CallOutcome
from app.hotline.rules.verdicts import SETTLED_WITHIN, WEIGHTS, AboutWhom
from app.hotline.tables import Call, ComplaintVerdict
from app.kernel import Role, UnitOfWork
from app.kernel.errors import NotFound
from app.kernel.standing import Standing
from app.registers.tables import Engineer, Provider
from app.requests.rules.promise import Decision
from app.requests.tables import ServiceRequest, Visit, VisitExclusion
from app.teams.reads.own_work import own_territories

OFFICE_ROLES = (Role.DISPATCHER, Role.MANAGER, Role.ADMIN)


@dataclass(frozen=True, slots=True)
class Counted:
    """What one complaint counts for, as its verdict stands: 1, or a half where it was partly upheld."""

    call_id: UUID
    request_id: UUID | None
    taken_at: datetime
    about: AboutWhom
    engineer_id: UUID | None
    provider_id: UUID | None
    weight: float


def complaints(uow: UnitOfWork, *, decided: bool | None = None) -> Select[Call]:
    """Return the query of the complaints that are the caller's to decide.

    Those without a verdict come first due first; with `decided`, or all of them, the newest first.
    """
    query = select(Call).where(*_mine(uow))
    if decided is not None:
        query = query.where(_decided() if decided else ~_decided())
    return query.order_by(Call.taken_at if decided is False else Call.taken_at.desc(), Call.id)


def complaint(uow: UnitOfWork, call_id: UUID) -> Call:
    """Return one.

    Raises:
        NotFound: there is no such complaint.
    """
    call = uow.session.get(Call, call_id)
    if call is None or call.outcome != CallOutcome.COMPLAINT:
        raise NotFound("complaint", call_id)
    return call


def verdicts(uow: UnitOfWork, calls: Sequence[Call]) -> dict[UUID, list[ComplaintVerdict]]:
    """Return the verdicts on these, the one that stands last."""
    found: dict[UUID, list[ComplaintVerdict]] = {call.id: [] for call in calls}
    rows = select(ComplaintVerdict).where(ComplaintVerdict.call_id.in_(found))
    for row in uow.session.scalars(rows.order_by(ComplaintVerdict.call_id, ComplaintVerdict.ordinal)):
        found[row.call_id].append(row)
    return found


def names(uow: UnitOfWork, rows: Sequence[ComplaintVerdict]) -> dict[UUID, str]:
    """Return what those are called whom verdicts are about."""
    found: dict[UUID, str] = {}
    for table, name in ((Engineer, "engineer_id"), (Provider, "provider_id"), (User, "user_id")):
        keys = {getattr(row, name) for row in rows} - {None}
        if keys:
            named = select(table.id, table.name).where(table.id.in_(keys))
            found |= dict(uow.session.execute(named).all())
    return found


def who_came(uow: UnitOfWork, call: Call) -> list[Engineer]:
    """Return the engineers who came to the request that a complaint is of, or said so."""
    had = select(Visit.engineer_id).where(Visit.request_id == call.request_id, Visit.engineer_id.is_not(None))
    came = had.union(found_not_to_have_come(call.request_id))
    return list(uow.session.scalars(select(Engineer).where(Engineer.id.in_(came)).order_by(Engineer.number)))


def found_not_to_have_come(request_id: UUID | None) -> Select[UUID]:
    """Select the engineers who reported an arrival here that was settled to be none."""
    return (
        select(VisitExclusion.engineer_id)
        .join(Visit, Visit.id == VisitExclusion.visit_id)
        .where(Visit.request_id == request_id, VisitExclusion.reason == Decision.NOT_ARRIVED)
    )


def others(uow: UnitOfWork) -> tuple[list[Any], list[Any], list[Any]]:
    """Return all engineers, providers and accounts of the office that a complaint can be about."""
    engineers = select(Engineer.id, Engineer.number, Engineer.name).where(Engineer.active)
    providers = select(Provider.id, Provider.name).where(Provider.active).order_by(Provider.name)
    office = select(User.id, User.name).where(User.active, User.role.in_(OFFICE_ROLES)).order_by(User.name)
    first, second, third = (
        list(uow.session.execute(query).all())
        for query in (engineers.order_by(Engineer.number), providers, office)
    )
    return first, second, third


@dataclass(frozen=True, slots=True)
class VerdictOnOwn:
    """A verdict as it stands, for the engineer whom it is about: what was found, why, of which request."""

    id: UUID
    verdict: str
    reason: str
    decided_at: datetime
    decided_by: str
    complained_at: datetime
    request_code: str | None


def verdicts_on(uow: UnitOfWork, engineer_id: UUID, most: int = 50) -> list[VerdictOnOwn]:
    """Return the verdicts that stand on complaints about an engineer, the newest first."""
    later, verdict = aliased(ComplaintVerdict), ComplaintVerdict
    replaced = exists().where(later.call_id == verdict.call_id, later.ordinal > verdict.ordinal)
    rows = uow.session.execute(
        select(verdict, Call.taken_at, ServiceRequest.code)
        .join(Call, Call.id == verdict.call_id)
        .outerjoin(ServiceRequest, ServiceRequest.id == Call.request_id)
        .where(verdict.engineer_id == engineer_id, ~replaced)
        .order_by(verdict.decided_at.desc(), verdict.id)
        .limit(most)
    )
    return [
        VerdictOnOwn(one.id, one.verdict, one.reason, one.decided_at, one.decided_by_name, taken_at, code)
        for one, taken_at, code in rows
    ]


def counted(uow: UnitOfWork, since: datetime) -> list[Counted]:
    """Return the complaints made since that were upheld, if only partly, in a fixed order."""
    later = aliased(ComplaintVerdict)
    stands = ~exists().where(
        later.call_id == ComplaintVerdict.call_id, later.ordinal > ComplaintVerdict.ordinal
    )
    verdict = ComplaintVerdict
    query = (
        select(
            Call.id, Call.request_id, Call.taken_at, verdict.about, verdict.engineer_id, verdict.provider_id
        )
        .add_columns(verdict.verdict)
        .join(verdict, verdict.call_id == Call.id)
        .where(Call.taken_at >= since, stands)
        .where(verdict.verdict.in_([one for one, weight in WEIGHTS.items() if weight]))
        .order_by(Call.taken_at, Call.id)
    )
    return [
        Counted(key, request_id, taken_at, AboutWhom(about), engineer_id, provider_id, WEIGHTS[said])
        for key, request_id, taken_at, about, engineer_id, provider_id, said in uow.session.execute(query)
    ]


def standing(uow: UnitOfWork) -> Standing:
    """Return how the complaints without a verdict stand."""
    asked = select(func.count(), func.min(Call.taken_at)).where(*_mine(uow), ~_decided())
    count, oldest = uow.session.execute(asked).one()
    return Standing(count, oldest, oldest + SETTLED_WITHIN if count else None)


def to_do(uow: UnitOfWork) -> Select[Any]:
    """Select these complaints."""
    return select(Call.id).where(*_mine(uow), ~_decided())


def _decided() -> ColumnElement[bool]:
    return exists().where(ComplaintVerdict.call_id == Call.id)


def _mine(uow: UnitOfWork) -> tuple[ColumnElement[bool], ...]:
    """Complaints of the territories whose teams the caller manages; of all where he manages none."""
    is_complaint = Call.outcome == CallOutcome.COMPLAINT
    own = own_territories(uow, uow.principal) if uow.principal.role == Role.MANAGER else ()
    if not own:
        return (is_complaint,)
    there = exists().where(ServiceRequest.id == Call.request_id, ServiceRequest.territory_id.in_(own))
    return (and_(is_complaint, or_(Call.request_id.is_(None), there)),)
