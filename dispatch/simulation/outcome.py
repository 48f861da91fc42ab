"""What became of a day: of every request and of every engineer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from dispatch.simulation.crew import SimulatedEngineer
from dispatch.simulation.day import Day, Member, Request
from dispatch.simulation.orders import OrderRefusal


class End(StrEnum):
    """How a request ended; every request ends in exactly one of these."""

    KEPT = "kept"
    LATE = "late"
    UNREACHED = "unreached"


@dataclass(frozen=True, slots=True)
class RequestOutcome:
    """One request: who came when, and when the work was done; None where nobody came."""

    request: Request
    promise_s: int
    engineer: str | None = None
    on_site_s: int | None = None
    done_s: int | None = None

    @property
    def end(self) -> End:
        """How it ended."""
        if self.on_site_s is None:
            return End.UNREACHED
        return End.KEPT if self.on_site_s - self.request.at_s <= self.promise_s else End.LATE

    def wait_s(self, end_s: int) -> int:
        """Seconds from the request to the arrival; whom nobody reached waits until `end_s`."""
        until = end_s if self.on_site_s is None else self.on_site_s
        return max(0, until - self.request.at_s)


@dataclass(frozen=True, slots=True)
class EngineerOutcome:
    """One engineer's day in seconds; `driven_s` counts every drive, also those broken off."""

    member: Member
    driven_s: int
    worked_s: int
    overtime_s: int
    visits: int
    turned_round: int

    @classmethod
    def of(cls, engineer: SimulatedEngineer) -> EngineerOutcome:
        """What an engineer's day came to."""
        return cls(
            engineer.member,
            engineer.driven_s,
            engineer.worked_s,
            engineer.overtime_s,
            engineer.visits,
            engineer.turned_round,
        )


@dataclass(frozen=True, slots=True)
class PlayedDay:
    """A day that was played.  `decisions` counts how often the policy was asked."""

    day: Day
    requests: Sequence[RequestOutcome]
    engineers: Sequence[EngineerOutcome]
    refused: Sequence[OrderRefusal]
    decisions: int
