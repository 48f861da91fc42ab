"""Who may swap with whom, what a swap asks for, and what may still become of it.  Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from app.registers.rules.roster import Presence
from app.rosters.rules.strain import Strain, strains

Span = tuple[datetime, datetime]


class SwapState(StrEnum):
    """What became of it."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    APPROVED = "approved"
    DECLINED = "declined"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


OPEN = (SwapState.OFFERED, SwapState.ACCEPTED)
"""Somebody has yet to answer."""

MOVES: Mapping[SwapState, Sequence[SwapState]] = {
    SwapState.ACCEPTED: (SwapState.OFFERED,),
    SwapState.DECLINED: (SwapState.OFFERED,),
    SwapState.APPROVED: (SwapState.ACCEPTED,),
    SwapState.REFUSED: (SwapState.ACCEPTED,),
    SwapState.WITHDRAWN: OPEN,
}
"""State → from which it is reached."""


class Person(Protocol):
    """An engineer of the registers."""

    id: UUID
    active: bool
    territory_id: UUID
    provider_id: UUID | None


def are_colleagues(one: Person, other: Person) -> bool:
    """Tell whether two may swap: both work in one territory, for one company, and still do."""
    return (
        one.id != other.id
        and one.active
        and other.active
        and (one.territory_id, one.provider_id) == (other.territory_id, other.provider_id)
    )


def overlap(span: Span, others: Iterable[Span]) -> bool:
    """Tell whether a span overlaps one of the others."""
    return any(begin < span[1] and end > span[0] for begin, end in others)


def strains_after(
    own: Iterable[Presence], loses: Span | None, gains: Sequence[Presence], zone: str
) -> list[Strain]:
    """Return what is too much for one who gives up the span `loses` and works `gains` instead."""
    kept = [one for one in own if loses is None or not overlap((one.starts_at, one.ends_at), [loses])]
    return strains([*kept, *gains], [(one.starts_at, one.ends_at) for one in gains], zone)
