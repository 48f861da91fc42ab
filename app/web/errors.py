"""What the doors refuse whatever they lead to."""

from __future__ import annotations

from app.kernel.errors import Conflict
from app.kernel.phrases import Phrase


class IdempotencyKeyReused(Conflict):
    """The same key came with another body."""

    status = 422
    slug = "idempotency-key-reused"

    def __init__(self, key: str) -> None:
        super().__init__(Phrase("This Idempotency-Key was used before with another body."), key=key)
