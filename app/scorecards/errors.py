"""What errors call the things of this room."""

from __future__ import annotations

from app.kernel.phrases import Phrase

NAMES = (Phrase("ScheduledView"), Phrase("scheduled view"), Phrase("scheduled_view"))
"""By their tables and addresses."""
