"""What signing in refuses, each with its sentence."""

from __future__ import annotations

from collections.abc import Sequence

from app.kernel.errors import Conflict, Invalid, OneHourError, TooManyCalls
from app.kernel.phrases import Phrase

NAMES = (
    Phrase("AccessToken"),
    Phrase("Invitation"),
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


class InvitationOver(OneHourError):
    """The link is no invitation, or not one that is still good; which is not told."""

    status = 404
    slug = "invitation-over"

    def __init__(self) -> None:
        super().__init__(Phrase("This link does not open anything any more."))


class NobodyLeft(Conflict):
    """It would leave nobody who can sign in and administer."""

    slug = "nobody-left"

    def __init__(self) -> None:
        super().__init__(Phrase("No other administrator could sign in then."))


class SeveralFit(Invalid):
    """A name fits several things; `choices` are they."""

    def __init__(self, choices: Sequence[object]) -> None:
        self.choices = choices
        super().__init__({"stands_for": Phrase("fits several; choose which is meant")})
