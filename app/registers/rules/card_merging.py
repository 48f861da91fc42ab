"""What two cards of one customer say differently, and what the one that stays takes over.  Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

PHONE = "phone"
TAKEN_OVER = (PHONE, "email", "quiet_hours", "special_needs")
"""The columns of which none is lost when two cards become one."""

BETWEEN = {PHONE: " / ", "special_needs": "\n"}
"""Columns that may hold what both cards say, and what stands between the two."""

STAYS, OTHER, BOTH = "stays", "other", "both"
Card = Mapping[str, str]


def card_of(row: Any) -> Card:
    """Return what a card says, a telephone number as it was said."""
    said = {column: getattr(row, column) or "" for column in TAKEN_OVER}
    return said | {PHONE: row.phone_as_said or row.phone or ""}


def differing(stays: Card, other: Card) -> list[str]:
    """Return the columns of which both cards say something, and not the same; numbers are their digits."""
    both = (one for one in TAKEN_OVER if stays[one] and other[one])
    return [one for one in both if _compared(one, stays[one]) != _compared(one, other[one])]


def _compared(column: str, text: str) -> str:
    digits = "".join(letter for letter in text if letter.isdigit())
    return digits if column == PHONE and digits else text


def filled(stays: Card, other: Card) -> dict[str, str]:
    """Return what the card that stays lacks and the other has."""
    return {one: other[one] for one in TAKEN_OVER if other[one] and not stays[one]}


def chosen(stays: Card, other: Card, wanted: Mapping[str, str]) -> dict[str, str]:
    """Return what changes on the card that stays by what was chosen of the columns that differ."""
    taken: dict[str, str] = {}
    for column in differing(stays, other):
        if wanted.get(column) == OTHER:
            taken[column] = other[column]
        elif wanted.get(column) == BOTH and column in BETWEEN:
            taken[column] = f"{stays[column]}{BETWEEN[column]}{other[column]}"
    return taken
