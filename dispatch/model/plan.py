"""What the engine answers: routes with times, what is left over and why, moves, and when to ask again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dispatch.fields import TIME_LIMIT_S, Fields, as_number, as_point
from dispatch.travel import Point

DEAREST = 10**18
MOST_VOTES = 10_000


@dataclass(frozen=True, slots=True)
class Stop:
    """One visit of a route: on site at `arrive_s`, done at `depart_s`."""

    job: str
    arrive_s: int
    depart_s: int


@dataclass(frozen=True, slots=True)
class Route:
    """The stops of one engineer in order."""

    engineer: str
    stops: tuple[Stop, ...]


@dataclass(frozen=True, slots=True)
class Unassigned:
    """A job nobody serves in this plan, with reasons in JSON form (`engineer`, `code`, `has`, `needs`)."""

    job: str
    reasons: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Move:
    """An idle engineer sent to cover the city better."""

    engineer: str
    to: Point


@dataclass(frozen=True, slots=True)
class Bound:
    """No plan costs less than `cost` (seconds of driving); the share `gap` of this one's cost is above it."""

    cost: int
    gap: float


@dataclass(frozen=True, slots=True)
class LongWait:
    """A job that waits `over_s` longer than the cap allows, even if the oldest jobs were served first."""

    job: str
    over_s: int


@dataclass(frozen=True, slots=True)
class ExpectedFirst:
    """What the futures send one who is free to first: open jobs with their votes, or what may come.

    `kept` is how many send the engineer to a request that is only expected, `near` where one of those is.
    """

    engineer: str
    jobs: Mapping[str, int]
    kept: int = 0
    near: Point | None = None


@dataclass(frozen=True, slots=True)
class Expecting:
    """The vote of so many drawn futures on the first stops of those who are free."""

    futures: int
    firsts: tuple[ExpectedFirst, ...]

    def to_dict(self) -> dict[str, Any]:
        """The contract's JSON."""
        firsts = [
            {
                "engineer": first.engineer,
                "jobs": [{"job": job, "votes": votes} for job, votes in first.jobs.items()],
                "kept": first.kept,
                "near": None if first.near is None else list(first.near),
            }
            for first in self.firsts
        ]
        return {"futures": self.futures, "firsts": firsts}

    @classmethod
    def of(cls, fields: Fields) -> Expecting:
        """Read the contract's JSON; raises SnapshotError naming the field."""
        firsts = (
            ExpectedFirst(
                item.text("engineer"),
                {vote.text("job"): vote.whole("votes", 0, MOST_VOTES) for vote in item.objects("jobs")},
                item.whole("kept", 0, MOST_VOTES),
                item.point("near") if item.has("near") else None,
            )
            for item in fields.objects("firsts")
        )
        return cls(fields.whole("futures", 0, MOST_VOTES), tuple(firsts))


@dataclass(frozen=True, slots=True)
class Plan:
    """One plan; `wake_s` asks for another look then if nothing happens before.

    `bound` is None where no bound was found in time, `expected` where no future was planned.
    """

    routes: tuple[Route, ...] = ()
    unassigned: tuple[Unassigned, ...] = ()
    moves: tuple[Move, ...] = ()
    wake_s: int | None = None
    bound: Bound | None = None
    long_waits: tuple[LongWait, ...] = ()
    expected: Expecting | None = None

    @property
    def assigned(self) -> dict[str, str]:
        """Job id → engineer id."""
        return {stop.job: route.engineer for route in self.routes for stop in route.stops}

    def to_dict(self) -> dict[str, Any]:
        """The contract's JSON."""
        return {
            "routes": [
                {
                    "engineer": route.engineer,
                    "stops": [
                        {"job": s.job, "arrive_s": s.arrive_s, "depart_s": s.depart_s} for s in route.stops
                    ],
                }
                for route in self.routes
            ],
            "unassigned": [{"job": u.job, "reasons": [dict(r) for r in u.reasons]} for u in self.unassigned],
            "moves": [{"engineer": move.engineer, "to": list(move.to)} for move in self.moves],
            "wake_s": self.wake_s,
            "long_waits": [{"job": wait.job, "over_s": wait.over_s} for wait in self.long_waits],
            "bound": None if self.bound is None else {"cost": self.bound.cost, "gap": self.bound.gap},
            "expected": None if self.expected is None else self.expected.to_dict(),
        }

    @classmethod
    def from_dict(cls, data: object) -> Plan:
        """Read the contract's JSON; raises SnapshotError naming the field."""
        fields = Fields.of(data, "")
        return cls(
            routes=tuple(_route(route) for route in fields.objects("routes")),
            unassigned=tuple(_unassigned(item) for item in fields.objects("unassigned", required=False)),
            moves=tuple(
                Move(move.text("engineer"), as_point(move.need("to"), move.at("to")))
                for move in fields.objects("moves", required=False)
            ),
            wake_s=fields.time_or_none("wake_s"),
            long_waits=tuple(
                LongWait(wait.text("job"), wait.whole("over_s", 0, TIME_LIMIT_S))
                for wait in fields.objects("long_waits", required=False)
            ),
            bound=_bound(Fields.of(fields.need("bound"), "bound")) if fields.has("bound") else None,
            expected=Expecting.of(Fields.of(fields.need("expected"), "expected"))
            if fields.has("expected")
            else None,
        )


def _bound(fields: Fields) -> Bound:
    cost = fields.whole("cost", -DEAREST, DEAREST)
    return Bound(cost, as_number(fields.need("gap"), fields.at("gap"), -DEAREST, DEAREST))


def _route(fields: Fields) -> Route:
    stops = (Stop(s.text("job"), s.time("arrive_s"), s.time("depart_s")) for s in fields.objects("stops"))
    return Route(fields.text("engineer"), tuple(stops))


def _unassigned(fields: Fields) -> Unassigned:
    reasons = fields.objects("reasons", required=False)
    for reason in reasons:
        reason.text("code")
    return Unassigned(fields.text("job"), tuple(reason.values for reason in reasons))
