"""What this room brings: how long positions are kept."""

from __future__ import annotations

from app.kernel.purging import PURGES
from app.kernel.slots import Capability
from app.positions import tables
from app.positions.commands import retention

CAPABILITY = Capability(
    "positions", (PURGES.of(retention.forget_positions),), tables, doors="app.positions.doors"
)
