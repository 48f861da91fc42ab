"""The kinds of message that a phone sends."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What a message says; the engineer's own kinds concern no visit."""

    ACCEPT = "accept"
    DECLINE = "decline"
    DEPART = "depart"
    ARRIVE = "arrive"
    CONFIRM_ARRIVAL = "confirm_arrival"
    ANSWERS = "answers"
    PHOTO = "photo"
    PHOTO_WITHDRAWN = "photo_withdrawn"
    PART = "part"
    CHARGE = "charge"
    SIGNATURE = "signature"
    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    POSITIONS = "positions"
    AVAILABILITY = "availability"


class Status(StrEnum):
    """What became of a message."""

    APPLIED = "applied"
    REFUSED = "refused"
    HELD = "held"
    NEEDS_REVIEW = "needs_review"
