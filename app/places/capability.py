"""What this room brings: its tables, and its doors."""

from __future__ import annotations

from app.kernel.slots import Capability
from app.places import tables

CAPABILITY = Capability("places", (), tables, doors="app.places.doors")
