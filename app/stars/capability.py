"""What this room brings: its facts and when they are worked out, and its doors."""

from __future__ import annotations

from app.kernel import timer_kinds
from app.kernel.slots import Capability
from app.stars import tables
from app.stars.commands import timers

CAPABILITY = Capability(
    "stars",
    (timer_kinds.kinds(*timers.KINDS),),
    tables,
    doors="app.stars.doors",
)
