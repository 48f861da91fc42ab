"""A day written down beforehand, in the format of the laboratory: crew, points and calls in JSON.

{"name", "promise_s", "travel": {"model": "great_circle", "circuity", "speed_kmh"},
"service_factor": {"1": 1.3, …},
"engineers": [{"id", "stars", "skills", "start": [lat, lon], "shift": [from_s, to_s]}],
"requests": [{"id", "at_s", "point", "skill", "min_stars", "expected_service_s", "service_s", "priority"}]}
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from app.demo import people
from app.demo.day import start_of_day
from app.demo.errors import DayInvalid, DemoError
from app.demo.fields import Fields
from app.demo.randomness import stream
from app.demo.roads import extent
from app.demo.world import (
    Call,
    Client,
    ContractTerms,
    CrewMember,
    Day,
    DemoCity,
    DemoSite,
    Fault,
    Point,
    Roads,
)

_MAX_STARS, _MAX_PRIORITY = 5, 3
_DAY_S = 48 * 3600
_COUNTRY, _TIME_ZONE = "CN", "Asia/Shanghai"  # a day's file counts seconds and names no place


def read_day(path: Path, seed: int) -> Day:
    """Return the day in the file at `path`; `seed` draws the names that the file does not give.

    Raises:
        DemoError: there is no such file.
        DayInvalid: it is no such day; `path` of the error names the field.
    """
    try:
        document = json.loads(path.read_text("utf-8"))
    except OSError as missing:
        raise DemoError(f"{path} cannot be read: {missing.strerror}.") from missing
    except ValueError as bad:
        raise DayInvalid("", f"{path} is not JSON ({bad})") from bad
    return parse_day(document, seed)


def parse_day(document: object, seed: int) -> Day:
    """Return the day that `document` describes.

    Raises:
        DayInvalid: a field is missing or wrong; `path` names it.
    """
    top = Fields(document)
    name = top.text("name", "day")
    factors = _service_factors(top.table("service_factor", {}))
    roads = _roads(top.table("travel"))
    promise_s = top.whole("promise_s", 60, _DAY_S)
    engineers, requests = top.rows("engineers"), top.rows("requests")
    if not engineers:
        raise DayInvalid("engineers", "must not be empty")
    calls_s = [row.whole("at_s", 0, _DAY_S) for row in requests]
    city = _city(name, roads, engineers, requests, seed)
    return Day(
        name=name,
        city=city,
        starts_at=start_of_day(city.time_zone),
        hours=max(calls_s, default=0) / 3600,
        promise_s=promise_s,
        calls=tuple(
            sorted((_call(n, row, city.faults) for n, row in enumerate(requests)), key=lambda call: call.at_s)
        ),
        service_factor=factors,
    )


def _city(name: str, roads: Roads, engineers: list[Fields], requests: list[Fields], seed: int) -> DemoCity:
    points = [row.point("start") for row in engineers] + [row.point("point") for row in requests]
    centre, radius_m = extent(points)
    rng = stream(seed, name, "people")
    clients = tuple(
        Client(
            f"{people.company(rng, ('City', '市区'))} #{n + 1}",
            people.phone(rng, _COUNTRY),
            "zh_CN",
            _terms(row),
        )
        for n, row in enumerate(requests)
    )
    places = tuple(_place(n, row) for n, row in enumerate(requests))
    crew = tuple(
        CrewMember(
            number=row.text("id"),
            name=people.person(rng),
            phone=people.phone(rng, _COUNTRY),
            stars=row.whole("stars", 1, _MAX_STARS),
            skills=tuple(row.codes("skills")),
            base=row.point("start"),
            provider=None,
            shift_s=_shift(row),
        )
        for row in engineers
    )
    return DemoCity(
        code=re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40] or "day",
        name=name,
        time_zone=_TIME_ZONE,
        centre=centre,
        radius_m=radius_m,
        roads=roads,
        demand_by_hour=(),
        faults=_faults(engineers, requests),
        clients=clients,
        places=places,
        crew=crew,
    )


def _place(n: int, row: Fields) -> DemoSite:
    point: Point = row.point("point")
    machine = people.machines(stream(0, n), [row.code("skill")], f"D{n + 1:04}")
    return DemoSite(n, f"Site {n + 1}", f"{point[0]:.4f}, {point[1]:.4f}", point, "", machine)


def _call(n: int, row: Fields, faults: tuple[Fault, ...]) -> Call:
    skill = row.code("skill")
    return Call(
        id=row.text("id"),
        at_s=row.whole("at_s", 0, _DAY_S),
        place=n,
        machine=0,
        fault=next(fault.code for fault in faults if fault.skill == skill),
        min_stars=row.whole("min_stars", 1, _MAX_STARS),
        expected_s=row.whole("expected_service_s", 1, _DAY_S),
        service_s=row.whole("service_s", 1, _DAY_S),
        channel="phone",
    )


def _terms(row: Fields) -> ContractTerms | None:
    """A contract where the day gives the call priority; its stars stand in the call itself."""
    priority = row.whole("priority", 1, _MAX_PRIORITY, default=1)
    return ContractTerms(1, priority) if priority > 1 else None


def _faults(engineers: list[Fields], requests: list[Fields]) -> tuple[Fault, ...]:
    """One kind of fault for each skill: a shipped one without demands of its own, else a plain one."""
    skills = dict.fromkeys(row.code("skill") for row in requests)
    skills |= dict.fromkeys(skill for row in engineers for skill in row.codes("skills"))
    shipped = sorted(people.shipped_faults(), key=lambda fault: fault.min_stars)
    faults = []
    for skill in skills:
        known = next((fault for fault in shipped if fault.skill == skill and fault.min_stars == 1), None)
        faults.append(
            known or Fault(f"{skill}_repair", skill, f"{skill} repair", f"{skill} 维修", 1980, 1, 1.0)
        )
    return tuple(faults)


def _shift(row: Fields) -> tuple[int, int]:
    begin, end = row.pair("shift")
    if end <= begin:
        raise DayInvalid(row.at("shift"), "must end after it begins")
    return (int(begin), int(end))


def _roads(travel: Fields) -> Roads:
    model = travel.text("model")
    if model != "great_circle":
        raise DayInvalid(travel.at("model"), f"“{model}” is not great_circle")
    return Roads(travel.number("circuity", 1.0, 5.0), travel.number("speed_kmh", 1.0, 200.0))


def _service_factors(table: Fields) -> dict[int, float]:
    return {stars: table.number(str(stars), 0.1, 10.0, default=1.0) for stars in range(1, _MAX_STARS + 1)}


def as_document(day: Day) -> dict[str, Any]:
    """Return the day in the laboratory's format, so that a generated one can be played there too."""
    city = day.city
    skills = {fault.code: fault.skill for fault in city.faults}
    return {
        "name": day.name,
        "promise_s": day.promise_s,
        "travel": {
            "model": "great_circle",
            "circuity": city.roads.circuity,
            "speed_kmh": city.roads.speed_kmh,
        },
        "service_factor": {str(stars): factor for stars, factor in day.service_factor.items()},
        "engineers": [
            {
                "id": member.number,
                "stars": member.stars,
                "skills": list(member.skills),
                "start": list(member.base),
                "shift": list(member.shift_s),
            }
            for member in city.crew
        ],
        "requests": [
            {
                "id": call.id,
                "at_s": call.at_s,
                "point": list(city.places[call.place].point),
                "skill": skills[call.fault],
                "min_stars": call.min_stars,
                "expected_service_s": call.expected_s,
                "service_s": call.service_s,
                "priority": _priority(city.clients[city.places[call.place].client]),
            }
            for call in day.calls
        ],
    }


def _priority(client: Client) -> int:
    return client.terms.priority if client.terms else 1
