"""What this room brings: what is recorded of supervision cards."""

from __future__ import annotations

from app.cards import events
from app.kernel.events import EVENTS, kinds
from app.kernel.slots import Capability

CAPABILITY = Capability("cards", (EVENTS.of(kinds(events)),))
