"""Which driving times a snapshot asks for, validated."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final, Literal, TypeAlias, cast
from urllib.parse import urlsplit

from dispatch.fields import TIME_LIMIT_S, Fields, SnapshotError, as_list, as_point, as_whole
from dispatch.travel.districts import HOURS, Corrections, read_corrections, read_factors
from dispatch.travel.points import Point

__all__ = ["Point", "Speed", "TravelSpec", "read_travel"]

Model: TypeAlias = Literal["great_circle", "matrix", "osrm"]

MODELS: Final = ("great_circle", "matrix", "osrm")
LONGEST_LEG_S: Final = 10_000_000
DEFAULT_CIRCUITY: Final = 1.3  # road over straight-line distance; city networks measure 1.2 to 1.4
DEFAULT_SPEED_KMH: Final = 30.0
DEFAULT_TABLE_SIZE: Final = 100  # coordinates in one call: the default limit of OSRM's server
LARGEST_TABLE: Final = 10_000


@dataclass(frozen=True, slots=True)
class Speed:
    """Speed grows linearly with road distance from `short` to `long` km/h, reached at `full_at_km`."""

    short: float
    long: float
    full_at_km: float

    def to_dict(self) -> dict[str, float]:
        """The contract's JSON."""
        return {"short": self.short, "long": self.long, "full_at_km": self.full_at_km}


@dataclass(frozen=True, slots=True)
class TravelSpec:
    """The travel model; `circuity` and `speed` also answer where a matrix or road engine has no time.

    `hours` are 24 factors on driving time by the local hour, empty for none, and `corrections` such factors
    by district; `midnight_s` is a local midnight on the snapshot's origin, `at_s` when drives begin.
    """

    model: Model = "great_circle"
    circuity: float = DEFAULT_CIRCUITY
    speed: Speed = Speed(DEFAULT_SPEED_KMH, DEFAULT_SPEED_KMH, 1.0)
    url: str | None = None
    points: tuple[Point, ...] = ()
    seconds: tuple[tuple[int | None, ...], ...] = ()
    table_size: int = DEFAULT_TABLE_SIZE
    hours: tuple[float, ...] = ()
    midnight_s: int = 0
    corrections: Corrections | None = None
    at_s: int = 0

    def to_dict(self) -> dict[str, Any]:
        """The contract's JSON; `at_s` is the snapshot's own `now_s`."""
        told: dict[str, Any] = {
            "model": self.model,
            "circuity": self.circuity,
            "speed_kmh": self.speed.to_dict(),
            "midnight_s": self.midnight_s,
        }
        if self.model == "osrm":
            told |= {"url": self.url, "table_size": self.table_size}
        if self.model == "matrix":
            told |= {"points": [list(p) for p in self.points], "seconds": [list(r) for r in self.seconds]}
        if self.hours:
            told["hours"] = list(self.hours)
        if self.corrections is not None:
            told["corrections"] = self.corrections.to_dict()
        return told


def read_travel(fields: Fields, at_s: int = 0) -> TravelSpec:
    """The driving times of a snapshot whose drives begin at `at_s`. Raises SnapshotError naming the field."""
    return replace(
        _source(fields),
        hours=read_factors(fields, "hours", HOURS) if fields.has("hours") else (),
        midnight_s=fields.whole("midnight_s", -TIME_LIMIT_S, TIME_LIMIT_S) if fields.has("midnight_s") else 0,
        corrections=(
            read_corrections(Fields.of(fields.need("corrections"), fields.at("corrections")))
            if fields.has("corrections")
            else None
        ),
        at_s=at_s,
    )


def _source(fields: Fields) -> TravelSpec:
    model = cast("Model", fields.choice("model", MODELS))
    exact = model == "great_circle"
    circuity = fields.number("circuity", 0.1, 100, None if exact else DEFAULT_CIRCUITY)
    speed = _speed(fields) if exact or fields.has("speed_kmh") else TravelSpec().speed
    if model == "matrix":
        points, seconds = _matrix(fields)
        return TravelSpec(model, circuity, speed, points=points, seconds=seconds)
    if model == "osrm":
        size = (
            fields.whole("table_size", 2, LARGEST_TABLE) if fields.has("table_size") else DEFAULT_TABLE_SIZE
        )
        return TravelSpec(model, circuity, speed, url=_url(fields), table_size=size)
    return TravelSpec(model, circuity, speed)


def _speed(fields: Fields) -> Speed:
    value = fields.need("speed_kmh")
    if isinstance(value, dict):
        parts = Fields.of(value, fields.at("speed_kmh"))
        return Speed(
            parts.number("short", 0.1, 2000),
            parts.number("long", 0.1, 2000),
            parts.number("full_at_km", 0.001, 1e5),
        )
    kmh = fields.number("speed_kmh", 0.1, 2000)
    return Speed(kmh, kmh, 1.0)


def _matrix(fields: Fields) -> tuple[tuple[Point, ...], tuple[tuple[int | None, ...], ...]]:
    path = fields.at("points")
    points = tuple(as_point(p, f"{path}[{n}]") for n, p in enumerate(as_list(fields.need("points"), path)))
    path, rows = fields.at("seconds"), []
    for n, item in enumerate(as_list(fields.need("seconds"), path)):
        cells = as_list(item, f"{path}[{n}]")
        if len(cells) != len(points):
            raise SnapshotError(
                f"{path}[{n}]",
                f"has {len(cells)} cells for {len(points)} points",
                f"{len(points)} 个点却有 {len(cells)} 个单元格",
            )
        rows.append(
            tuple(
                None if c is None else as_whole(c, f"{path}[{n}][{k}]", 0, LONGEST_LEG_S)
                for k, c in enumerate(cells)
            )
        )
    if len(rows) != len(points):
        raise SnapshotError(
            path, f"has {len(rows)} rows for {len(points)} points", f"{len(points)} 个点却有 {len(rows)} 行"
        )
    return points, tuple(rows)


def _url(fields: Fields) -> str:
    url = fields.text("url")
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).netloc:
        raise SnapshotError(fields.at("url"), "must be an http or https address", "必须是 http 或 https 地址")
    return url.rstrip("/")
