"""What this room brings: its doors."""

from __future__ import annotations

from app.kernel.slots import Capability

CAPABILITY = Capability("staffing", doors="app.staffing.doors")
