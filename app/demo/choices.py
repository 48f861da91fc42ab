"""What the options of `onehour demo` ask for: the day, its drives, the travel model."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.demo.bursts import with_burst
from app.demo.city import generated_city
from app.demo.day import generated_day
from app.demo.day_file import read_day
from app.demo.errors import DemoError
from app.demo.osm import osm_city
from app.demo.report import GREAT_CIRCLE
from app.demo.trips import RoadTrips, StraightTrips, Trips
from app.demo.world import Day


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for on the command line."""

    hours: float
    engineers: int
    load: float
    seed: int
    city: Path | None
    day: Path | None
    osrm: str | None
    planning: str | None
    expecting: bool
    database_url: str | None
    data_dir: Path
    report: Path | None
    port: int
    keep: bool


def chosen_day(options: Options) -> Day:
    """Return the day to play.

    Raises:
        DemoError: a file cannot be used, or two were named.
    """
    if options.city and options.day:
        raise DemoError("--city and --day exclude each other: a day brings its own places.")
    if options.day:
        return read_day(options.day, options.seed)
    if options.city:
        city = osm_city(options.city, options.engineers, options.hours, options.seed)
    else:
        city = generated_city(options.engineers, options.hours, options.seed)
    return with_burst(generated_day(city, options.hours, options.load, options.seed), options.seed)


def chosen_trips(options: Options, day: Day) -> Trips:
    """Return what drives really take on this day.

    Raises:
        DemoError: the road engine that was named is not there.
    """
    if options.osrm is None:
        return StraightTrips(day.city.roads)
    trips = RoadTrips(options.osrm, day.city.roads)
    trips.check(day.city.places[0].point)
    return trips


def planning_of(options: Options) -> str:
    """Return the travel model that the application plans with.

    Raises:
        DemoError: it is to plan by roads, and no road engine was named.
    """
    if options.planning == "osrm" and options.osrm is None:
        raise DemoError("--planning osrm needs a road engine: name it with --osrm.")
    return options.planning or ("osrm" if options.osrm else GREAT_CIRCLE)
