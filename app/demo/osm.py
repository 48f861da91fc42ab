"""A city read from an OpenStreetMap extract: its sites are the extract's named places."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import osmium

from app.demo import people
from app.demo.errors import DemoError
from app.demo.randomness import stream
from app.demo.roads import distance_m, extent
from app.demo.world import Client, DemoCity, DemoSite, Point, Roads

PLACE_KEYS = ("amenity", "shop", "tourism", "office", "craft", "healthcare", "leisure", "building")
"""What makes a named thing a place where a customer may sit, in the order in which it is described."""

NO_PLACES = frozenset({"picnic_site", "viewpoint", "artwork", "playground", "nature_reserve"})
"""Values of those keys where nobody keeps a machine; a car park has its ticket machines."""

ROADS = Roads(circuity=1.5, speed_kmh=38.0, noise=0.12)
"""Extracts are mostly regions: faster than a capital's streets, and less straight."""

_FEWEST_PLACES = 3
_LONGEST_NAME = 150
_DEMAND_BY_HOUR = (1, 1, 1, 1, 1, 1, 2, 5, 9, 12, 13, 11, 9, 9, 12, 12, 11, 9, 7, 6, 5, 3, 2, 1)
_MACHINES = (1, 4)


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A named thing of the map; `kind` is such as `hotel`."""

    name: str
    kind: str
    street: str
    point: Point


def named_places(path: Path) -> list[NamedPlace]:
    """Return the named places of an `.osm.pbf` file: nodes, and ways by the middle of their points.

    Raises:
        DemoError: the file is missing, or is no OpenStreetMap extract.
    """
    if not path.is_file():
        raise DemoError(f"There is no file {path}.")
    places: dict[tuple[str, Point], NamedPlace] = {}
    try:
        for thing in osmium.FileProcessor(str(path)).with_locations():
            place = _place(thing)
            if place is not None:
                places.setdefault((place.name, place.point), place)
    except RuntimeError as broken:
        raise DemoError(f"{path} cannot be read as an OpenStreetMap extract: {broken}") from broken
    return list(places.values())


def _place(thing: object) -> NamedPlace | None:
    match thing:
        case osmium.osm.Node():
            locations = [thing.location]
        case osmium.osm.Way():
            locations = [node.location for node in thing.nodes]
        case _:
            return None
    tags = thing.tags
    kind, point = _kind(tags), _middle(locations)
    name = " ".join((tags.get("name") or "").split())[:_LONGEST_NAME]  # mappers leave blanks behind
    if kind is None or point is None or not name:
        return None
    street = " ".join(filter(None, (tags.get("addr:street"), tags.get("addr:housenumber"))))
    return NamedPlace(name, kind, street, point)


def osm_city(path: Path, engineers: int, hours: float, seed: int) -> DemoCity:
    """Return the extract as a city with a crew of `engineers`, who start the day at places of it.

    Raises:
        DemoError: the file cannot be read, or names too few places.
    """
    found = named_places(path)
    if len(found) < _FEWEST_PLACES:
        raise DemoError(f"{path} names {len(found)} places; at least {_FEWEST_PLACES} are needed.")
    centre, radius_m = extent([place.point for place in found])
    country, time_zone = nearest_zone(centre)
    code = path.name.split(".")[0].lower()
    faults = people.shipped_faults()
    skills = list(dict.fromkeys(fault.skill for fault in faults))
    clients, places = _customers(stream(seed, code, "customers"), found, skills, country)
    rng = stream(seed, code, "crew")
    bases = [rng.choice(found).point for _ in range(engineers)]
    shift = (0, int(hours * 3600) + people.DEFAULT_SHIFT_TAIL_S)
    return DemoCity(
        code=code[:40],
        name=code.replace("-", " ").replace("_", " ").title(),
        time_zone=time_zone,
        centre=centre,
        radius_m=radius_m,
        roads=ROADS,
        demand_by_hour=tuple(map(float, _DEMAND_BY_HOUR)),
        faults=faults,
        clients=clients,
        places=places,
        providers=people.providers(),
        crew=people.crew(rng, engineers, skills, bases, shift, country),
        drive_min=_mean_drive_min(stream(seed, code, "drives"), found),
    )


def nearest_zone(point: Point) -> tuple[str, str]:
    """Return the country and the time zone whose principal place (tz database, zone.tab) is nearest."""
    text = resources.files("tzdata.zoneinfo").joinpath("zone.tab").read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    country, _, zone = min(rows, key=lambda row: distance_m(point, _iso6709(row[1])))[:3]
    return country, zone


def _iso6709(text: str) -> Point:
    split = max(text.rfind("+"), text.rfind("-"))
    return (_degrees(text[:split], 2), _degrees(text[split:], 3))


def _degrees(text: str, whole: int) -> float:
    sign, digits = (-1 if text[0] == "-" else 1), text[1:]
    minutes, seconds = int(digits[whole : whole + 2]), int(digits[whole + 2 :] or 0)
    return sign * (int(digits[:whole]) + minutes / 60 + seconds / 3600)


def _kind(tags: osmium.osm.TagList) -> str | None:
    if "name" not in tags:
        return None
    for key in PLACE_KEYS:
        if key in tags:
            return None if tags[key] in NO_PLACES else tags[key]
    return None


def _middle(locations: Iterable[osmium.osm.Location]) -> Point | None:
    known = [(at.lat, at.lon) for at in locations if at.valid()]
    if len(known) > 1 and known[0] == known[-1]:  # a closed way names its first node twice
        known.pop()
    if not known:
        return None
    return (round(sum(p[0] for p in known) / len(known), 6), round(sum(p[1] for p in known) / len(known), 6))


def _customers(
    rng: random.Random, found: list[NamedPlace], skills: list[str], country: str
) -> tuple[tuple[Client, ...], tuple[DemoSite, ...]]:
    clients, places = [], []
    named: Counter[str] = Counter()  # files name customers, so two places of one name need two
    for n, place in enumerate(found):
        named[place.name] += 1
        name = f"{place.name} ({named[place.name]})" if named[place.name] > 1 else place.name
        clients.append(Client(name, people.phone(rng, country), "en", people.terms(rng)))
        kinds = rng.sample(skills, min(len(skills), rng.randint(*_MACHINES)))
        described = place.kind.replace("_", " ")
        places.append(
            DemoSite(
                client=n,
                name=place.name,
                address=f"{place.street} ({described})".strip(),
                point=place.point,
                access_notes="",
                machines=people.machines(rng, kinds, f"S{n + 1:04}"),
            )
        )
    return tuple(clients), tuple(places)


def _mean_drive_min(rng: random.Random, found: list[NamedPlace], pairs: int = 300) -> float:
    """Guess the drive between two jobs: dispatch picks near ones, about 40 % of a random pair's distance."""
    total = sum(distance_m(rng.choice(found).point, rng.choice(found).point) for _ in range(pairs))
    return 0.4 * total / pairs * ROADS.circuity / (ROADS.speed_kmh / 3.6) / 60
