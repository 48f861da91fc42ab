"""Whether two customers on record are likely one: the rule, and how names are compared.  Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum

from geopy.distance import great_circle

Point = tuple[float, float]

NEAR_M = 300
"""Two points of one building, as two people set them."""

FEWEST_DIGITS = 7
"""A number so short is many people's: 95588 is a bank."""

_COMPANY = re.compile(
    r"(股份有限公司|有限责任公司|有限公司|集团公司|集团|公司"
    r"|\b(?:co|company|corp|corporation|inc|incorporated|ltd|limited|llc|gmbh|ag|plc)\b)"
)


class Likeness(StrEnum):
    """Why two customers are likely one."""

    NUMBER = "number"
    NAME_AND_PLACE = "name_and_place"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a customer: `name` by `name_key`, `numbers` as digits, where the sites are."""

    name: str
    numbers: frozenset[str] = frozenset()
    points: Collection[Point] = ()
    addresses: frozenset[str] = field(default_factory=frozenset)


def name_key(name: str) -> str:
    """Return a name as it is compared: without case, width, blanks, punctuation and the company's form."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    bare = _letters(_COMPANY.sub(" ", plain))
    return (bare or _letters(plain) or plain.strip())[:200]


def address_key(address: str) -> str:
    """Return an address as it is compared."""
    return _letters(unicodedata.normalize("NFKC", address).casefold())


def likeness(one: Known, other: Known) -> Likeness | None:
    """Say why the two are likely one customer; None where nothing says so.

    The same number does.  The same name does where a site of the one lies at a site of the other, or where
    of one of them no place is known: a chain of shops is many customers of one name.
    """
    if any(len(digits) >= FEWEST_DIGITS for digits in one.numbers & other.numbers):
        return Likeness.NUMBER
    if not one.name or one.name != other.name:
        return None
    if one.addresses & other.addresses or _near(one.points, other.points):
        return Likeness.NAME_AND_PLACE
    placed = bool(one.points or one.addresses) and bool(other.points or other.addresses)
    return None if placed else Likeness.NAME


def _near(some: Collection[Point], others: Collection[Point]) -> bool:
    return any(great_circle(a, b).m <= NEAR_M for a in some for b in others)


def _letters(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum())
