"""What signing in refuses, each with its sentence."""

from __future__ import annotations

from app.kernel.errors import TooManyCalls
from app.kernel.phrases import Phrase

NAMES = (
    Phrase("AccessToken"),
    Phrase("User"),
    Phrase("api_key"),
    Phrase("token"),
    Phrase("user"),
)
"""What errors call the things of this room: by their tables, registers and addresses."""


class SignInDelayed(TooManyCalls):
    """Too many wrong passwords for this account from here; other places are not affected."""

    status = 429
    slug = "sign-in-delayed"

    def __init__(self, retry_after_s: int) -> None:
        text = Phrase("Too many wrong passwords from here; wait before the next try.")
        super().__init__(retry_after_s, text)
