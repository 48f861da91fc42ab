"""What all players of a day share."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from app.demo.case import Casebook
from app.demo.client import Door
from app.demo.habits import PATIENT, Habits
from app.demo.manners import Manners
from app.demo.mishaps import Mishaps
from app.demo.scene import Scene
from app.demo.trips import Trips
from app.demo.world import Day


@dataclass(frozen=True)
class Surroundings:
    """The stage, the day, people's habits, and what was seen so far.

    `customers` is the open door of the tracking links; `parts` are codes of the price list; `trips` knows
    what drives really take; `manners` deals out how arrivals are reported, `mishaps` what goes wrong before.
    """

    scene: Scene
    day: Day
    habits: Habits
    book: Casebook
    customers: Door
    trips: Trips
    manners: Manners
    mishaps: Mishaps = field(default_factory=lambda: Mishaps(PATIENT, random.Random(0)))
    parts: tuple[str, ...] = ()
