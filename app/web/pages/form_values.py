"""How values that no single input of HTML holds are written into a form and read back.

A kind reads what a person typed into what a body of the API says, and writes the one as the other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from babel.numbers import get_currency_precision, get_currency_symbol
from flask_babel import get_locale

from app.kernel.dialled import more_than_one_number
from app.kernel.errors import Invalid
from app.kernel.phrases import Phrase
from app.web.context import runtime
from app.web.wording import say

MOST_LAT, MOST_LON, NOWHERE = 90, 180, 999
_MINUTE_S, _HOUR_S, _DAY_S = 60, 3600, 86_400
_MOST_UNITS = 10**9

# A point ends no number in its middle: "31.2" alone is no 31 and 2.
_POINT = re.compile(r"^\D*?(-?\d{1,3}(?:\.\d+)?)(?![\d.])\D+?(-?\d{1,3}(?:\.\d+)?)\D*$")
_DURATION = re.compile(r"(\d{1,9}(?:\.\d{1,3})?)\s*([^\d\s.,，、]*)[\s,，、]*")
_UNITS: Mapping[str, int] = {
    **dict.fromkeys(("d", "day", "days", "天", "日"), _DAY_S),
    **dict.fromkeys(("h", "hour", "hours", "小时", "时", "个小时"), _HOUR_S),
    **dict.fromkeys(("", "m", "min", "mins", "minute", "minutes", "分", "分钟"), _MINUTE_S),
    **dict.fromkeys(("s", "sec", "second", "seconds", "秒", "秒钟"), 1),
}
_SPAN = re.compile(r"\s*(\d{1,2})(?:[:：.](\d\d))?\s*[-–—~～至到]\s*(\d{1,2})(?:[:：.](\d\d))?\s*", re.ASCII)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Kind:
    """`read` takes the text and the field's path, and raises `Invalid`; `write` takes the body's value."""

    read: Callable[[str, str], Any]
    write: Callable[[Any], str]


def read_point(text: str, path: str) -> dict[str, float]:
    """Read `31.2304, 121.4737` as people write it.

    Maps of China give the longitude first: where the first number can be no latitude, it is one.

    Raises:
        Invalid: these are no two numbers.
    """
    found = _POINT.match(text)
    lat, lon = (float(found[1]), float(found[2])) if found else (NOWHERE, NOWHERE)
    if abs(lat) > MOST_LAT >= abs(lon):
        lat, lon = lon, lat
    if abs(lat) > MOST_LAT or abs(lon) > MOST_LON:
        raise Invalid({path: Phrase("is not a point such as 31.2304, 121.4737 (latitude, longitude)")})
    return {"lat": lat, "lon": lon}


def one_by_one(text: str, path: str) -> str:
    """Return what was typed as telephone numbers.

    A person at a form can say it better, so what no program's body is refused for is said here.

    Raises:
        Invalid: so many digits stand in one run that they are no number.
    """
    if run := more_than_one_number(text):
        raise Invalid(
            {
                path: Phrase(
                    "has %(count)s digits in one run, which no telephone number has;"
                    " several numbers stand with a comma between them",
                    count=len(run),
                )
            }
        )
    return text


def write_point(value: Mapping[str, float]) -> str:
    """Write a point as it is read."""
    return f"{value['lat']}, {value['lon']}"


def read_duration(text: str, path: str) -> int:
    """Read `1 h 30 min`, `90 秒` or, in minutes, `45`; returns seconds.

    Raises:
        Invalid: it is none of these.
    """
    parts = list(_DURATION.finditer(text.strip()))
    units = [_UNITS.get(part[2].lower()) for part in parts]
    if not parts or None in units or "".join(part[0] for part in parts) != text.strip():
        raise Invalid({path: Phrase("is not a time span such as 45 min or 1 h 30 min")})
    return int(sum(Decimal(part[1]) * (unit or 0) for part, unit in zip(parts, units, strict=True)))


def write_duration(value: int) -> str:
    """Write seconds in the reader's words, to the second."""
    days, rest = divmod(int(value), _DAY_S)
    hours, rest = divmod(rest, _HOUR_S)
    minutes, seconds = divmod(rest, _MINUTE_S)
    if days and not (minutes or seconds):
        told = [
            say(Phrase.counted("%(num)s day", "%(num)s days", days)),
            say(Phrase("%(h)s h", h=hours)) if hours else "",
        ]
    else:
        told = [
            say(Phrase("%(h)s h", h=days * 24 + hours)) if days or hours else "",
            say(Phrase("%(n)s min", n=minutes)) if minutes else "",
            say(Phrase("%(n)s s", n=seconds)) if seconds else "",
        ]
    return " ".join(filter(None, told)) or say(Phrase("%(n)s min", n=0))


