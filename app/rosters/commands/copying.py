"""Copying a week onto others, and applying a pattern: what each makes, in the same act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from app.kernel import UnitOfWork
from app.kernel.errors import Invalid
from app.kernel.phrases import Phrase
from app.registers.tables import Shift, Territory
from app.rosters.commands.mass import COPY, KEEP, PATTERN, Outcome, carry_out, engineers_of
from app.rosters.reads.holidays import without_holidays
from app.rosters.reads.patterns import pattern_of
from app.rosters.rules.drafts import copied, drafted
from app.rosters.rules.duties import duties
from app.rosters.rules.local_days import DAY, days_from, monday, span_of
from app.rosters.rules.turns import in_turn, turns

WEEK, MOST_WEEKS, MOST_DAYS = 7, 12, 92


@dataclass(frozen=True, slots=True)
class CopyWeek:
    """The week of `from_on` onto the weeks of `onto`; of all engineers where none are chosen.

    Nothing is copied onto holidays that shall be left out.
    """

    from_on: date
    onto: Sequence[date]
    engineers: Sequence[UUID] | None = None
    clashes: str = KEEP
    skip_holidays: bool = False


@dataclass(frozen=True, slots=True)
class ApplyPattern:
    """A pattern for engineers, each in his crew; `anchor_on` is crew 1's first day of a cycle.

    On holidays that shall be left out no shift begins, and the cycle goes on behind them as if none were.
    """

    pattern: str
    crews: Mapping[UUID, int]
    first_on: date
    last_on: date
    anchor_on: date | None = None
    clashes: str = KEEP
    skip_holidays: bool = False


def people_of_copy(uow: UnitOfWork, territory: Territory, wish: CopyWeek) -> list[UUID]:
    """Whose weeks are copied.

    Raises:
        Invalid: somebody chosen is no engineer of the territory.
    """
    return engineers_of(uow, territory, wish.engineers)


def copy_week(uow: UnitOfWork, territory: Territory, wish: CopyWeek) -> Outcome:
    """Copy a week's duties onto other weeks, at the same times of the clock.

    Raises:
        Invalid: names the field.
    """
    source, targets = monday(wish.from_on), [monday(day) for day in dict.fromkeys(wish.onto)]
    if not targets or len(targets) > MOST_WEEKS:
        raise Invalid({"onto": Phrase("must be one to %(most)s weeks", most=MOST_WEEKS)})
    if source in targets:
        raise Invalid({"onto": Phrase("is the week that is copied")})
    people = people_of_copy(uow, territory, wish)
    zone = territory.time_zone
    begin, end = span_of(source, zone)[0], span_of(source + (WEEK - 1) * DAY, zone)[1]
    rows = uow.session.scalars(
        select(Shift)
        .where(Shift.engineer_id.in_(people), Shift.starts_at < end + DAY, Shift.ends_at > begin - DAY)
        .order_by(Shift.starts_at)
    ).all()
    pairs = [(source + n * DAY, target + n * DAY) for target in targets for n in range(WEEK)]
    days = _days(uow, territory, [day for _, day in pairs], "onto", skip=wish.skip_holidays)
    drafts = copied(duties(rows, zone), [(on, day) for on, day in pairs if day in days], zone)
    return carry_out(uow, territory, COPY, drafts, people, days, wish.clashes)


def apply_pattern(uow: UnitOfWork, territory: Territory, wish: ApplyPattern) -> Outcome:
    """Write what a pattern has for each engineer's crew, from the first day to the last; breaks by turns.

    Raises:
        Invalid: names the field.
    """
    pattern = pattern_of(uow, wish.pattern)
    count = (wish.last_on - wish.first_on).days + 1
    wrong: dict[str, str] = {}
    if not 1 <= count <= MOST_DAYS:
        wrong["last_on"] = Phrase(
            "must be at most %(most)s days from the first, and not before", most=MOST_DAYS
        )
    if not wish.crews:
        wrong["engineers"] = Phrase("nobody is chosen")
    if any(not 1 <= crew <= pattern.crews for crew in wish.crews.values()):
        wrong["engineers"] = Phrase("has a crew that this pattern has not")
    if wrong:
        raise Invalid(wrong)
    people = engineers_of(uow, territory, wish.crews)
    anchor = wish.anchor_on or wish.first_on
    turn = turns(people, wish.crews)
    days = _days(uow, territory, days_from(wish.first_on, count), "last_on", skip=wish.skip_holidays)
    drafts = [
        made
        for key in people
        for on, piece in pattern.pieces(wish.crews[key], wish.first_on, wish.last_on, anchor)
        if on in days
        and (made := drafted(key, on, in_turn(piece, turn[key]), territory.time_zone)) is not None
    ]
    return carry_out(uow, territory, PATTERN, drafts, people, days, wish.clashes)


def _days(
    uow: UnitOfWork, territory: Territory, days: Sequence[date], path: str, *, skip: bool
) -> list[date]:
    found = without_holidays(uow, territory, days) if skip else [*days]
    if not found:
        raise Invalid({path: Phrase("names holidays alone, which shall be left out")})
    return found
