"""From a validated travel spec to a source of driving times."""

from __future__ import annotations

from dispatch.travel.base import TravelTimes
from dispatch.travel.given import GivenMatrix
from dispatch.travel.great_circle import GreatCircle
from dispatch.travel.osrm import Fetch, Osrm, fetch_http
from dispatch.travel.spec import TravelSpec


def travel_times(spec: TravelSpec, fetch: Fetch = fetch_http) -> TravelTimes:
    """`fetch` performs the HTTP GETs of a road engine; tests inject their own."""
    if spec.model == "matrix":
        return GivenMatrix(spec)
    if spec.model == "osrm":
        return Osrm(spec, fetch)
    return GreatCircle(spec)
