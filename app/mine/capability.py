"""What this room brings: its doors, and that who says that it is not solved complains."""

from __future__ import annotations

from app.kernel.slots import Capability
from app.mine.commands import complaints
from app.portal.hooks import UNSOLVED

CAPABILITY = Capability("mine", (UNSOLVED.of(complaints.not_solved),), doors="app.mine.doors")
