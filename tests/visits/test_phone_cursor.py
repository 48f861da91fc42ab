"""What a phone holds is read back in the one text that was given to it."""

from __future__ import annotations

from uuid import UUID

from app.visits.reads.phone_sync import Holding
from tests.support.spelling import other_endings

ENGINEER = UUID("0190aaaa-bbbb-7ccc-8ddd-eeeeffff0000")


def test_a_cursor_with_any_other_ending_says_nothing() -> None:
    for parts in ("", "1", "12"):  # every number of spare bits
        text = str(Holding(ENGINEER, "en", parts=parts))
        assert Holding.parse(text, ENGINEER, "en") == Holding(ENGINEER, "en", parts=parts)
        bare = text.rstrip("=")
        others = [other + "=" * (len(text) - len(bare)) for other in other_endings(bare)]
        assert {Holding.parse(other, ENGINEER, "en") for other in others} == {None}
