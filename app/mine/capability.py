"""What this room brings: its doors; what it shows and does is the rooms' below."""

from __future__ import annotations

from app.kernel.slots import Capability

CAPABILITY = Capability("mine", doors="app.mine.doors")
