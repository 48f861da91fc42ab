"""What this room brings: its calls, what happens to them, and its doors."""

from __future__ import annotations

from app.hotline import events, tables
from app.hotline.commands import forgetting, keeping, timers
from app.hotline.reads.calls import about, complaints_of
from app.hotline.tables import Call, ComplaintVerdict
from app.kernel import timer_kinds, visibility
from app.kernel.events import EVENTS, kinds
from app.kernel.phrases import Phrase
from app.kernel.purging import PURGES, little_by_little
from app.kernel.slots import Capability
from app.portal.hooks import COMPLAINTS
from app.promise.hooks import CALLS
from app.registers.commands.merging import HANGS_ON_CUSTOMERS

CAPABILITY = Capability(
    "hotline",
    (
        timer_kinds.kinds(*timers.KINDS),
        EVENTS.of(kinds(events)),
        visibility.RULES.of({Call: visibility.staff_only, ComplaintVerdict: visibility.staff_only}),
        visibility.KINDS.of(visibility.kinds({"call": Call})),
        CALLS.of(about),
        COMPLAINTS.of(complaints_of),
        PURGES.of(little_by_little(keeping.purge), little_by_little(forgetting.forget)),
        HANGS_ON_CUSTOMERS.of((Phrase("calls"), Call, Call.customer_id.in_)),
    ),
    tables,
    doors="app.hotline.doors",
)
