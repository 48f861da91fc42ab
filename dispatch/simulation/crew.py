"""Engineers while a day is played: where they are, what they are doing, and how long they have done it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from dispatch.simulation.day import Member
from dispatch.travel.spec import Point


class Activity(StrEnum):
    """What an engineer is doing; the words are those of a snapshot's `status`, and off duty."""

    OFF = "off"
    IDLE = "idle"
    TRAVELLING = "travelling"
    WORKING = "working"


@dataclass(frozen=True, slots=True)
class SimulatedDrive:
    """One drive from `origin` to `destination`, to a request or, where there is none, to wait there."""

    begin_s: int
    end_s: int
    origin: Point
    destination: Point
    request: str | None

    def position(self, now_s: int) -> Point:
        """Where the driver is at `now_s`: on the straight line, which within one city is near enough."""
        if self.end_s <= self.begin_s:
            return self.destination
        share = min(1.0, max(0.0, (now_s - self.begin_s) / (self.end_s - self.begin_s)))
        (lat, lon), (to_lat, to_lon) = self.origin, self.destination
        return (lat + share * (to_lat - lat), lon + share * (to_lon - lon))


@dataclass(slots=True)
class SimulatedEngineer:
    """One engineer on the day.  `request` is the one being driven to or worked on."""

    member: Member
    at: Point
    phase: Activity = Activity.OFF
    leg: SimulatedDrive | None = None
    request: str | None = None
    arrived_s: int = 0
    driven_s: int = 0
    worked_s: int = 0
    overtime_s: int = 0
    visits: int = 0
    turned_round: int = 0

    @classmethod
    def of(cls, member: Member) -> SimulatedEngineer:
        """The engineer before the shift."""
        return cls(member, member.start)

    @property
    def is_free(self) -> bool:
        """Whether orders can be followed at once: on duty and not at a customer's."""
        return self.phase in (Activity.IDLE, Activity.TRAVELLING)

    def position(self, now_s: int) -> Point:
        """Where the engineer is."""
        return self.at if self.leg is None else self.leg.position(now_s)

    def is_over(self, now_s: int) -> bool:
        """Whether the shift has ended."""
        return now_s >= self.member.shift[1]

    def set_out(self, leg: SimulatedDrive) -> None:
        """Begin a drive; whoever was driving must have pulled up before."""
        self.phase, self.leg, self.request = Activity.TRAVELLING, leg, leg.request

    def pull_up(self, now_s: int) -> None:
        """End the drive where it is now; one to a customer counts as turned round if it has begun."""
        if self.leg is None:
            return
        self.turned_round += self.leg.request is not None and now_s > self.leg.begin_s
        self._stand(now_s, self.leg.position(now_s))
        self.rest(now_s)

    def arrive(self, now_s: int) -> None:
        """End the drive at its destination."""
        if self.leg is None:
            return
        request = self.leg.request
        self._stand(now_s, self.leg.destination)
        if request is None:
            self.rest(now_s)
        else:
            self.phase, self.request, self.arrived_s = Activity.WORKING, request, now_s

    def finish(self, now_s: int) -> None:
        """Be done with the customer; what lies behind the shift's end is overtime."""
        self.worked_s += now_s - self.arrived_s
        self.overtime_s = max(self.overtime_s, now_s - self.member.shift[1])
        self.visits += 1
        self.rest(now_s)

    def rest(self, now_s: int) -> None:
        """Have nothing to do: idle within the shift, off duty after it."""
        self.request = None
        self.phase = Activity.OFF if self.is_over(now_s) else Activity.IDLE

    def _stand(self, now_s: int, at: Point) -> None:
        if self.leg is not None:
            self.driven_s += max(0, now_s - self.leg.begin_s)
        self.at, self.leg = at, None
