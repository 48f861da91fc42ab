"""Driving times: great circle, a given matrix, or a road engine, behind one interface."""

from __future__ import annotations

from dispatch.travel.base import TravelTimes
from dispatch.travel.factory import travel_times
from dispatch.travel.spec import Point, TravelSpec

__all__ = ["Point", "TravelSpec", "TravelTimes", "travel_times"]
