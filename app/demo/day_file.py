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
from app.demo.playable import refuse_unplayable
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
    Roads,
)
from dispatch.fields import Fields, SnapshotError
from dispatch.simulation import day as laboratory
from dispatch.travel.spec import read_travel

STARS = range(1, 6)
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
    try:
        told = laboratory.parse_day(document)
    except SnapshotError as bad:
        raise DayInvalid(bad.path, bad.text.en) from bad
    refuse_unplayable(told)
    city = _city(told, seed)
    return Day(
        name=told.name,
        city=city,
        starts_at=start_of_day(city.time_zone),
        hours=max((request.at_s for request in told.requests), default=0) / 3600,
        promise_s=told.promise_s,
        calls=tuple(
            sorted((_call(n, one, city.faults) for n, one in enumerate(told.requests)), key=lambda c: c.at_s)
        ),
        service_factor={stars: told.service_factor.get(stars, 1.0) for stars in STARS},
    )


def _city(day: laboratory.Day, seed: int) -> DemoCity:
    points = [member.start for member in day.engineers] + [request.point for request in day.requests]
    centre, radius_m = extent(points)
    rng = stream(seed, day.name, "people")
    clients = tuple(
        Client(
            f"{people.company(rng, ('City', '市区'))} #{n + 1}",
            people.phone(rng, _COUNTRY),
            "zh_CN",
            # A contract where the day gives the call priority; its stars stand in the call itself.
            ContractTerms(1, request.priority) if request.priority > 1 else None,
        )
        for n, request in enumerate(day.requests)
    )
    travel = read_travel(Fields.of(day.travel, "travel"))
    places = tuple(_place(n, request) for n, request in enumerate(day.requests))
    crew = tuple(
        CrewMember(
            number=member.id,
            name=people.person(rng),
            phone=people.phone(rng, _COUNTRY),
            stars=member.stars,
            skills=tuple(sorted(member.skills)),
            base=member.start,
            provider=None,
            shift_s=member.shift,
        )
        for member in day.engineers
    )
    return DemoCity(
        code=re.sub(r"[^a-z0-9]+", "-", day.name.lower()).strip("-")[:40] or "day",
        name=day.name,
        time_zone=_TIME_ZONE,
        centre=centre,
        radius_m=radius_m,
        roads=Roads(travel.circuity, travel.speed.short),
        demand_by_hour=(),
        faults=_faults(day),
        clients=clients,
        places=places,
        crew=crew,
    )


def _place(n: int, request: laboratory.Request) -> DemoSite:
    lat, lon = request.point
    machine = people.machines(stream(0, n), [request.skill], f"D{n + 1:04}")
    return DemoSite(n, f"Site {n + 1}", f"{lat:.4f}, {lon:.4f}", request.point, "", machine)


def _call(n: int, request: laboratory.Request, faults: tuple[Fault, ...]) -> Call:
    return Call(
        id=request.id,
        at_s=request.at_s,
        place=n,
        machine=0,
        fault=next(fault.code for fault in faults if fault.skill == request.skill),
        min_stars=request.min_stars,
        expected_s=request.expected_service_s,
        service_s=request.service_s,
        channel="phone",
    )


def _faults(day: laboratory.Day) -> tuple[Fault, ...]:
    """One kind of fault for each skill: a shipped one without demands of its own, else a plain one."""
    skills = dict.fromkeys(request.skill for request in day.requests)
    skills |= dict.fromkeys(skill for member in day.engineers for skill in sorted(member.skills))
    shipped = sorted(people.shipped_faults(), key=lambda fault: fault.min_stars)
    faults = []
    for skill in skills:
        known = next((fault for fault in shipped if fault.skill == skill and fault.min_stars == 1), None)
        faults.append(
            known or Fault(f"{skill}_repair", skill, f"{skill} repair", f"{skill} 维修", 1980, 1, 1.0)
        )
    return tuple(faults)


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
                "skills": sorted(member.skills),
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
