"""What the demonstration itself saw of each request: the other half of every figure it reports."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from app.demo.world import Call


@dataclass
class VisitSeen:
    """One arrival and how it ended; `ended` is completed, incomplete or empty while it lasts."""

    visit_id: str
    stars: int
    arrived_at: datetime
    ended: str = ""


@dataclass
class Case:
    """One request, from the customer's side of the door."""

    call: Call
    request_id: str
    code: str
    tracking_token: str
    requested_at: datetime
    due_at: datetime
    contact_name: str
    visits: list[VisitSeen] = field(default_factory=list)
    still_needed_s: int | None = None
    state: str = "promised"

    @property
    def on_site_at(self) -> datetime | None:
        """When the first engineer arrived."""
        return min((visit.arrived_at for visit in self.visits), default=None)

    @property
    def kept(self) -> bool | None:
        """Whether the promise was kept; None before anybody arrived."""
        return None if self.on_site_at is None else self.on_site_at <= self.due_at

    @property
    def over(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in {"closed", "cancelled"}


@dataclass
class Casebook:
    """All requests of the day, by the server's id, and what went on around them."""

    cases: dict[str, Case] = field(default_factory=dict)
    declined: int = 0
    turned_round: int = 0
    lost_races: int = 0
    reviews: int = 0
    _listeners: list[Callable[[Case], None]] = field(default_factory=list, repr=False)

    def when_completed(self, listener: Callable[[Case], None]) -> None:
        """Have `listener` told of every visit that was completed."""
        self._listeners.append(listener)

    def completed(self, case: Case) -> None:
        """Tell that a visit of the request was completed."""
        for listener in self._listeners:
            listener(case)

    def open(self, case: Case) -> None:
        """Add a request that was just made."""
        self.cases[case.request_id] = case

    def __getitem__(self, request_id: str) -> Case:
        return self.cases[request_id]

    @property
    def all_over(self) -> bool:
        """Whether every request so far has ended."""
        return all(case.over for case in self.cases.values())
