"""What this room brings: its tables."""

from __future__ import annotations

from app.arrivals import tables
from app.kernel.slots import Capability

CAPABILITY = Capability("arrivals", (), tables)
