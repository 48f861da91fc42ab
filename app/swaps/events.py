"""What happens to swaps of shifts, told to whoever is to know; each shift tells of itself besides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from app.kernel.events import NOT_SHOWN, Audience, DomainEvent, Notice
from app.kernel.phrases import Phrase

_FIELDS = ("swap_id", "engineer_id", "starts_at", "ends_at")
_USEFUL = timedelta(days=2)


@dataclass(frozen=True, kw_only=True)
class OfShiftSwap(DomainEvent):
    """Something of a swap, for one of the two (`engineer_id`), with the span of the shift that is offered."""

    audience = Audience(field=_FIELDS)
    sentence = NOT_SHOWN

    swap_id: UUID
    engineer_id: UUID
    starts_at: str
    ends_at: str


@dataclass(frozen=True, kw_only=True)
class SwapOffered(OfShiftSwap):
    """A colleague offers the engineer a shift."""

    kind = "shift_swap.offered"
    family = Phrase("Swaps of shifts")
    called = Phrase("Shift offered to a colleague")
    to_engineer = Notice("swap_offered", _USEFUL, urgent=False)


@dataclass(frozen=True, kw_only=True)
class SwapAccepted(OfShiftSwap):
    """The colleague accepts what the engineer offered; a manager has yet to approve it."""

    kind = "shift_swap.accepted"
    called = Phrase("Swap accepted by the colleague")
    to_engineer = Notice("swap_accepted", _USEFUL, urgent=False)


@dataclass(frozen=True, kw_only=True)
class SwapDeclined(OfShiftSwap):
    """The colleague declines what the engineer offered."""

    kind = "shift_swap.declined"
    called = Phrase("Swap declined by the colleague")
    to_engineer = Notice("swap_declined", _USEFUL, urgent=False)


@dataclass(frozen=True, kw_only=True)
class SwapApproved(OfShiftSwap):
    """The swap is made: both rosters are changed."""

    kind = "shift_swap.approved"
    called = Phrase("Swap of shifts made")
    to_engineer = Notice("swap_approved", _USEFUL, urgent=False)


@dataclass(frozen=True, kw_only=True)
class SwapRefused(OfShiftSwap):
    """A manager refuses the swap; the rosters stay as they are."""

    kind = "shift_swap.refused"
    called = Phrase("Swap refused")
    to_engineer = Notice("swap_refused", _USEFUL, urgent=False)


@dataclass(frozen=True, kw_only=True)
class SwapWithdrawn(OfShiftSwap):
    """Whoever offered the shift takes the offer back."""

    kind = "shift_swap.withdrawn"
    called = Phrase("Swap withdrawn")
    to_engineer = Notice("swap_withdrawn", _USEFUL, urgent=False)
