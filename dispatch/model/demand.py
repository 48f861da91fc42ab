"""What is known of the requests that are still to come: how many an hour, where, and of which kinds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from dispatch.fields import TIME_LIMIT_S, Fields, SnapshotError, as_list, as_number
from dispatch.travel.spec import Point

HOURS: Final = 24
HOUR_S: Final = 3600
MOST_DISTRICTS: Final = 5_000
MOST_KINDS: Final = 1_000
MOST_PER_HOUR: Final = 100_000
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

    `shares` says how many of them are of which of `kinds`.
    """

    at: Point
    spread_km: float
    per_hour: tuple[float, ...]
    kinds: tuple[Kind, ...]
    shares: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Demand:
    """The demand field; `midnight_s` is a local midnight on the snapshot's origin."""

    districts: tuple[District, ...]
    midnight_s: int = 0

    def hour_of(self, at_s: int) -> int:
        """The local hour of a time."""
        return (at_s - self.midnight_s) // HOUR_S % HOURS

    def to_dict(self) -> dict[str, Any]:
        """The contract's JSON."""
        return {"midnight_s": self.midnight_s, "districts": [_district_dict(d) for d in self.districts]}


def read_demand(fields: Fields) -> Demand:
    """Raises SnapshotError naming the field."""
    districts = fields.objects("districts")
    if len(districts) > MOST_DISTRICTS:
        raise SnapshotError(
            fields.at("districts"),
            f"has more than {MOST_DISTRICTS} districts",
            f"区域超过 {MOST_DISTRICTS} 个",
        )
    midnight_s = fields.whole("midnight_s", -TIME_LIMIT_S, TIME_LIMIT_S) if fields.has("midnight_s") else 0
    return Demand(tuple(_district(item) for item in districts), midnight_s)


def _district(fields: Fields) -> District:
    kinds = fields.objects("kinds")
    if not 0 < len(kinds) <= MOST_KINDS:
        raise SnapshotError(
            fields.at("kinds"), f"must have 1 to {MOST_KINDS} kinds", f"必须有 1 至 {MOST_KINDS} 种"
        )
    shares = tuple(kind.number("share", 0, 1_000_000, 1.0) for kind in kinds)
    if sum(shares) <= 0:
        raise SnapshotError(fields.at("kinds"), "must have a share above 0", "至少一种的份额须大于 0")
    return District(
        at=fields.point("at"),
        spread_km=fields.number("spread_km", 0, WIDEST_KM, DEFAULT_SPREAD_KM),
        per_hour=_per_hour(fields),
        kinds=tuple(_kind(kind) for kind in kinds),
        shares=shares,
    )


def _per_hour(fields: Fields) -> tuple[float, ...]:
    path = fields.at("per_hour")
    rates = as_list(fields.need("per_hour"), path)
    if len(rates) != HOURS:
        raise SnapshotError(path, f"must have {HOURS} rates, not {len(rates)}", f"必须有 {HOURS} 个值")
    return tuple(as_number(rate, f"{path}[{n}]", 0, MOST_PER_HOUR) for n, rate in enumerate(rates))


def _kind(fields: Fields) -> Kind:
    return Kind(
        fields.text("skill"),
        fields.whole("min_stars", LOWEST_STARS, HIGHEST_STARS),
        fields.whole("expected_service_s", 0, LONGEST_SERVICE_S),
        fields.text_or_none("provider"),
    )


def _district_dict(district: District) -> dict[str, Any]:
    kinds = [
        {**kind._asdict(), "share": share}
        for kind, share in zip(district.kinds, district.shares, strict=True)
    ]
    return {
        "at": list(district.at),
        "spread_km": district.spread_km,
        "per_hour": list(district.per_hour),
        "kinds": kinds,
    }
