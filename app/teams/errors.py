"""What errors call the things of this room."""

from __future__ import annotations

from app.kernel.phrases import Phrase

NAMES = (
    Phrase("Team"),
    Phrase("TeamPlace"),
    Phrase("team"),
    Phrase("team place"),
    Phrase("team_place"),
)
"""By their tables, registers and addresses."""
