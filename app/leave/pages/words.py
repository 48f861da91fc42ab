"""What states of requests for leave are called."""

from __future__ import annotations

from collections.abc import Mapping

from app.kernel.phrases import Phrase
from app.leave.rules.asking import LeaveRequestState
from app.rosters.pages.words import REASONS, word

__all__ = ["REASONS", "STATES", "word"]

STATES: Mapping[str, Phrase] = {
    LeaveRequestState.ASKED: Phrase("Waits for an answer"),
    LeaveRequestState.APPROVED: Phrase("Approved"),
    LeaveRequestState.REFUSED: Phrase("Refused"),
    LeaveRequestState.WITHDRAWN: Phrase("Withdrawn"),
    LeaveRequestState.REMOVED: Phrase("Taken off the roster by the office"),
}
