"""What a day must keep to, beyond the laboratory's own limits, to be played against the application."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from app.demo.errors import DayInvalid
from dispatch.fields import Fields
from dispatch.simulation.day import Day
from dispatch.travel.spec import TravelSpec, read_travel

_MAX_PRIORITY = 3
_DAY_S = 48 * 3600
_CODE = re.compile(r"[a-z0-9_]{1,33}")


def refuse_unplayable(day: Day) -> None:
    """Refuse what the laboratory can play and the application is not set up for.

    Raises:
        DayInvalid: names the field.
    """
    travel = read_travel(Fields.of(day.travel, "travel"))
    if travel.model != "great_circle" or travel.speed.short != travel.speed.long:
        raise DayInvalid("travel.model", "must be great_circle with one speed")
    for path, value, low, high in _limits(day, travel):
        if not low <= value <= high:
            raise DayInvalid(path, f"must lie between {low:g} and {high:g}")
    for n, member in enumerate(day.engineers):
        _refuse_codes(f"engineers[{n}].skills", member.skills)
        if member.shift[0] == member.shift[1]:
            raise DayInvalid(f"engineers[{n}].shift", "must end after it begins")
    for n, request in enumerate(day.requests):
        _refuse_codes(f"requests[{n}].skill", [request.skill])


def _limits(day: Day, travel: TravelSpec) -> Iterator[tuple[str, float, float, float]]:
    """Path, value and bounds of what has narrower ones here."""
    yield "promise_s", day.promise_s, 60, _DAY_S
    yield "travel.circuity", travel.circuity, 1.0, 5.0
    yield "travel.speed_kmh", travel.speed.short, 1.0, 200.0
    for stars, factor in day.service_factor.items():
        yield f"service_factor.{stars}", factor, 0.1, 10.0
    for n, one in enumerate(day.requests):
        at = f"requests[{n}]"
        yield f"{at}.at_s", one.at_s, 0, _DAY_S
        yield f"{at}.expected_service_s", one.expected_service_s, 1, _DAY_S
        yield f"{at}.service_s", one.service_s, 1, _DAY_S
        yield f"{at}.priority", one.priority, 1, _MAX_PRIORITY


def _refuse_codes(path: str, codes: Iterable[str]) -> None:
    if not all(map(_CODE.fullmatch, codes)):
        raise DayInvalid(path, "must be lower-case letters, digits and underscores")
