"""What errors call the things of this room."""

from __future__ import annotations

from app.kernel.errors import Phrase

NAMES = (
    Phrase("LongJob"),
    Phrase("job"),
)
