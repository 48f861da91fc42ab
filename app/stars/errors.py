"""What this room refuses, and what errors call its things."""

from __future__ import annotations

from app.kernel.errors import Conflict
from app.kernel.phrases import Phrase

NAMES = (
    Phrase("StarDeclaration"),
    Phrase("star declaration"),
    Phrase("star_declaration"),
)
"""What errors call the things of this room: by their tables and addresses."""


class DeclarationWithdrawn(Conflict):
    """It was withdrawn before."""

    slug = "declaration-withdrawn"

    def __init__(self) -> None:
        super().__init__(Phrase("This declaration was withdrawn before."))
