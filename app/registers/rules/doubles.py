"""Whether two customers on record are likely one: the rule, and how names are compared.  Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum

from geopy.distance import great_circle

Point = tuple[float, float]

NEAR_M = 300
"""Two points of one building, as two people set them."""

SAME_M = 10
"""Two points that were set as one."""

_ALIKE = 0.8
"""Share of equal letters from which two names may be one, typed twice."""

_SHORTEST_PART, _SHORTEST_ADDRESS = 3, 6
"""Letters of a name, and of an address, that may be the other's short form."""

FEWEST_DIGITS = 7
"""A number so short is many people's: 95588 is a bank."""

LONGEST_LOCAL = 8
"""Digits of a number without its area code."""

_COMPANY = re.compile(
    r"(股份有限公司|有限责任公司|有限公司|集团公司|集团|公司"
    r"|\b(?:co|company|corp|corporation|inc|incorporated|ltd|limited|llc|gmbh|ag|plc)\b)"
)


class Likeness(StrEnum):
    """Why two customers are likely one, the surest first; those of `PERHAPS` are often two."""

    NUMBER = "number"
    NAME_AND_PLACE = "name_and_place"
    SIMILAR_NAME_AND_PLACE = "similar_name_and_place"
    NAME = "name"
    PLACE = "place"
    LOCAL_NUMBER = "local_number"
    SWITCHBOARD = "switchboard"


PERHAPS = frozenset({Likeness.PLACE, Likeness.LOCAL_NUMBER, Likeness.SWITCHBOARD})


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a customer: `name` by `name_key`, `numbers` as digits, where the sites are.

    `numbers` are read from the last digit to the first; `extensions` are those of them with one, and which.
    """

    name: str
    numbers: frozenset[str] = frozenset()
    points: Collection[Point] = ()
    addresses: frozenset[str] = field(default_factory=frozenset)
    extensions: frozenset[tuple[str, str]] = frozenset()


def name_key(name: str) -> str:
    """Return a name as it is compared: without case, width, blanks, punctuation and the company's form."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    bare = _letters(_COMPANY.sub(" ", plain))
    return (bare or _letters(plain) or plain.strip())[:200]


def address_key(address: str) -> str:
    """Return an address as it is compared."""
    return _letters(unicodedata.normalize("NFKC", address).casefold())[:300]


def likeness(one: Known, other: Known) -> Likeness | None:
    """Say why the two are likely one customer, by the surest reason; None where nothing says so.

    The same number does, unless each has an extension of its own and another name: a switchboard is many
    people's.  The same or nearly the same name does where a site of the one lies at a site of the other; the
    same name also where of one of them no place is known: a chain of shops is many customers of one name.
    """
    same_name = bool(one.name) and one.name == other.name
    alike = same_name or _is_alike(one.name, other.name)
    found = [_by_number(one, other, alike=alike)]
    if alike and _is_same_place(one, other):
        found.append(Likeness.NAME_AND_PLACE if same_name else Likeness.SIMILAR_NAME_AND_PLACE)
    if same_name and not (_placed(one) and _placed(other)):
        found.append(Likeness.NAME)
    if _near(one.points, other.points, SAME_M):
        found.append(Likeness.PLACE)
    return min((why for why in found if why is not None), key=rank, default=None)


def rank(why: Likeness) -> int:
    """How sure a reason is; the surest is 0."""
    return list(Likeness).index(why)


def _by_number(one: Known, other: Known, *, alike: bool) -> Likeness | None:
    shared = {digits for digits in one.numbers & other.numbers if len(digits) >= FEWEST_DIGITS}
    if shared:
        own = alike or any(not _has_other_extension(one, other, digits) for digits in shared)
        return Likeness.NUMBER if own else Likeness.SWITCHBOARD
    if any(_lacks_area_code(a, b) or _lacks_area_code(b, a) for a in one.numbers for b in other.numbers):
        return Likeness.NUMBER if alike else Likeness.LOCAL_NUMBER
    return None


def _has_other_extension(one: Known, other: Known, digits: str) -> bool:
    mine = {extension for number, extension in one.extensions if number == digits}
    others = {extension for number, extension in other.extensions if number == digits}
    return bool(mine and others) and not mine & others


def _lacks_area_code(short: str, whole: str) -> bool:
    """Whether the one may be the other as it is said in its own town."""
    return FEWEST_DIGITS <= len(short) <= LONGEST_LOCAL < len(whole) and whole.startswith(short)


def _is_alike(one: str, other: str) -> bool:
    """Whether two names may be one: with a slip, or the one a short form of the other."""
    short, whole = sorted((one, other), key=len)
    if len(short) < _SHORTEST_PART:
        return False
    return short in whole or SequenceMatcher(None, one, other).ratio() >= _ALIKE


def _is_same_place(one: Known, other: Known) -> bool:
    if _near(one.points, other.points, NEAR_M):
        return True
    pairs = (sorted((a, b), key=len) for a in one.addresses for b in other.addresses)
    return any(
        short == whole or (len(short) >= _SHORTEST_ADDRESS and short in whole) for short, whole in pairs
    )


def _placed(one: Known) -> bool:
    return bool(one.points or one.addresses)


def _near(some: Collection[Point], others: Collection[Point], within_m: float) -> bool:
    return any(great_circle(a, b).m <= within_m for a in some for b in others)


def _letters(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum())
