"""What happens to the ledger itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.kernel.events import OFFICE, DomainEvent
from app.kernel.phrases import Phrase

WHY_ERASED: Mapping[str, Phrase] = {
    "asked": Phrase("the person asked for it"),
    "kept_long_enough": Phrase("it was kept long enough"),
    "never_needed": Phrase("it should not have been recorded"),
}
"""Why something is erased; a code, since no sentence about a person belongs in the chain."""


@dataclass(frozen=True, kw_only=True)
class PersonalDataErased(DomainEvent):
    """What events of the same stream said of people is erased; `numbers` are theirs in the stream."""

    kind = "personal_data.erased"
    family = Phrase("Personal data")
    audience = OFFICE
    sentence = Phrase("Personal data erased")

    numbers: Sequence[int]
    reason: str
