"""Numbers as people write them: amounts of money, grades, lengths of time, with their units.  Pure."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

CENTS = 100
"""How many of its smallest units a currency's unit is."""

_UNIT_S = {
    **dict.fromkeys(("", "分", "分钟", "m", "min", "mins", "minute", "minutes"), 60),
    **dict.fromkeys(("小时", "时", "个小时", "h", "hour", "hours"), 3600),
    **dict.fromkeys(("秒", "秒钟", "s", "sec", "second", "seconds"), 1),
}
_LENGTH = re.compile(rf"([\d.,]+)({'|'.join(_UNIT_S)})")
_UNITS = {
    "_s": re.compile(r"\s*(秒钟?|s|secs?|seconds?)$", re.IGNORECASE),
    "_m": re.compile(r"\s*(米|m|met(er|re)s?)$", re.IGNORECASE),
    "_pct": re.compile(r"\s*[%％]$"),
    "_kmh": re.compile(r"\s*(km/h|公里/小时|公里|千米/小时)$", re.IGNORECASE),
}

_GRADES = ("一", "二", "三", "四", "五")
_DIGITS = 15


def number(text: str) -> str:
    """Return digits as programs write them: `1，234.50` is 1234.50."""
    return unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "")


def is_amount(text: str) -> bool:
    """Tell whether a cell is a number and nothing else, with or without a sign of money."""
    try:
        Decimal(number(text).strip("¥￥$元"))
    except ArithmeticError:
        return False
    return True


def stars(text: str) -> str:
    """Return a grade as digits: `五星`, `5星`, `★★★★★` are 5."""
    said = unicodedata.normalize("NFKC", text).strip()
    if said and set(said) == {"★"}:
        return str(len(said))
    bare = said.removesuffix("级").removesuffix("星").strip()
    return str(_GRADES.index(bare) + 1) if bare in _GRADES else bare


def scaled(text: str, by: int) -> str | None:
    """Return a number times `by` where that is whole, as for an amount in its smallest unit.

    One of more digits than any amount has is no number: Python writes no endless ones.
    """
    bare = number(text).strip("¥￥$元")
    try:
        value = Decimal(bare) * by
    except ArithmeticError:  # no number, or one beyond all exponents
        return None
    whole = value.is_finite() and value.adjusted() < _DIGITS and value == value.to_integral_value()
    return str(int(value)) if whole else None


def unscaled(value: int | None, by: int) -> str:
    """Return a number of smallest units in the unit that `scaled` read it from: 52900 cents are 529.00."""
    if value is None:
        return ""
    return f"{value / by:.2f}" if by == CENTS else f"{value / by:g}"


def minutes(text: str) -> str | None:
    """Return a length of time as whole seconds: `60`, `60分钟`, `1.5小时`; None where it is none."""
    said = unicodedata.normalize("NFKC", text).casefold().replace(" ", "")
    found = _LENGTH.fullmatch(said)
    return scaled(found[1], _UNIT_S[found[2]]) if found is not None else None


def bare(column: str, text: str) -> str:
    """Return a number without the unit that its column is in anyway: `3600秒` of `promise_s` is 3600."""
    for end, units in _UNITS.items():
        if column.endswith(end):
            return units.sub("", text.strip())
    return text
