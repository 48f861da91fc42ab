"""What is wrong with hours that somebody wrote, with its sentence."""

from __future__ import annotations

from app.kernel.errors import OneHourError
from app.kernel.phrases import Phrase


class CoverageInvalid(OneHourError):
    """Coverage hours that cannot be read; `path` names the place."""

    status = 422
    slug = "invalid"

    def __init__(self, path: str, message: Phrase) -> None:
        self.path = path
        self.message = message
        text = Phrase("%(path)s: %(why)s", path=path, why=message) if path else message
        super().__init__(text, errors={path: [message]})
