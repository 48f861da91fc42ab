"""Swaps as those see them who may: the two, and whoever answers for one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, or_, select

from app.kernel import Principal, UnitOfWork, visibility
from app.kernel.standing import Standing
from app.kernel.visibility import Clause
from app.qualifications.reads.answering import answers_for, of_own_people
from app.registers.tables import Engineer, Territory
from app.swaps.rules.swapping import OPEN, SwapState
from app.swaps.tables import ShiftSwap
from app.teams.reads.managed import managed_engineers

MOST_OVER = 50

_SIDES = (of_own_people(ShiftSwap.from_engineer_id), of_own_people(ShiftSwap.to_engineer_id))


@dataclass(frozen=True, slots=True)
class SwapLine:
    """A swap with the two; times are by the clock of `zone`."""

    swap: ShiftSwap
    giver: Engineer
    taker: Engineer
    zone: str


def of_either(principal: Principal) -> Clause:
    """Return which swaps somebody may see: those that concern one of his people."""
    return or_(*(rule(principal) for rule in _SIDES))


def shift_swaps(uow: UnitOfWork, state: str | None = None) -> Select[ShiftSwap]:
    """Return the query of those that the caller may see, the newest first."""
    query = select(ShiftSwap).where(visibility.rows(ShiftSwap, uow.principal))
    if state is not None:
        query = query.where(ShiftSwap.state == state)
    return query.order_by(ShiftSwap.offered_at.desc(), ShiftSwap.id.desc())


def swap_of(uow: UnitOfWork, key: UUID) -> ShiftSwap:
    """Return one.

    Raises:
        NotFound: there is none that the caller may see.
    """
    return visibility.visible(uow, ShiftSwap, key)


def answers_for_one(uow: UnitOfWork, swap: ShiftSwap) -> bool:
    """Tell whether the caller answers for one of the two."""
    return any(answers_for(uow, key) for key in (swap.from_engineer_id, swap.to_engineer_id))


def own_swaps(uow: UnitOfWork, engineer_id: UUID) -> list[SwapLine]:
    """Return those of an engineer, on either side: what is open first, then the newest."""
    mine = or_(ShiftSwap.from_engineer_id == engineer_id, ShiftSwap.to_engineer_id == engineer_id)
    found = lines_of(uow, uow.session.scalars(shift_swaps(uow).where(mine).limit(MOST_OVER)).all())
    return sorted(found, key=lambda one: one.swap.state not in OPEN)


def waiting(uow: UnitOfWork) -> list[SwapLine]:
    """Return those that both want and that wait for the caller, the shift that begins first first."""
    rows = uow.session.scalars(shift_swaps(uow, SwapState.ACCEPTED)).all()
    own = managed_engineers(uow, uow.principal)
    found = [one for one in rows if own is None or own & {one.from_engineer_id, one.to_engineer_id}]
    return sorted(lines_of(uow, found), key=lambda one: (first_of(one.swap), one.swap.id))


def first_of(swap: ShiftSwap) -> datetime:
    """Return when the first of the shifts begins."""
    return min(swap.given_starts_at, swap.wanted_starts_at or swap.given_starts_at)


def over(uow: UnitOfWork) -> list[SwapLine]:
    """Return the last ones of the caller's people that wait for no manager."""
    query = shift_swaps(uow).where(ShiftSwap.state != SwapState.ACCEPTED)
    return lines_of(uow, uow.session.scalars(query.limit(MOST_OVER)).all())


def standing(uow: UnitOfWork) -> Standing:
    """Return how many wait, since when, and when the first shift begins."""
    found = [one.swap for one in waiting(uow)]
    oldest = min((one.answered_at for one in found if one.answered_at), default=None)
    return Standing(len(found), oldest, first_of(found[0]) if found else None)


def to_decide(uow: UnitOfWork) -> Select[UUID]:
    """Select the swaps that wait for the caller."""
    return select(ShiftSwap.id).where(ShiftSwap.id.in_([one.swap.id for one in waiting(uow)]))


def lines_of(uow: UnitOfWork, rows: Sequence[ShiftSwap]) -> list[SwapLine]:
    """Put the two beside each swap."""
    keys = {key for row in rows for key in (row.from_engineer_id, row.to_engineer_id)}
    found = uow.session.execute(
        select(Engineer, Territory.time_zone)
        .join(Territory, Territory.id == Engineer.territory_id)
        .where(Engineer.id.in_(keys))
    )
    people = {engineer.id: (engineer, zone) for engineer, zone in found}
    return [
        SwapLine(
            row,
            people[row.from_engineer_id][0],
            people[row.to_engineer_id][0],
            people[row.from_engineer_id][1],
        )
        for row in rows
    ]
