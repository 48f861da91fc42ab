"""What this room brings: the clock of questions that wait, and its doors."""

from __future__ import annotations

from app.enquiries import events
from app.enquiries.commands import timers
from app.kernel import timer_kinds
from app.kernel.events import EVENTS, kinds
from app.kernel.phrases import Phrase
from app.kernel.scopes import MEANINGS, SCOPES
from app.kernel.slots import Capability

CAPABILITY = Capability(
    "enquiries",
    (
        timer_kinds.kinds(*timers.KINDS),
        SCOPES.of("enquiries:read", "enquiries:write"),
        MEANINGS.of(
            {
                "enquiries:read": Phrase("See enquiries and their answers"),
                "enquiries:write": Phrase("Ask questions in a customer's name"),
            }
        ),
        EVENTS.of(kinds(events)),
    ),
    doors="app.enquiries.doors",
)
