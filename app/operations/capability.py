"""What this room brings: the upkeep of the installation, and its doors."""

from __future__ import annotations

from app.kernel import events_of_ledger, timer_kinds
from app.kernel.events import EVENTS, kinds
from app.kernel.phrases import Phrase
from app.kernel.purging import PURGES, little_by_little
from app.kernel.scopes import MEANINGS, SCOPES
from app.kernel.slots import Capability
from app.operations.commands import upkeep

CAPABILITY = Capability(
    "operations",
    (
        EVENTS.of(kinds(events_of_ledger)),
        timer_kinds.kinds(*upkeep.KINDS),
        PURGES.of(little_by_little(upkeep.forget_answers), upkeep.forget_processes),
        SCOPES.of("metrics:read"),
        MEANINGS.of(
            {
                "metrics:read": Phrase("Read the metrics of the installation"),
            }
        ),
    ),
    doors="app.operations.doors",
)
