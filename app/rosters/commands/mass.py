"""Many shifts at one stroke: made, told what clashes, and undone as long as nothing of it was touched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.kernel import UnitOfWork, ledger
from app.kernel.errors import Invalid
from app.kernel.phrases import Phrase
from app.registers.commands import registry
from app.registers.commands.locks import locked_engineers
from app.registers.tables import Engineer, Shift, Territory
from app.rosters.events import RosterWritten
from app.rosters.rules.drafts import Draft
from app.rosters.rules.duties import day_of, duties
from app.rosters.rules.local_days import DAY, span_of
from app.rosters.tables import RosterAct

MOST_SHIFTS = 1_000
COPY, PATTERN = "copy", "pattern"
KEEP, REPLACE = "keep", "replace"
CLASHES = (KEEP, REPLACE)


@dataclass(frozen=True, slots=True)
class Clash:
    """A shift that was not made, and what stands there instead; `same`: just the same shift."""

    draft: Draft
    stands: Shift
    same: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it: the shifts made, those that gave way, and what was left out.

    `past` is how many were left out because they have ended; `act` is None where nothing was changed.
    """

    act: RosterAct | None
    made: Sequence[Shift]
    removed: Sequence[dict[str, Any]]
    clashes: Sequence[Clash]
    past: int


def carry_out(
    uow: UnitOfWork,
    territory: Territory,
    kind: str,
    drafts: Sequence[Draft],
    engineers: Iterable[UUID],
    days: Sequence[date],
    clashes: str,
) -> Outcome:
    """Make the drafts; with `REPLACE` the engineers' shifts of `days` that have not begun go first.

    A draft that overlaps what stands is left out and told.

    Raises:
        Invalid: these are too many shifts at once.
    """
    if len(drafts) > MOST_SHIFTS:
        raise Invalid({"": Phrase("would make more than %(most)s shifts at once", most=MOST_SHIFTS)})
    people = sorted({*engineers})
    locked_engineers(uow, people)
    standing = _standing(uow, people, days, territory.time_zone)
    removed = _clear(uow, standing, days, territory.time_zone) if clashes == REPLACE else []
    gone = {one["id"] for one in removed}
    kept = [one for one in standing if str(one.id) not in gone]
    ahead = [one for one in drafts if one.ends_at > uow.now]
    made, left_out = _make(uow, ahead, kept)
    act = _note(uow, territory, kind, days, made, removed) if made or removed else None
    return Outcome(act, made, removed, left_out, len(drafts) - len(ahead))


def _standing(uow: UnitOfWork, people: Sequence[UUID], days: Sequence[date], zone: str) -> list[Shift]:
    begin, end = span_of(min(days), zone)[0] - DAY, span_of(max(days), zone)[1] + 2 * DAY
    found = select(Shift).where(Shift.engineer_id.in_(people), Shift.starts_at < end, Shift.ends_at > begin)
    return list(uow.session.scalars(found.order_by(Shift.starts_at, Shift.id)))


def _clear(
    uow: UnitOfWork, standing: Sequence[Shift], days: Sequence[date], zone: str
) -> list[dict[str, Any]]:
    wanted = {*days}
    goes = [
        one
        for duty in duties(standing, zone)
        if day_of(duty, zone) in wanted and duty[0].starts_at > uow.now
        for one in duty
    ]
    columns = [_columns(one) for one in goes]
    for one in goes:
        registry.remove(uow, "shift", one)
    return columns


def _columns(shift: Shift) -> dict[str, Any]:
    return {
        "id": str(shift.id),
        "engineer_id": str(shift.engineer_id),
        "starts_at": shift.starts_at.isoformat(),
        "ends_at": shift.ends_at.isoformat(),
        "kind": shift.kind,
        "setout_s": shift.setout_s,
        "breaks": shift.breaks,
    }


def _make(
    uow: UnitOfWork, drafts: Sequence[Draft], standing: Sequence[Shift]
) -> tuple[list[Shift], list[Clash]]:
    made: list[Shift] = []
    clashes: list[Clash] = []
    by_engineer: dict[UUID, list[Shift]] = {}
    for one in standing:
        by_engineer.setdefault(one.engineer_id, []).append(one)
    for draft in drafts:
        own = by_engineer.setdefault(draft.engineer_id, [])
        stands = next((one for one in own if draft.overlaps(one.starts_at, one.ends_at)), None)
        if stands is not None:
            clashes.append(Clash(draft, stands, _same(draft, stands)))
            continue
        shift = registry.create(uow, "shift", draft.columns)
        made.append(shift)
        own.append(shift)
    return made, clashes


def _same(draft: Draft, shift: Shift) -> bool:
    return (draft.starts_at, draft.ends_at, draft.kind) == (shift.starts_at, shift.ends_at, shift.kind)


def _note(
    uow: UnitOfWork,
    territory: Territory,
    kind: str,
    days: Sequence[date],
    made: Sequence[Shift],
    removed: Sequence[dict[str, Any]],
) -> RosterAct:
    act = RosterAct(
        id=uow.new_id(),
        territory_id=territory.id,
        kind=kind,
        at=uow.now,
        by=uow.principal.key,
        by_name=uow.principal.name[:120],
        first_on=min(days),
        last_on=max(days),
        made=[[str(one.id), one.version] for one in made],
        removed=list(removed),
    )
    uow.session.add(act)
    uow.session.flush()
    written = RosterWritten(
        how=kind,
        first_on=act.first_on.isoformat(),
        last_on=act.last_on.isoformat(),
        made=len(made),
        removed=len(removed),
    )
    ledger.record(uow, f"territory:{territory.id}", written)
    return act


def engineers_of(uow: UnitOfWork, territory: Territory, chosen: Iterable[UUID] | None) -> list[UUID]:
    """The territory's active engineers by number, or those `chosen` of them.

    Raises:
        Invalid: somebody chosen is none of them.
    """
    query = select(Engineer.id).where(Engineer.territory_id == territory.id, Engineer.active)
    known = [*uow.session.scalars(query.order_by(Engineer.number))]
    if chosen is None:
        return known
    wanted = [*dict.fromkeys(chosen)]
    strangers = [n for n, key in enumerate(wanted) if key not in known]
    if strangers:
        text = Phrase("is no active engineer of this territory")
        raise Invalid({f"engineers.{n}": text for n in strangers})
    return [key for key in known if key in {*wanted}]
