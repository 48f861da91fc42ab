"""What this room brings: what is recorded of what customers say, and its doors."""

from __future__ import annotations

from app.kernel.events import EVENTS, kinds
from app.kernel.slots import Capability
from app.portal import events, tables

CAPABILITY = Capability("portal", (EVENTS.of(kinds(events)),), tables, doors="app.portal.doors")
