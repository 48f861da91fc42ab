"""What errors call the things of this room, and what publishing a rubric is refused for."""

from __future__ import annotations

from app.kernel.errors import OneHourError
from app.kernel.phrases import Phrase

NAMES = (Phrase("rubric"),)
"""What errors call the things of this room: by their tables, registers and addresses."""


class OwnEdit(OneHourError):
    """Somebody would publish what he wrote himself."""

    status = 403
    slug = "own-edit"

    def __init__(self) -> None:
        super().__init__(Phrase("Whoever wrote a draft does not publish it; a second person does."))
