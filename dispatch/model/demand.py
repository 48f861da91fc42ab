"""What is known of the requests that are still to come: how many an hour, where, and of which kinds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from dispatch.fields import TIME_LIMIT_S, Fields, SnapshotError, as_list, as_number
from dispatch.travel.spec import Point

HOURS: Final = 24
HOUR_S: Final = 3600
DAYS_OF_WEEK: Final = 7
MOST_DISTRICTS: Final = 5_000
MOST_KINDS: Final = 1_000
MOST_PER_HOUR: Final = 100_000
BUSIEST: Final = 1_000
LARGEST_SHARE: Final = 1_000_000
WIDEST_KM: Final = 100
LONGEST_SERVICE_S: Final = 10_000_000
LOWEST_STARS, HIGHEST_STARS = 1, 5
DEFAULT_SPREAD_KM: Final = 1.0


class Kind(NamedTuple):
    """What a request asks for."""

    skill: str
    min_stars: int
    expected_service_s: int
    provider: str | None = None


@dataclass(frozen=True, slots=True)
class District:
    """Requests come about `spread_km` around `at`, `per_hour` of them in each local hour.

    `shares` says how many of them are of each kind of the field; None where the field's own shares do.
    """

    at: Point
    spread_km: float
    per_hour: tuple[float, ...]
    shares: tuple[float, ...] | None = None


@dataclass(frozen=True, slots=True)
class Demand:
    """The demand field; `midnight_s` is a local midnight on the snapshot's origin.

    `by_weekday` are factors on all rates, from Monday on; the day from `midnight_s` is a `weekday` (0 to 6).
    """

    kinds: tuple[Kind, ...]
    shares: tuple[float, ...]
    districts: tuple[District, ...]
    midnight_s: int = 0
    by_weekday: tuple[float, ...] = (1.0,) * DAYS_OF_WEEK
    weekday: int = 0

    def busy(self, at_s: int) -> float:
        """How busy the day is beside a usual one."""
        days = (at_s - self.midnight_s) // (HOURS * HOUR_S)
        return self.by_weekday[(self.weekday + days) % DAYS_OF_WEEK]

    def hour_of(self, at_s: int) -> int:
        """The local hour of a time."""
        return (at_s - self.midnight_s) // HOUR_S % HOURS

    def to_dict(self) -> dict[str, Any]:
        """The contract's JSON."""
        return {
            "midnight_s": self.midnight_s,
            "by_weekday": list(self.by_weekday),
            "weekday": self.weekday,
            "kinds": [
                {**kind._asdict(), "share": share}
                for kind, share in zip(self.kinds, self.shares, strict=True)
            ],
            "districts": [_district_dict(district) for district in self.districts],
        }


def read_demand(fields: Fields) -> Demand:
    """Raises SnapshotError naming the field."""
    kinds, districts = fields.objects("kinds"), fields.objects("districts")
    _refuse_many(fields.at("kinds"), len(kinds), MOST_KINDS)
    _refuse_many(fields.at("districts"), len(districts), MOST_DISTRICTS)
    shares = tuple(kind.number("share", 0, LARGEST_SHARE, 1.0) for kind in kinds)
    _refuse_nothing(fields.at("kinds"), shares)
    return Demand(
        kinds=tuple(_kind(kind) for kind in kinds),
        shares=shares,
        districts=tuple(_district(item, len(kinds)) for item in districts),
        midnight_s=fields.whole("midnight_s", -TIME_LIMIT_S, TIME_LIMIT_S) if fields.has("midnight_s") else 0,
        by_weekday=_weekdays(fields),
        weekday=fields.whole("weekday", 0, DAYS_OF_WEEK - 1) if fields.has("weekday") else 0,
    )


def _weekdays(fields: Fields) -> tuple[float, ...]:
    if not fields.has("by_weekday"):
        return (1.0,) * DAYS_OF_WEEK
    return _numbers(fields, "by_weekday", DAYS_OF_WEEK, BUSIEST)


def _refuse_many(path: str, count: int, most: int) -> None:
    if count > most:
        raise SnapshotError(path, f"has {count} entries, at most {most}", f"有 {count} 项，最多 {most} 项")


def _refuse_nothing(path: str, shares: tuple[float, ...]) -> None:
    if sum(shares) <= 0:
        raise SnapshotError(path, "must have a share above 0", "至少一项的份额须大于 0")


def _district(fields: Fields, kinds: int) -> District:
    shares = None
    if fields.has("shares"):
        shares = _numbers(fields, "shares", kinds, LARGEST_SHARE)
        _refuse_nothing(fields.at("shares"), shares)
    return District(
        at=fields.point("at"),
        spread_km=fields.number("spread_km", 0, WIDEST_KM, DEFAULT_SPREAD_KM),
        per_hour=_numbers(fields, "per_hour", HOURS, MOST_PER_HOUR),
        shares=shares,
    )


def _numbers(fields: Fields, name: str, count: int, most: float) -> tuple[float, ...]:
    path = fields.at(name)
    values = as_list(fields.need(name), path)
    if len(values) != count:
        raise SnapshotError(
            path,
            f"must have {count} numbers, not {len(values)}",
            f"必须有 {count} 个数，而不是 {len(values)} 个",
        )
    # a field has thousands of numbers, so a path is made only for the one that is wrong
    sound = [v for v in values if isinstance(v, float | int) and not isinstance(v, bool) and 0 <= v <= most]
    if len(sound) == count:
        return tuple(sound)
    return tuple(as_number(value, f"{path}[{n}]", 0, most) for n, value in enumerate(values))


def _kind(fields: Fields) -> Kind:
    return Kind(
        fields.text("skill"),
        fields.whole("min_stars", LOWEST_STARS, HIGHEST_STARS),
        fields.whole("expected_service_s", 0, LONGEST_SERVICE_S),
        fields.text_or_none("provider"),
    )


def _district_dict(district: District) -> dict[str, Any]:
    known: dict[str, Any] = {
        "at": list(district.at),
        "spread_km": district.spread_km,
        "per_hour": list(district.per_hour),
    }
    return known if district.shares is None else known | {"shares": list(district.shares)}
