"""A city generated around real districts, the same for the same seed."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from typing import Any

from app.demo import people
from app.demo.randomness import stream
from app.demo.roads import distance_m, shifted
from app.demo.world import Client, DemoCity, DemoSite, Point, Roads

DEFAULT_CITY = "beijing"
TRAFFIC_NOISE = 0.10
PLACES_PER_ENGINEER = 7
_FEWEST_PLACES = 40
_ENGINEERS_PER_DISTRICT = 3
_FEWEST_DISTRICTS = 3
_TERRITORY_MARGIN_M = 6000
_MACHINES = (2, 5)


@dataclass(frozen=True, slots=True)
class District:
    """A business district: where its offices lie and how many there are, compared with others."""

    name: tuple[str, str]
    point: Point
    spread_m: float
    weight: float
    street: str


def generated_city(engineers: int, hours: float, seed: int, name: str = DEFAULT_CITY) -> DemoCity:
    """Return a shipped city with customers, sites, machines and a crew of `engineers`.

    A small crew serves the inner districts only: nobody promises an hour across a capital with four.
    """
    data = people.shipped(f"{name}.json")
    districts = _districts(data)[: max(_FEWEST_DISTRICTS, engineers // _ENGINEERS_PER_DISTRICT)]
    faults = people.shipped_faults()
    skills = list(dict.fromkeys(fault.skill for fault in faults))
    count = max(_FEWEST_PLACES, engineers * PLACES_PER_ENGINEER)
    centre = (data["centre"][0], data["centre"][1])
    clients, places = _customers(stream(seed, name, "customers"), districts, skills, count, data["country"])
    shift = (0, int(hours * 3600) + people.DEFAULT_SHIFT_TAIL_S)
    rng = stream(seed, name, "crew")
    bases = [_near(rng, rng.choices(districts, [d.weight for d in districts])[0]) for _ in range(engineers)]
    return DemoCity(
        code=data["code"],
        name=f"{data['name']['zh_CN']} {data['name']['en']}",
        time_zone=data["time_zone"],
        centre=centre,
        radius_m=int(max(distance_m(centre, place.point) for place in places)) + _TERRITORY_MARGIN_M,
        roads=Roads(data["circuity"], data["speed_kmh"], TRAFFIC_NOISE),
        demand_by_hour=tuple(map(float, data["demand_by_hour"])),
        faults=faults,
        clients=clients,
        places=places,
        providers=people.providers(),
        crew=people.crew(rng, engineers, skills, bases, shift, data["country"]),
        drive_min=data["drive_min"],
    )


def _districts(data: dict[str, Any]) -> list[District]:
    return [
        District(
            (row["en"], row["zh_CN"]),
            (row["point"][0], row["point"][1]),
            row["spread_m"],
            row["weight"],
            row["street"],
        )
        for row in data["districts"]
    ]


def _customers(
    rng: random.Random, districts: list[District], skills: list[str], count: int, country: str
) -> tuple[tuple[Client, ...], tuple[DemoSite, ...]]:
    clients, places = [], []
    named: Counter[str] = Counter()
    for n in range(count):
        district = rng.choices(districts, [d.weight for d in districts])[0]
        name = people.company(rng, district.name)
        # Files name customers, so two branches of one firm need two names.
        named[name] += 1
        name = f"{name} ({named[name]})" if named[name] > 1 else name
        locale = "en" if rng.random() < 0.2 else "zh_CN"  # noqa: PLR2004 - one customer in five
        clients.append(Client(name, people.phone(rng, country), locale, people.terms(rng)))
        kinds = rng.sample(skills, rng.randint(*_MACHINES))
        places.append(
            DemoSite(
                client=n,
                name=f"{district.name[1]} {district.name[0]}",
                address=f"{district.street}{rng.randint(1, 200)}号{rng.randint(1, 28)}层",
                point=_near(rng, district),
                access_notes=rng.choice(people.names()["access_notes"]),
                machines=people.machines(rng, kinds, f"S{n + 1:04}"),
            )
        )
    return tuple(clients), tuple(places)


def _near(rng: random.Random, district: District) -> Point:
    half = district.spread_m / 2
    return shifted(district.point, rng.gauss(0, half), rng.gauss(0, half))
