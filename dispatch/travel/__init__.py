"""Driving times behind one interface: great circle, given matrix or road engine, by hour and district."""

from __future__ import annotations

from dispatch.travel.base import TravelTimes
from dispatch.travel.factory import Sources, predicted_s, travel_times
from dispatch.travel.spec import Point, TravelSpec

__all__ = ["Point", "Sources", "TravelSpec", "TravelTimes", "predicted_s", "travel_times"]
