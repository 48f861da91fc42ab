"""What the demonstration is about: a city with its customers and its crew, and the day that happens to it.

Points are (latitude, longitude) in degrees; seconds count from the day's start unless a name says otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

Point = tuple[float, float]

SERVICE_FACTOR = {1: 1.30, 2: 1.15, 3: 1.00, 4: 0.90, 5: 0.80}
"""How many times a three-star engineer's time others really take."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A kind of fault; `expected_s` is what a three-star engineer is expected to need."""

    code: str
    skill: str
    name_en: str
    name_zh: str
    expected_s: int
    min_stars: int
    weight: float


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine at a site; its kind is the skill that repairs it."""

    kind: str
    model: str
    serial_number: str
    qr_code: str


@dataclass(frozen=True, slots=True)
class ContractTerms:
    """What a customer's contract promises beyond the ordinary."""

    min_stars: int
    priority: int


@dataclass(frozen=True, slots=True)
class Client:
    """A customer of the service company; `terms` None means no contract."""

    name: str
    phone: str
    locale: str
    terms: ContractTerms | None


@dataclass(frozen=True, slots=True)
class DemoSite:
    """A site; `client` is an index into the city's clients."""

    client: int
    name: str
    address: str
    point: Point
    access_notes: str
    machines: tuple[Machine, ...]


@dataclass(frozen=True, slots=True)
class CrewMember:
    """An engineer; `provider` is an index into the city's providers, None for the company's own."""

    number: str
    name: str
    phone: str
    stars: int
    skills: tuple[str, ...]
    base: Point
    provider: int | None
    shift_s: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Roads:
    """Great circle × `circuity` at `speed_kmh`; `noise` is the log spread of real drives around that."""

    circuity: float
    speed_kmh: float
    noise: float = 0.0


@dataclass(frozen=True, slots=True)
class DemoCity:
    """Everything that is loaded before the first call comes in."""

    code: str
    name: str
    time_zone: str
    centre: Point
    radius_m: int
    roads: Roads
    demand_by_hour: tuple[float, ...]
    faults: tuple[Fault, ...]
    clients: tuple[Client, ...]
    places: tuple[DemoSite, ...]
    providers: tuple[str, ...] = ()
    crew: tuple[CrewMember, ...] = ()
    drive_min: float = 13.0


@dataclass(frozen=True, slots=True)
class Call:
    """One repair request to come; `service_s` is what a three-star engineer really will need."""

    id: str
    at_s: int
    place: int
    machine: int | None
    fault: str
    min_stars: int
    expected_s: int
    service_s: int
    channel: str


@dataclass(frozen=True, slots=True)
class Day:
    """A city's day: who is on duty, and what will be asked for when."""

    name: str
    city: DemoCity
    starts_at: datetime
    hours: float
    promise_s: int
    calls: tuple[Call, ...]
    service_factor: dict[int, float]
