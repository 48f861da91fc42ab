"""Proposals as those see them who may, the visits behind, and what a month's bonus comes to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true

from app.kernel import Principal, Role, UnitOfWork, visibility
from app.kernel.errors import NotFound
from app.kernel.standing import Standing
from app.registers.tables import Engineer
from app.requests.tables import ServiceRequest, Visit
from app.rewards.reads.rules import contents
from app.rewards.rules.handbook import BASES, RewardKind, RewardMeasure, RewardUnit, month_bonus
from app.rewards.rules.states import DECIDED, RewardState
from app.rewards.tables import RewardProposal
from app.teams.reads.managed import managed_engineers


@dataclass(frozen=True, slots=True)
class MonthBonus:
    """What a month's bonus comes to in one unit; `not_taken` of the penalties is more than there was."""

    month: str
    unit: RewardUnit
    base: int
    rewards: int
    penalties: int
    bonus: int
    not_taken: int


def seen_by(who: Principal) -> ColumnElement[bool]:
    """Return which proposals somebody may see: management all, a person his own once they are decided."""
    if who.role in (Role.MANAGER, Role.ADMIN):
        return true()
    if who.role is Role.ENGINEER and who.engineer_id is not None:
        return and_(RewardProposal.engineer_id == who.engineer_id, RewardProposal.state.in_(DECIDED))
    return false()


def answered_for(uow: UnitOfWork) -> ColumnElement[bool]:
    """Return those that the caller answers for: managers those of their own teams.

    Of himself even a manager sees only what is decided.
    """
    own = managed_engineers(uow, uow.principal)
    mine = true() if own is None else RewardProposal.engineer_id.in_(own)
    me = uow.principal.engineer_id
    told = true() if me is None else or_(RewardProposal.engineer_id != me, RewardProposal.state.in_(DECIDED))
    return and_(seen_by(uow.principal), mine, told)


def rewards(
    uow: UnitOfWork, month: str | None = None, state: str | None = None, engineer_id: UUID | None = None
) -> Select[RewardProposal]:
    """Return the query of those that the caller answers for, the newest month first."""
    query = select(RewardProposal).where(answered_for(uow))
    for column, wanted in (
        (RewardProposal.month, month),
        (RewardProposal.state, state),
        (RewardProposal.engineer_id, engineer_id),
    ):
        if wanted is not None:
            query = query.where(column == wanted)
    return query.order_by(RewardProposal.month.desc(), RewardProposal.code, RewardProposal.id)


def reward_of(uow: UnitOfWork, key: UUID) -> RewardProposal:
    """Return one.

    Raises:
        NotFound: there is none that the caller answers for.
    """
    found = select(RewardProposal).where(RewardProposal.id == key, answered_for(uow))
    row = uow.session.scalars(found).one_or_none()
    if row is None:
        raise NotFound("reward", key)
    return row


def visits_of(uow: UnitOfWork, row: RewardProposal) -> Sequence[tuple[UUID, str]]:
    """Return request and code of the visits behind; which customer gave which score managers see alone."""
    hidden = row.rule["measure"] == RewardMeasure.FIVE_STAR_VISITS
    if hidden and uow.principal.role not in (Role.MANAGER, Role.ADMIN):
        return []
    found = (
        select(ServiceRequest.id, ServiceRequest.code)
        .join(Visit, Visit.request_id == ServiceRequest.id)
        .where(Visit.id.in_([UUID(key) for key in row.visits]))
        .order_by(ServiceRequest.requested_at, Visit.id)
    )
    return [(key, code) for key, code in uow.session.execute(found)]


def require_whose(uow: UnitOfWork, engineer_id: UUID) -> Engineer:
    """Return an engineer whose rewards the caller may see.

    Raises:
        NotFound: there is none, or the caller does not answer for him.
    """
    engineer = visibility.visible(uow, Engineer, engineer_id)
    own = managed_engineers(uow, uow.principal)
    if own is not None and engineer_id not in own:
        raise NotFound("Engineer", engineer_id)
    return engineer


def bonuses(uow: UnitOfWork, rows: Sequence[RewardProposal]) -> list[MonthBonus]:
    """Return what the decided proposals of one engineer make of each month, the newest first."""
    versions, found = contents(uow), []
    for month in sorted({row.month for row in rows if row.state in DECIDED}, reverse=True):
        number = max(row.rules_number for row in rows if row.month == month)
        for name, unit in BASES.items():
            sums = dict.fromkeys(RewardKind, 0)
            for row in rows:
                if row.month == month and row.state in DECIDED and row.rule["unit"] == unit:
                    sums[RewardKind(row.rule["kind"])] += row.amount
            base = versions.get(number, {}).get(name, 0)
            pair = sums[RewardKind.REWARD], sums[RewardKind.PENALTY]
            if base or any(pair):
                found.append(MonthBonus(month, unit, base, *pair, *month_bonus(base, *pair)))
    return found


def waits(uow: UnitOfWork) -> ColumnElement[bool]:
    """Tell, in SQL, which wait for the caller: to be decided, or an objection to what others decided."""
    of, who = RewardProposal, uow.principal
    open_ = or_(
        of.state == RewardState.PROPOSED,
        and_(of.objected_at.is_not(None), of.answered_at.is_(None), of.decided_by != who.user_id),
    )
    not_mine = true() if who.engineer_id is None else of.engineer_id != who.engineer_id
    return and_(answered_for(uow), not_mine, open_)


def standing(uow: UnitOfWork) -> Standing:
    """Return how many wait for the caller, and since when."""
    asked = select(func.count(), func.min(RewardProposal.updated_at)).where(waits(uow))
    return Standing(*uow.session.execute(asked).one())


def to_do(uow: UnitOfWork) -> Select[UUID]:
    """Select these proposals."""
    return select(RewardProposal.id).where(waits(uow))
