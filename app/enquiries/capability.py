"""What this room brings: the clock of questions that wait, and its doors."""

from __future__ import annotations

from app.enquiries import events
from app.enquiries.commands import timers
from app.kernel import timer_kinds
from app.kernel.events import EVENTS, kinds
from app.kernel.scopes import SCOPES
from app.kernel.slots import Capability

CAPABILITY = Capability(
    "enquiries",
    (
        timer_kinds.kinds(*timers.KINDS),
        SCOPES.of("enquiries:read", "enquiries:write"),
        EVENTS.of(kinds(events)),
    ),
    doors="app.enquiries.doors",
)
