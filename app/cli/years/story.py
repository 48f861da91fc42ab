"""What comes of one request from the first call to the last: who, what kind of visit, and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID


class End(StrEnum):
    """How the first visit ends; all but the first bring another visit, or none where the caller gives up."""

    DONE = "done"
    PART_MISSING = "part_missing"
    NEEDS_SPECIALIST = "needs_specialist"
    NO_ACCESS = "no_access"
    CALLED_OFF = "called_off"


class Card(StrEnum):
    """What came back of the supervision card."""

    NONE = "none"
    OVERALL = "overall"
    WHOLE = "whole"


class CallBack(StrEnum):
    """What the customer said when he was called back."""

    NONE = "none"
    SOLVED = "solved"
    UNSOLVED = "unsolved"


@dataclass(frozen=True, slots=True)
class Shape:
    """All that decides which rows there are; the rest are their values.

    late: the first arrival came after the hour, which the watch tells.  five_ones: he left with the set.
    in_time: the record came at once, not hours later.
    """

    end: End = End.DONE
    late: bool = False
    five_ones: bool = True
    in_time: bool = True
    card: Card = Card.NONE
    call_back: CallBack = CallBack.NONE
    complaint: bool = False

    @property
    def comes_again(self) -> bool:
        """Whether there is a second visit."""
        ends_later = self.end in (End.PART_MISSING, End.NEEDS_SPECIALIST, End.NO_ACCESS)
        return ends_later or self.call_back is CallBack.UNSOLVED


@dataclass(frozen=True, slots=True)
class Parties:
    """Whose request it is, where, of which machine, and who goes there."""

    territory_id: UUID
    customer_id: UUID
    site_id: UUID
    asset_id: UUID
    point: tuple[float, float]
    phone: str
    engineer_id: UUID
    engineer_number: str
    fault_code: str
    skill_code: str
    expected_s: int


@dataclass(frozen=True, slots=True)
class Story:
    """One request: `at` has the instant of each act by its name, those of a second visit with `again_`.

    card: what was answered, by column of a rating.  verdict: on the complaint.
    """

    shape: Shape
    parties: Parties
    at: Mapping[str, datetime]
    card: Mapping[str, Any]
    verdict: str = ""


TRIP = (
    "placed",
    "eta",
    "accepted",
    "checked",
    "departed",
    "seen",
    "arrived",
    "signed",
    "countersigned",
    "ended",
)
"""The acts of one visit, in their order."""
