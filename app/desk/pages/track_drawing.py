"""A track as a drawing: the site with its fence, where the phone was and how well it knew, and a scale."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.etree import ElementTree as ET

from app.arrivals.rules.arrival_facts import Evidence
from app.positions.rules.tracks import Fix, Point

WIDTH, HEIGHT = 720, 440
_MARGIN = 46
_DEGREE_M = 111_195
_MOST_FIXES = 60
_LABEL_GAP = 46
_STEPS = (1, 2, 5)
_SHORTEST_BAR, _LEAST_R = 70, 2.0

Clock = Callable[[datetime], str]
Length = Callable[[float], str]


@dataclass(frozen=True, slots=True)
class Frame:
    """How metres east and north of the site become points of the drawing."""

    west: float
    north: float
    per_m: float
    left: float
    top: float

    def xy(self, metres: tuple[float, float]) -> tuple[float, float]:
        """Return the point in the drawing."""
        east, north = metres
        return self.left + (east - self.west) * self.per_m, self.top + (self.north - north) * self.per_m


def draw(evidence: Evidence, clock: Clock, length: Length, title: str) -> str:
    """Draw an arrival's track; `clock` and `length` write times and distances in the reader's language."""
    fixes = thinned(sorted(evidence.fixes, key=lambda fix: fix.at), evidence.on_site_at)
    spots = [metres_from(evidence.place.point, fix.point) for fix in fixes]
    arrived = [metres_from(evidence.place.point, evidence.reading.point)] if evidence.reading else []
    frame = _frame([*spots, *arrived], evidence.place.fence_m)
    box = {"viewBox": f"0 0 {WIDTH} {HEIGHT}", "role": "img", "aria-label": title}
    svg = ET.Element("svg", {"class": "track", **box})
    _fence(svg, frame, evidence.place.fence_m)
    if len(spots) > 1:
        line = " ".join("{:.1f},{:.1f}".format(*frame.xy(spot)) for spot in spots)
        ET.SubElement(svg, "polyline", {"class": "track-line", "points": line})
    for fix, spot in zip(fixes, spots, strict=True):
        after = " is-after" if fix.at > evidence.on_site_at else ""
        kind = "track-fix" + ("" if fix.is_trusted else " is-poor") + after
        _circle(svg, frame, spot, fix.accuracy_m, kind)
    if evidence.reading is not None:
        _circle(svg, frame, arrived[0], evidence.reading.accuracy_m, "track-arrived")
    told = [(spot, evidence.on_site_at) for spot in arrived]  # first: a time beside it is taken for its own
    _labels(svg, frame, [*told, *zip(spots, (fix.at for fix in fixes), strict=True)], clock, len(told))
    _scale(svg, frame, length)
    return ET.tostring(svg, encoding="unicode")


def metres_from(origin: Point, point: Point) -> tuple[float, float]:
    """Metres east and north; good to a per cent over the distances of a city."""
    east = (point[1] - origin[1]) * _DEGREE_M * math.cos(math.radians(origin[0]))
    return east, (point[0] - origin[0]) * _DEGREE_M


def thinned(fixes: Sequence[Fix], at: datetime) -> list[Fix]:
    """At most sixty: those nearest to the arrival, and of the others every so many."""
    if len(fixes) <= _MOST_FIXES:
        return list(fixes)
    near = sorted(fixes, key=lambda fix: abs(fix.at - at))[: _MOST_FIXES // 2]
    step = math.ceil(len(fixes) / (_MOST_FIXES // 2))
    return sorted({*near, *fixes[::step]}, key=lambda fix: fix.at)


def _frame(spots: Sequence[tuple[float, float]], fence_m: float) -> Frame:
    easts = [-fence_m, fence_m, *(spot[0] for spot in spots)]
    norths = [-fence_m, fence_m, *(spot[1] for spot in spots)]
    wide, high = max(easts) - min(easts), max(norths) - min(norths)
    per_m = min((WIDTH - 2 * _MARGIN) / wide, (HEIGHT - 2 * _MARGIN) / high)
    left, top = (WIDTH - wide * per_m) / 2, (HEIGHT - high * per_m) / 2
    return Frame(min(easts), max(norths), per_m, left, top)


def _fence(svg: ET.Element, frame: Frame, fence_m: float) -> None:
    x, y = frame.xy((0, 0))
    _dot(svg, "track-fence", (x, y), max(_LEAST_R, fence_m * frame.per_m))
    ET.SubElement(
        svg, "path", {"class": "track-site", "d": f"M{x - 7:.1f} {y:.1f}h14M{x:.1f} {y - 7:.1f}v14"}
    )


def _circle(
    svg: ET.Element, frame: Frame, spot: tuple[float, float], accuracy_m: float | None, kind: str
) -> None:
    """A position, and around it how far it may be wrong."""
    around = min((accuracy_m or 0) * frame.per_m, WIDTH)
    if around:
        _dot(svg, f"{kind} is-around", frame.xy(spot), around)
    _dot(svg, kind, frame.xy(spot), 4)


def _dot(svg: ET.Element, kind: str, at: tuple[float, float], radius: float) -> None:
    where = {"cx": f"{at[0]:.1f}", "cy": f"{at[1]:.1f}", "r": f"{radius:.1f}"}
    ET.SubElement(svg, "circle", {"class": kind, **where})


def _labels(
    svg: ET.Element,
    frame: Frame,
    told: Sequence[tuple[tuple[float, float], datetime]],
    clock: Clock,
    first: int,
) -> None:
    """Times beside positions, as many as leave each other room.

    Before all the `first` ones, then the first and the last of the rest.
    """
    ends = (first, len(told) - 1)
    order = sorted(range(len(told)), key=lambda n: (n >= first, n not in ends, n))
    taken: list[tuple[float, float]] = []
    for index in order:
        spot, at = told[index]
        x, y = frame.xy(spot)
        if all(math.hypot(x - a, y - b) > _LABEL_GAP for a, b in taken):
            taken.append((x, y))
            anchor, shift = ("end", -8) if x > WIDTH - 2 * _MARGIN else ("start", 8)
            kind = "" if index < first or index in ends else "is-extra"
            _text(svg, (x + shift, y - 6), clock(at), anchor, kind)


def _text(svg: ET.Element, at: tuple[float, float], said: str, anchor: str = "start", kind: str = "") -> None:
    where = {"x": f"{at[0]:.1f}", "y": f"{at[1]:.1f}", "text-anchor": anchor, "class": kind}
    ET.SubElement(svg, "text", where).text = said


def _scale(svg: ET.Element, frame: Frame, length: Length) -> None:
    steps = (step * 10**power for power in range(8) for step in _STEPS)
    metres = next(metres for metres in steps if metres * frame.per_m >= _SHORTEST_BAR)
    x, y, wide = 14, HEIGHT - 14, metres * frame.per_m
    ET.SubElement(svg, "path", {"class": "track-scale", "d": f"M{x} {y - 5}v5h{wide:.1f}v-5"})
    _text(svg, (x + wide + 8, y), length(metres))
