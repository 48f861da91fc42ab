"""What this room brings: its calls, what happens to them, and its doors."""

from __future__ import annotations

from app.hotline import events, tables
from app.hotline.tables import Call
from app.kernel import visibility
from app.kernel.events import EVENTS, kinds
from app.kernel.phrases import Phrase
from app.kernel.slots import Capability
from app.registers.commands.merging import HANGS_ON_CUSTOMERS

CAPABILITY = Capability(
    "hotline",
    (
        EVENTS.of(kinds(events)),
        visibility.RULES.of({Call: visibility.staff_only}),
        visibility.KINDS.of(visibility.kinds({"call": Call})),
        HANGS_ON_CUSTOMERS.of((Phrase("calls"), Call, Call.customer_id.in_)),
    ),
    tables,
    doors="app.hotline.doors",
)
