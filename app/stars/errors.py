"""What this room refuses, and what errors call its things."""

from __future__ import annotations

from app.kernel.errors import Conflict, Forbidden
from app.kernel.phrases import Phrase

NAMES = (
    Phrase("StarDeclaration"),
    Phrase("star declaration"),
    Phrase("star_declaration"),
    Phrase("rubric"),
    Phrase("RubricVersion"),
)
"""What errors call the things of this room: by their tables and addresses."""


class DeclarationWithdrawn(Conflict):
    """It was withdrawn before."""

    slug = "declaration-withdrawn"

    def __init__(self) -> None:
        super().__init__(Phrase("This declaration was withdrawn before."))


class OwnEdit(Forbidden):
    """Somebody would publish what he wrote himself."""

    slug = "own-edit"

    def __init__(self) -> None:
        super().__init__(Phrase("Whoever wrote a draft does not publish it; a second person does."))