def read_money(text: str, path: str) -> int:
    """Read `150` or `1,200.50`, an amount of the installation's currency, into its smallest unit.

    Raises:
        Invalid: it is no amount, or has more decimals than the currency.
    """
    plain = re.sub(r"[\s,，¥￥$€]", "", text)
    try:
        units = Decimal(plain).scaleb(_decimals())
    except InvalidOperation:
        units = Decimal("NaN")
    if not units.is_finite() or units != units.to_integral_value() or abs(units) > _MOST_UNITS:
        raise Invalid({path: Phrase("is not an amount such as 150.00")})
    return int(units)


def write_money(value: int) -> str:
    """Write an amount without its currency."""
    digits = _decimals()
    return f"{Decimal(value).scaleb(-digits):.{digits}f}"


def currency_sign() -> str:
    """Return the sign of the installation's currency as the reader writes it."""
    return get_currency_symbol(runtime().settings.currency, locale=get_locale() or "en")


def _decimals() -> int:
    return get_currency_precision(runtime().settings.currency)


def read_ring(text: str, path: str) -> list[list[float]]:
    """Read a corner on each line.

    Raises:
        Invalid: names the first line that is none.
    """
    ring: list[list[float]] = []
    for number, line in enumerate(filter(str.strip, text.splitlines()), 1):
        try:
            point = read_point(line, path)
        except Invalid as bad:
            said = Phrase("line %(n)s is not a point such as 31.2304, 121.4737", n=number)
            raise Invalid({path: said}) from bad
        ring.append([point["lat"], point["lon"]])
    return ring


def write_ring(value: list[list[float]]) -> str:
    """Write a corner on each line."""
    return "\n".join(f"{corner[0]:.6f}, {corner[1]:.6f}" for corner in value)


def read_hours(text: str, path: str) -> dict[str, list[list[str]]]:
    """Read lines such as `mon 08:00-12:00, 13:00-20:00`; the spans may be written in many ways.

    Raises:
        Invalid: names the weekday whose spans cannot be read.
    """
    hours: dict[str, list[list[str]]] = {}
    for day, spans in hours_by_day(text).items():
        for said in filter(str.strip, re.split(r"[,，;；、]", spans)):
            found = _SPAN.fullmatch(said)
            if found is None:
                raise Invalid(
                    {f"{path}.{day}": Phrase("“%(text)s” is not a span such as 08:00-20:00", text=said)}
                )
            ends = (f"{int(found[n]):02}:{found[n + 1] or '00'}" for n in (1, 3))
            hours.setdefault(day, []).append(list(ends))
    return hours


def write_hours(value: Mapping[str, list[list[str]]]) -> str:
    """Write a line for each weekday that has hours."""
    told = {day: ", ".join("-".join(span) for span in value.get(day) or ()) for day in WEEKDAYS}
    return "\n".join(f"{day} {spans}" for day, spans in told.items() if spans)


def hours_by_day(text: str) -> dict[str, str]:
    """Return weekday → its spans as they were typed."""
    lines = (line.strip().partition(" ") for line in text.splitlines())
    return {day: spans.strip() for day, _, spans in lines if day in WEEKDAYS and spans.strip()}


_OPTION = re.compile(r"^([*＊]?)\s*(.*?)\s*[|｜]\s*(.*?)\s*$")


def read_options(text: str, path: str) -> list[dict[str, Any]]:
    """Read the options of a question, one a line: `* 中文 | English`, a star before each that is right.

    Raises:
        Invalid: a line is none.
    """
    found = []
    for line in filter(None, map(str.strip, text.splitlines())):
        said = _OPTION.match(line)
        if said is None or not said[2] or not said[3]:
            raise Invalid({path: Phrase("“%(line)s” is no option such as: * 中文 | English", line=line[:80])})
        found.append({"zh": said[2], "en": said[3], "right": bool(said[1])})
    return found


def write_options(options: Any) -> str:
    """Write options as `read_options` reads them."""
    return "\n".join(f"{'* ' if one['right'] else ''}{one['zh']} | {one['en']}" for one in options)


KINDS: Mapping[str, Kind] = {
    "point": Kind(read_point, write_point),
    "span": Kind(read_duration, write_duration),
    "money": Kind(read_money, write_money),
    "ring": Kind(read_ring, write_ring),
    "hours": Kind(read_hours, write_hours),
    "options": Kind(read_options, write_options),
    "codes": Kind(lambda text, _: text.split(), " ".join),
}
"""By the name that `Input.kind` has."""
