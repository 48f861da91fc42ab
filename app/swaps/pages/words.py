"""What states of swaps are called."""

from __future__ import annotations

from collections.abc import Mapping

from app.kernel.phrases import Phrase
from app.rosters.pages.words import KINDS, between, strain, word
from app.swaps.rules.swapping import SwapState

__all__ = ["KINDS", "STATES", "between", "strain", "word"]

STATES: Mapping[str, Phrase] = {
    SwapState.OFFERED: Phrase("Waits for the colleague"),
    SwapState.ACCEPTED: Phrase("Waits for the manager"),
    SwapState.APPROVED: Phrase("Swapped"),
    SwapState.DECLINED: Phrase("Declined by the colleague"),
    SwapState.REFUSED: Phrase("Refused by the manager"),
    SwapState.WITHDRAWN: Phrase("Withdrawn"),
}
