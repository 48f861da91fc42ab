"""What this room brings: swaps of shifts, and who sees them."""

from __future__ import annotations

from app.kernel import visibility
from app.kernel.events import EVENTS, kinds
from app.kernel.slots import Capability
from app.swaps import events, tables
from app.swaps.reads.swaps import of_either
from app.swaps.tables import ShiftSwap

CAPABILITY = Capability(
    "swaps",
    (
        EVENTS.of(kinds(events)),
        visibility.RULES.of({ShiftSwap: of_either}),
        visibility.KINDS.of(visibility.kinds({"shift_swap": ShiftSwap})),
    ),
    tables,
    doors="app.swaps.doors",
)
