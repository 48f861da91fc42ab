"""What this room brings: subscriptions as a register, and who sees them and what was sent."""

from __future__ import annotations

from app.kernel import timer_kinds, visibility
from app.kernel.events import EVENTS, kinds
from app.kernel.purging import PURGES, little_by_little
from app.kernel.slots import Capability
from app.outbox import events, tables
from app.outbox.commands import notices, subscriptions, timers
from app.outbox.tables import Delivery, Subscription
from app.registers.commands.registry import rules
from app.registers.reads import registry

CAPABILITY = Capability(
    "outbox",
    (
        EVENTS.of(kinds(events, also=events.OF_ROWS)),
        timer_kinds.kinds(*timers.KINDS),
        PURGES.of(little_by_little(notices.forget)),
        visibility.RULES.of({Delivery: visibility.staff_only, Subscription: visibility.staff_only}),
        visibility.KINDS.of(visibility.kinds({"delivery": Delivery, "subscription": Subscription})),
        registry.REGISTERS.of({"subscription": subscriptions.REGISTER}),
        rules.RULES.of({"subscription": subscriptions.RULES}),
    ),
    tables,
    doors="app.outbox.doors",
)
