"""What a swap would mean, looked at as the roster stands now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from app.kernel import UnitOfWork
from app.registers.reads.shifts import presence_of
from app.registers.tables import Engineer, Shift, Skill, Territory
from app.rosters.reads.losing import HeldVisit, visits_within
from app.rosters.rules.local_days import DAY
from app.rosters.rules.strain import Strain
from app.swaps.errors import CHANGED, CLASHES, NO_COLLEAGUES, SwapNotPossible
from app.swaps.reads.duties import Duty, duty_to_come, is_free
from app.swaps.reads.swaps import SwapLine, lines_of
from app.swaps.rules.swapping import OPEN, are_colleagues, strains_after
from app.swaps.tables import ShiftSwap

_AROUND = 8 * DAY
"""A week's hours want all of the week, and rest the shift beside it."""


@dataclass(frozen=True, slots=True)
class Side:
    """What it means for one of the two: what it asks too much of him, and the skills that he lacks for it."""

    engineer: Engineer
    gains: Duty | None
    strains: Sequence[Strain]
    lacking: Sequence[Skill]


@dataclass(frozen=True, slots=True)
class SwapLook:
    """A swap with what it means; `given` is None where it is over or impossible, `why` says why not then."""

    line: SwapLine
    territory: Territory
    given: Duty | None
    wanted: Duty | None
    why: str
    sides: Sequence[Side]
    losing: Sequence[HeldVisit]

    @property
    def is_doubtful(self) -> bool:
        """Whether somebody should look at it before it is made."""
        return bool(self.losing) or any(one.strains or one.lacking for one in self.sides)


def look_at(uow: UnitOfWork, swap: ShiftSwap) -> SwapLook:
    """Look at a swap; nothing is worked out of one that is over."""
    (line,) = lines_of(uow, [swap])
    territory = uow.get(Territory, line.giver.territory_id)
    if swap.state not in OPEN:
        return SwapLook(line, territory, None, None, "", (), ())
    try:
        given, wanted = duties_of(uow, line)
    except SwapNotPossible as refused:
        return SwapLook(line, territory, None, None, str(refused), (), ())
    sides = [_side(uow, line.taker, line.giver, wanted, given, line.zone)]
    if wanted is not None:
        sides.append(_side(uow, line.giver, line.taker, given, wanted, line.zone))
    return SwapLook(line, territory, given, wanted, "", sides, _losing(uow, line, given, wanted))


def duties_of(uow: UnitOfWork, line: SwapLine) -> tuple[Duty, Duty | None]:
    """Return both duties, as they were offered and stand still.

    Raises:
        SwapNotPossible: one was changed or has begun, somebody is not free, or they are no colleagues now.
    """
    swap = line.swap
    if not are_colleagues(line.giver, line.taker):
        raise SwapNotPossible(NO_COLLEAGUES)
    given = duty_to_come(uow, swap.given_shift_id, swap.from_engineer_id, line.zone)
    wanted = None
    if swap.wanted_shift_id is not None:
        wanted = duty_to_come(uow, swap.wanted_shift_id, swap.to_engineer_id, line.zone)
        if wanted is None or wanted.span != (swap.wanted_starts_at, swap.wanted_ends_at):
            raise SwapNotPossible(CHANGED)
    if given is None or given.span != (swap.given_starts_at, swap.given_ends_at):
        raise SwapNotPossible(CHANGED)
    if unfree(uow, line.giver.id, line.taker.id, given, wanted):
        raise SwapNotPossible(CLASHES)
    return given, wanted


def unfree(
    uow: UnitOfWork, giver_id: UUID, taker_id: UUID, given: Duty, wanted: Duty | None
) -> Sequence[UUID]:
    """Return who has another shift or is away when he would have to work."""
    found = [] if is_free(uow, taker_id, given.span, wanted) else [taker_id]
    if wanted is not None and not is_free(uow, giver_id, wanted.span, given):
        found.append(giver_id)
    return found


def _side(
    uow: UnitOfWork, who: Engineer, other: Engineer, loses: Duty | None, gains: Duty, zone: str
) -> Side:
    near = select(Shift).where(
        Shift.engineer_id == who.id,
        Shift.starts_at < gains.ends_at + _AROUND,
        Shift.ends_at > gains.starts_at - _AROUND,
    )
    own = [presence_of(one) for one in uow.session.scalars(near)]
    found = strains_after(
        own, loses.span if loses else None, [presence_of(one) for one in gains.shifts], zone
    )
    can = {skill.code for skill in who.skills}
    lacking = sorted((one for one in other.skills if one.code not in can), key=lambda one: one.code)
    return Side(who, gains, found, lacking)


def _losing(uow: UnitOfWork, line: SwapLine, given: Duty, wanted: Duty | None) -> list[HeldVisit]:
    """Return the open visits for whose time nobody of the two who holds them is there any more."""
    found = []
    for who, loses, gains in ((line.giver, given, wanted), (line.taker, wanted, given)):
        if loses is None:
            continue
        found += [
            one
            for one in visits_within(uow, who.id, *loses.span)
            if gains is None or not gains.starts_at <= one.expected_at < gains.ends_at
        ]
    return sorted(found, key=lambda one: (one.due_at, one.visit_id))
