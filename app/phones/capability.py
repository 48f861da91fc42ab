"""What this room brings: who sees the messages of phones."""

from __future__ import annotations

from app.kernel import visibility
from app.kernel.slots import Capability
from app.phones import tables
from app.phones.reads.visibility import RULES

CAPABILITY = Capability("phones", (visibility.RULES.of(RULES),), tables, doors="app.phones.doors")
