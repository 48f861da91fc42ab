"""Seeded instants to measure on: a city, its crew, and the requests that are open right now.

Nothing here is tuned to a published case: hubs, grades, skills and services are drawn from the seed alone, so
anybody can measure on seeds that nobody has seen.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

SKILLS: Final = ("desktop", "laptop", "printer", "network", "server")
SKILL_SHARE: Final = (0.36, 0.26, 0.17, 0.14, 0.07)
STAR_SHARE: Final = (0.10, 0.22, 0.34, 0.22, 0.12)
MINIMUM_SHARE: Final = (0.42, 0.27, 0.18, 0.09, 0.04)
PRIORITY_SHARE: Final = (0.70, 0.20, 0.10)
SKILLS_HELD: Final = (0.30, 0.45, 0.25)  # one, two, three
ANYWHERE_SHARE: Final = 0.2
BUSY_SHARE: Final = 0.45
PROMISE_S: Final = 3600
SIDE_KM: Final = 28.0
CENTRE: Final = (48.14, 11.58)
KM_PER_DEGREE: Final = 111.195
RUSH: Final = 2.5  # open requests for an engineer, from which on a third of the promises is lost


@dataclass(frozen=True, slots=True)
class Shape:
    """How many engineers and open requests, and how wide the square city is."""

    engineers: int
    jobs: int
    side_km: float = SIDE_KM

    @property
    def name(self) -> str:
        """As the tables call it: `E100_J250`."""
        return f"E{self.engineers}_J{self.jobs}"

    @property
    def is_rush(self) -> bool:
        """Whether more is open than the crew can reach in time."""
        return self.jobs >= RUSH * self.engineers


def parse_shape(text: str) -> Shape:
    """`E100_J250` or `100x250`; raises ValueError on anything else."""
    engineers, _, jobs = text.upper().removeprefix("E").replace("_J", "X").partition("X")
    if not (engineers.isdecimal() and jobs.isdecimal()):
        raise ValueError(f"{text!r} is no size: say E100_J250 or 100x250")
    return Shape(int(engineers), int(jobs))


class SquareCity:
    """Places of a square city: four in five around its business hubs, the rest anywhere."""

    def __init__(self, rng: random.Random, side_km: float, centre: Sequence[float] = CENTRE) -> None:
        self._rng, self._half, self._centre = rng, side_km / 2, centre
        reach = 0.7 * self._half
        self._hubs = [
            (rng.uniform(-reach, reach), rng.uniform(-reach, reach), rng.uniform(0.05, 0.15) * side_km)
            for _ in range(rng.randint(4, 8))
        ]
        self._pull = [rng.uniform(0.5, 2.0) for _ in self._hubs]

    def place(self) -> list[float]:
        """`[lat, lon]`."""
        if self._rng.random() < ANYWHERE_SHARE:
            x, y = (self._rng.uniform(-self._half, self._half) for _ in "xy")
        else:
            east, north, spread = self._rng.choices(self._hubs, self._pull)[0]
            x, y = self._rng.gauss(east, spread), self._rng.gauss(north, spread)
        x, y = (max(-self._half, min(self._half, value)) for value in (x, y))
        lat, lon = self._centre
        per_lon = KM_PER_DEGREE * math.cos(math.radians(lat))
        return [round(lat + y / KM_PER_DEGREE, 6), round(lon + x / per_lon, 6)]


def instant(shape: Shape, seed: int, centre: Sequence[float] = CENTRE, prefix: str = "") -> dict[str, Any]:
    """A snapshot of the engine's contract; the same arguments always make the same one.

    Half the crew is at work and free within forty minutes; requests are up to fifty-eight minutes old.
    """
    rng = random.Random(f"{shape.name}/{seed}/{prefix}")
    city = SquareCity(rng, shape.side_km, centre)
    return {
        "now_s": 0,
        "promise_s": PROMISE_S,
        "profile": "snapshot",
        "travel": {
            "model": "great_circle",
            "circuity": 1.3,
            "speed_kmh": {"short": 25, "long": 35, "full_at_km": 15},
        },
        "service_factor": {},
        "engineers": [_engineer(rng, city, f"{prefix}E{n + 1}") for n in range(shape.engineers)],
        "jobs": [_job(rng, city, f"{prefix}J{n + 1}") for n in range(shape.jobs)],
    }


def _engineer(rng: random.Random, city: SquareCity, name: str) -> dict[str, Any]:
    held = rng.choices(range(1, len(SKILLS_HELD) + 1), SKILLS_HELD)[0]
    busy = rng.random() < BUSY_SHARE
    return {
        "id": name,
        "stars": rng.choices(range(1, len(STAR_SHARE) + 1), STAR_SHARE)[0],
        "skills": sorted(rng.sample(SKILLS, held)),
        "at": city.place(),
        "free_at_s": rng.randint(60, 2400) if busy else 0,
        "shift_end_s": rng.randint(3600, 8 * 3600),
        "status": "working" if busy else "idle",
        "heading_to": None,
    }


def _job(rng: random.Random, city: SquareCity, name: str) -> dict[str, Any]:
    requested_s = -rng.randint(0, PROMISE_S - 120)
    return {
        "id": name,
        "point": city.place(),
        "skill": rng.choices(SKILLS, SKILL_SHARE)[0],
        "min_stars": rng.choices(range(1, len(MINIMUM_SHARE) + 1), MINIMUM_SHARE)[0],
        "requested_at_s": requested_s,
        "due_at_s": requested_s + PROMISE_S,
        "expected_service_s": round(min(3600, max(1200, rng.lognormvariate(math.log(1950), 0.3)))),
        "priority": rng.choices(range(1, len(PRIORITY_SHARE) + 1), PRIORITY_SHARE)[0],
    }


def territories(engineers: int, size: int, jobs_each: float, seed: int) -> Iterator[dict[str, Any]]:
    """A country of `engineers` in territories of at most `size`, each a city of its own side by side."""
    count = math.ceil(engineers / size)
    across = math.ceil(math.sqrt(count))
    step = SIDE_KM / KM_PER_DEGREE
    for n in range(count):
        crew = engineers // count + (n < engineers % count)
        centre = (CENTRE[0] + step * (n // across), CENTRE[1] + step * (n % across) * 1.5)
        yield instant(Shape(crew, round(jobs_each * crew)), seed, centre, f"T{n + 1}-")


def merged(snapshots: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Several territories as one problem, which is what planning them apart is compared with."""
    together = dict(snapshots[0])
    for key in ("engineers", "jobs"):
        together[key] = [one for snapshot in snapshots for one in snapshot[key]]
    return together
