"""What this room brings: its tables, and how its problems are explained."""

from __future__ import annotations

from app.arrivals import tables
from app.kernel.slots import Capability

CAPABILITY = Capability("arrivals", (), tables, doors="app.arrivals.doors")
