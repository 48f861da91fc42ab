"""What this room brings: what is recorded of questions."""

from __future__ import annotations

from app.enquiries import events
from app.kernel.events import EVENTS, kinds
from app.kernel.slots import Capability

CAPABILITY = Capability("enquiries", (EVENTS.of(kinds(events)),))
