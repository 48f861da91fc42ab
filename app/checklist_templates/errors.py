"""What errors call the things of this room."""

from __future__ import annotations

from app.kernel.phrases import Phrase

NAMES = (Phrase("version"), Phrase("ChecklistVersion"))
"""What errors call the things of this room: by their tables, registers and addresses."""
