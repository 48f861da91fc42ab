"""States of a proposal: a manager decides, the person may object once, another manager answers.  Pure."""

from __future__ import annotations

from enum import StrEnum


class RewardState(StrEnum):
    """`lapsed`: undecided, and later facts no longer bear it out."""

    PROPOSED = "proposed"
    LAPSED = "lapsed"
    ACCEPTED = "accepted"
    CHANGED = "changed"
    DISMISSED = "dismissed"


DECIDED = (RewardState.ACCEPTED, RewardState.CHANGED, RewardState.DISMISSED)
"""Whom a proposal is about is told of these alone."""


class RewardDecision(StrEnum):
    """What a manager may make of a proposal."""

    ACCEPT = "accept"
    CHANGE = "change"
    DISMISS = "dismiss"


AFTER = {
    RewardDecision.ACCEPT: RewardState.ACCEPTED,
    RewardDecision.CHANGE: RewardState.CHANGED,
    RewardDecision.DISMISS: RewardState.DISMISSED,
}
