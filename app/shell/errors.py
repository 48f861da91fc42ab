"""What the running process itself refuses, each with its sentence."""

from __future__ import annotations

from app.kernel.errors import OneHourError
from app.kernel.phrases import Phrase


class StreamFull(OneHourError):
    """This process, or this account, has as many streams open as it may; poll, or come back."""

    status = 503
    slug = "stream-full"

    retry_after_s = 10

    def __init__(self) -> None:
        super().__init__(Phrase("Too many streams are open; poll for events instead, or come back later."))
