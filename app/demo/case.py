"""What the demonstration itself saw of each request: the other half of every figure it reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from app.demo.manners import Manner
from app.demo.mishaps import Setback
from app.demo.world import Call


class Word(StrEnum):
    """Who spoke for an arrival, as far as anybody has; nobody: not even the phone's position does."""

    CUSTOMER = "customer"
    OFFICE = "office"
    POSITION = "position"
    NOBODY = "nobody"


KEPT_BY = {
    Word.CUSTOMER: "kept_proven",
    Word.OFFICE: "kept_by_office",
    Word.POSITION: "kept_plausible",
    Word.NOBODY: "unsettled",
}
"""What a promise came to whose engineer was there in time, by who speaks for it."""


@dataclass
class VisitSeen:
    """One arrival and how it ended; `ended` is completed, incomplete or empty while it lasts.

    Somebody was there: what a liar claims is a `Lie` and never one of these.
    """

    visit_id: str
    stars: int
    arrived_at: datetime
    ended: str = ""
    word: Word = Word.CUSTOMER

    def customer_speaks(self) -> None:
        """The customer's code or tap comes; what the office said before stands."""
        if self.word is not Word.OFFICE:
            self.word = Word.CUSTOMER


REVIEWED = "reviewed"
"""What the office did with a message that could not be applied."""

_FOUND_OUT_BY = {
    Manner.DATED_BACK: "arrived",
    Manner.SET_BACK: "arrived",
    Manner.SENT_AGAIN: REVIEWED,
}
"""Lies of engineers who came: the office settles when, or sets the message aside.  The others never came."""


@dataclass
class Lie:
    """An arrival that an engineer told otherwise than it was; found out once the office has put it right."""

    visit_id: str
    request_id: str
    engineer: str
    claimed_at: datetime
    manner: Manner = Manner.ELSEWHERE
    found_out: bool = False

    @property
    def found_out_by(self) -> str:
        """What the office does that puts it right."""
        return _FOUND_OUT_BY.get(self.manner, "not_arrived")


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
    def first(self) -> VisitSeen | None:
        """The first arrival, which is the one that the promise is about."""
        return min(self.visits, key=lambda visit: visit.arrived_at, default=None)

    @property
    def on_site_at(self) -> datetime | None:
        """When the first engineer arrived."""
        return None if self.first is None else self.first.arrived_at

    @property
    def kept_as(self) -> str | None:
        """What the promise came to, by the words spoken for it; None where nobody came in time."""
        return KEPT_BY[self.first.word] if self.first is not None and self.kept else None

    @property
    def kept(self) -> bool | None:
        """Whether the promise was kept; None before anybody arrived."""
        return None if self.on_site_at is None else self.on_site_at <= self.due_at

    @property
    def over(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in {"closed", "cancelled"}


@dataclass(frozen=True, slots=True)
class Told:
    """What a customer told about a request, and when."""

    request_id: str
    at: datetime


@dataclass
class Casebook:
    """All requests of the day, by the server's id, and what went on around them.

    `complaints` are those that customers wrote, `came_back` the faults that were there again when the office
    called back.
    """

    cases: dict[str, Case] = field(default_factory=dict)
    declined: int = 0
    turned_round: int = 0
    lost_races: int = 0
    reviews: int = 0
    offline_arrivals: int = 0
    lies: list[Lie] = field(default_factory=list)
    setbacks: list[Setback] = field(default_factory=list)
    complaints: list[Told] = field(default_factory=list)
    came_back: list[Told] = field(default_factory=list)
    settled: Counter[str] = field(default_factory=Counter)
    _listeners: list[Callable[[Case], None]] = field(default_factory=list, repr=False)

    def when_completed(self, listener: Callable[[Case], None]) -> None:
        """Have `listener` told of every visit that was completed."""
        self._listeners.append(listener)

    def completed(self, case: Case) -> None:
        """Tell that a visit of the request was completed."""
        for listener in self._listeners:
            listener(case)

    def settle(self, visit_id: str, seen: VisitSeen | None, verdict: str) -> None:
        """The office said of an arrival whether somebody came: he who was `seen`, or nobody."""
        self.settled[verdict] += 1
        if seen is not None:
            seen.word = Word.OFFICE
        self._find_out(visit_id, verdict)

    def reviewed(self, visit_id: str | None) -> None:
        """The office went through a message that could not be applied."""
        self.reviews += 1
        self._find_out(visit_id, REVIEWED)

    def setback_of(self, visit_id: str | None, at: datetime) -> Setback | None:
        """What holds up the engineer of a visit, as whoever rings him learns."""
        return next((one for one in self.setbacks if one.visit_id == visit_id and one.lasts(at)), None)

    def is_lied_about(self, visit_id: str) -> bool:
        """Whether an engineer told untruly of this visit."""
        return any(lie.visit_id == visit_id for lie in self.lies)

    def _find_out(self, visit_id: str | None, how: str) -> None:
        for lie in self.lies:
            lie.found_out |= lie.visit_id == visit_id and lie.found_out_by == how

    def open(self, case: Case) -> None:
        """Add a request that was just made."""
        self.cases[case.request_id] = case

    def __getitem__(self, request_id: str) -> Case:
        return self.cases[request_id]

    @property
    def all_over(self) -> bool:
        """Whether every request so far has ended."""
        return all(case.over for case in self.cases.values())
