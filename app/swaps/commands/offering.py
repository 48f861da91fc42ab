"""Offering a shift to a colleague, and taking the offer back."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from app.kernel import UnitOfWork
from app.kernel.errors import Invalid, NotFound
from app.kernel.phrases import Phrase
from app.registers.commands.locks import locked_engineers
from app.registers.tables import Engineer, Territory
from app.swaps.commands.answering import locked_swap, moved
from app.swaps.commands.exchanging import record
from app.swaps.events import SwapOffered, SwapWithdrawn
from app.swaps.reads.duties import Duty, duty_to_come
from app.swaps.reads.looks import unfree
from app.swaps.rules.swapping import OPEN, SwapState, are_colleagues
from app.swaps.tables import ShiftSwap


@dataclass(frozen=True, slots=True)
class SwapWish:
    """A shift for a colleague, for one of his or for nothing."""

    shift_id: UUID
    to_engineer_id: UUID
    wanted_shift_id: UUID | None = None
    note: str = ""


def offer(uow: UnitOfWork, engineer_id: UUID, wish: SwapWish, key: UUID | None = None) -> ShiftSwap:
    """Offer it; the same `key` offers once, whatever comes with it later.

    Raises:
        Invalid: names the fields: a shift that is not his or has begun, no colleague, or one who is not free.
        NotFound: another engineer offered with this key.
    """
    locked_engineers(uow, {engineer_id, wish.to_engineer_id})
    if key is not None and (before := uow.session.get(ShiftSwap, key)) is not None:
        if before.from_engineer_id != engineer_id:
            raise NotFound("ShiftSwap", key)
        return before
    given, wanted = _checked(uow, uow.get(Engineer, engineer_id), wish)
    row = ShiftSwap(
        id=key or uow.new_id(),
        from_engineer_id=engineer_id,
        to_engineer_id=wish.to_engineer_id,
        given_shift_id=given.shift_id,
        given_starts_at=given.starts_at,
        given_ends_at=given.ends_at,
        wanted_shift_id=wanted.shift_id if wanted else None,
        wanted_starts_at=wanted.starts_at if wanted else None,
        wanted_ends_at=wanted.ends_at if wanted else None,
        note=wish.note.strip(),
        state=SwapState.OFFERED,
        offered_at=uow.now,
        created_at=uow.now,
        updated_at=uow.now,
    )
    uow.session.add(row)
    uow.session.flush()
    record(uow, row, SwapOffered, [row.to_engineer_id])
    return row


def withdraw(uow: UnitOfWork, key: UUID, engineer_id: UUID) -> ShiftSwap:
    """Take one's own offer back, until it is declined, refused or made.

    Raises:
        NotFound: there is none of his.
        SwapAnswered: it is over; one that was withdrawn stays so without a word.
    """
    row = locked_swap(uow, key)
    if row.from_engineer_id != engineer_id:
        raise NotFound("ShiftSwap", key)
    if moved(uow, row, SwapState.WITHDRAWN):
        record(uow, row, SwapWithdrawn, [row.to_engineer_id])
    return row


def _checked(uow: UnitOfWork, giver: Engineer, wish: SwapWish) -> tuple[Duty, Duty | None]:
    taker = uow.session.get(Engineer, wish.to_engineer_id)
    if taker is None or not are_colleagues(giver, taker):
        raise Invalid({"to_engineer_id": Phrase("is nobody with whom you can swap shifts")})
    zone = uow.get(Territory, giver.territory_id).time_zone
    given = duty_to_come(uow, wish.shift_id, giver.id, zone)
    if given is None:
        raise Invalid({"shift_id": Phrase("is no shift of yours that is to come")})
    wanted = duty_to_come(uow, wish.wanted_shift_id, taker.id, zone) if wish.wanted_shift_id else None
    if wish.wanted_shift_id and wanted is None:
        raise Invalid({"wanted_shift_id": Phrase("is no shift of this colleague that is to come")})
    if _is_offered(uow, given):
        raise Invalid({"shift_id": Phrase("is offered to somebody already")})
    busy = unfree(uow, giver.id, taker.id, given, wanted)
    if taker.id in busy:
        raise Invalid({"to_engineer_id": Phrase("has another shift or is away at that time")})
    if busy:
        raise Invalid({"wanted_shift_id": Phrase("lies where you have another shift or are away")})
    return given, wanted


def _is_offered(uow: UnitOfWork, given: Duty) -> bool:
    query = select(ShiftSwap.id).where(
        ShiftSwap.given_shift_id.in_([one.id for one in given.shifts]), ShiftSwap.state.in_(OPEN)
    )
    return uow.session.scalars(query.limit(1)).first() is not None
