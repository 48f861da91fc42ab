"""The milestones of the visit that a promise is about, told event by event from the ledger."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app.arrivals.events import ArrivalSettled
from app.arrivals.reads.gates import REFUSED_ENTRY
from app.dispatching.events import OverrideUnassigned, VisitAssigned, VisitUnassigned
from app.promise.events import PromiseCorrected
from app.promise.rules.attribution import Correction
from app.requests.events import visits
from app.requests.events.offers import OfferDeclined, OfferExpired

_CORRECTED = PromiseCorrected.kind

_PASSED = {
    visits.VisitAccepted.kind: "accepted_at",
    visits.VisitEnRoute.kind: "departed_at",
    visits.VisitOnSite.kind: "on_site_at",
}
_LOST = frozenset(one.kind for one in (VisitUnassigned, OfferDeclined, OfferExpired, OverrideUnassigned))
ENDED = visits.VisitIncomplete.kind
_CALLED_OFF = visits.VisitCancelled.kind
_SETTLED = ArrivalSettled.kind
_PLANNED = visits.VisitPlanned.kind
_ASSIGNED = VisitAssigned.kind
_OFFERED = visits.VisitOffered.kind
_ACCEPTED = visits.VisitAccepted.kind
_WAITS = "another visit comes first"
"""Why a visit is planned anew and stays with its engineer."""
_TAKES_BACK = (_PLANNED, _SETTLED)
_OF_THE_VISIT = (_PLANNED, _SETTLED, _CALLED_OFF)
KINDS = (
    *(_PLANNED, _ASSIGNED, _OFFERED, ENDED, _CALLED_OFF, _SETTLED),
    *(*_PASSED, *sorted(_LOST), _CORRECTED),
)
"""The kinds of event that the story is told by."""


@dataclass(frozen=True, slots=True)
class ClosedGate:
    """A visit that ended before a closed gate, and what its engineer had passed."""

    visit_id: UUID | None
    at: datetime
    given_at: datetime | None
    asked_at: datetime | None
    nobodys: timedelta
    passed: Mapping[str, datetime]


@dataclass(slots=True)
class PromiseStory:
    """What the events told so far of the visit that the promise is about.

    It is the first one, and the next where that ended before anybody arrived.  `set_aside` is what one
    engineer passed while the visit counts as another's, by a person's word on who had come.  `gate` is the
    first visit that ended before a closed gate, which one that is doubted leaves to the next.  `nobodys` is
    for how long nobody had the visit since somebody was first asked, `nobodys_since` since when nobody has.
    """

    doubted: Collection[UUID] = ()
    gate: ClosedGate | None = None
    visit_id: UUID | None = None
    given_at: datetime | None = None
    asked_at: datetime | None = None
    nobodys: timedelta = timedelta(0)
    nobodys_since: datetime | None = None
    called_off_at: datetime | None = None
    passed: dict[str, datetime] = field(default_factory=dict)
    set_aside: dict[str, datetime] = field(default_factory=dict)
    went_on: bool = False
    changes: dict[str, str | None] = field(default_factory=dict)
    corrections: list[Correction] = field(default_factory=list)

    def tell(
        self, kind: str, at: datetime, actor: str, visit_id: UUID | None, body: Mapping[str, Any]
    ) -> None:
        """Take the next event."""
        if kind == _CORRECTED:
            self.changes.update(body["changes"])
            self.corrections.append(Correction(at, actor, body["reason"], body["changes"]))
            return
        if self.called_off_at is not None and visit_id != self.visit_id:
            self._go_on_with_the_next()
        self.visit_id = self.visit_id or visit_id
        # Only a person's word that nobody had come takes a visit back from the site.
        if visit_id != self.visit_id or ("on_site_at" in self.passed and kind not in _TAKES_BACK):
            return
        if kind in _OF_THE_VISIT:
            self._turn(kind, at, body)
        else:
            self._pass(kind, at, body)

    def _pass(self, kind: str, at: datetime, body: Mapping[str, Any]) -> None:
        """Take a step of an engineer."""
        if kind in (_ASSIGNED, _OFFERED, _ACCEPTED):
            self._is_somebodys(at)
        if kind == _ASSIGNED:
            self.given_at = self.given_at or at
        elif kind == _OFFERED:
            self.asked_at = self.asked_at or at
        elif kind in _PASSED:
            name = _PASSED[kind]
            self.passed[name] = datetime.fromisoformat(body[name]) if body.get(name) else at
        elif kind in _LOST:
            self.given_at = None
            self._is_nobodys(at)
        elif body.get("on_site_at"):  # ended, at the site
            self.passed["on_site_at"] = datetime.fromisoformat(body["on_site_at"])
        else:  # nobody arrived: the return visit has the promise
            if body.get("reason") in REFUSED_ENTRY and "departed_at" in self.passed:
                self._turn_away(at, body)
            self._go_on_with_the_next()

    def _is_nobodys(self, at: datetime) -> None:
        if self.asked_at is not None:
            self.nobodys_since = self.nobodys_since or at

    def _is_somebodys(self, at: datetime) -> None:
        if self.nobodys_since is not None:
            self.nobodys += at - self.nobodys_since
            self.nobodys_since = None

    def _turn_away(self, at: datetime, body: Mapping[str, Any]) -> None:
        if self.gate is not None and self.gate.visit_id not in self.doubted:
            return
        ended_at = body.get("ended_at")
        at = datetime.fromisoformat(ended_at) if ended_at else at
        had = self.given_at, self.asked_at, self.nobodys
        self.gate = ClosedGate(self.visit_id, at, *had, dict(self.passed))

    def _turn(self, kind: str, at: datetime, body: Mapping[str, Any]) -> None:
        """Take what became of the visit as a whole: called off, settled by a person, planned anew."""
        if kind == _CALLED_OFF:
            self.called_off_at = at
        elif kind == _SETTLED:
            self._settle(arrived=body["decision"] == "arrived")
        else:
            if "on_site_at" in self.passed:
                self.set_aside, self.went_on = self.passed, True
            self.passed = {}
            if body.get("why") != _WAITS:
                self._is_nobodys(at)

    def _go_on_with_the_next(self) -> None:
        self.visit_id = self.given_at = self.asked_at = self.called_off_at = self.nobodys_since = None
        self.nobodys = timedelta(0)
        self.passed.clear()

    def _settle(self, *, arrived: bool) -> None:
        """Take who had come before the visit went to another for who passed it, or no longer."""
        here, aside = "on_site_at" in self.passed, "on_site_at" in self.set_aside
        if self.went_on and (here, aside) == (not arrived, arrived):
            self.passed, self.set_aside = self.set_aside, self.passed
