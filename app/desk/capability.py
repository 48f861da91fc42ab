"""What this room brings: its doors, and which requests belong to the rows of registers."""

from __future__ import annotations

from app.desk.reads.belongings import OWN
from app.kernel.slots import Capability
from app.registers.hooks import BELONGINGS

CAPABILITY = Capability("desk", (BELONGINGS.of(*OWN),), doors="app.desk.doors")
