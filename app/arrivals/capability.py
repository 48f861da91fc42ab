"""What this room brings: its tables, and how its problems are explained."""

from __future__ import annotations

from app.arrivals import events, tables
from app.kernel.events import EVENTS, kinds
from app.kernel.slots import Capability

CAPABILITY = Capability("arrivals", (EVENTS.of(kinds(events)),), tables, doors="app.arrivals.doors")
