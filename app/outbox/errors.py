"""What administering subscriptions refuses, each with its sentence."""

from __future__ import annotations

from app.kernel.errors import Conflict
from app.kernel.phrases import Phrase

NAMES = (
    Phrase("Delivery"),
    Phrase("Subscription"),
    Phrase("delivery"),
    Phrase("subscription"),
)
"""What errors call the things of this room: by their tables, registers and addresses."""

STATES = (
    Phrase("pending"),
    Phrase("sending"),
    Phrase("sent"),
    Phrase("skipped"),
    Phrase("dead"),
)
"""The states that errors name."""


class NoSecret(Conflict):
    """Only webhooks are signed."""

    def __init__(self, channel: str) -> None:
        super().__init__(
            Phrase("A subscription of %(channel)s is not signed and has no secret.", channel=channel)
        )


class NoWayThere(Conflict):
    """There is no channel by which the link of an invitation could be sent to this address."""

    slug = "no-way-there"

    def __init__(self, why: Phrase) -> None:
        super().__init__(Phrase("The link was not sent: %(why)s.", why=why), why=str(why))


class SampleNotSent(Conflict):
    """There is no channel by which a notice could be tried out on this address."""

    slug = "sample-not-sent"

    def __init__(self, why: Phrase) -> None:
        super().__init__(Phrase("The sample was not sent: %(why)s.", why=why), why=str(why))


class NotDead(Conflict):
    """Only dead letters are replayed."""

    def __init__(self, state: str) -> None:
        text = Phrase("The delivery is %(state)s; only dead ones can be replayed.", state=Phrase(state))
        super().__init__(text, state=state)
