"""What acting for the customer, or telling the customer, is refused for, each with its sentence."""

from __future__ import annotations

from app.kernel.errors import Conflict, OneHourError
from app.kernel.phrases import Phrase


class AlreadyRated(Conflict):
    """A visit has one score, and it was given."""

    slug = "already-rated"

    def __init__(self, score: int) -> None:
        super().__init__(Phrase("This visit was rated already, with %(score)s.", score=score), score=score)


class SignatureVoid(Conflict):
    """The customer would confirm a visit whose signature stands no more, without having been told so."""

    slug = "signature-void"

    def __init__(self, visit_id: object, roles: list[str]) -> None:
        text = Phrase("A signature under this visit is void: what was signed changed since.")
        super().__init__(text, visit_id=str(visit_id), roles=roles)


class LinkReadOnly(OneHourError):
    """A tracking link that only shows was used to act for the customer."""

    status = 403
    slug = "link-read-only"

    def __init__(self) -> None:
        super().__init__(
            Phrase("This link only shows the visit; the link sent to the contact on record acts.")
        )


class RequestEnded(Conflict):
    """A request that is closed or cancelled gets no code: nobody has anything to say about it any more."""

    slug = "request-ended"

    def __init__(self, code: str) -> None:
        super().__init__(Phrase("Request %(code)s has ended; no code is made for it.", code=code), code=code)


class NoChannel(Conflict):
    """There is no way to tell the customer: no channel is set up, or no address is on record."""

    slug = "no-channel"

    def __init__(self, why: str) -> None:
        super().__init__(Phrase("The customer cannot be told: %(why)s.", why=why))
