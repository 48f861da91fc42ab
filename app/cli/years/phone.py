"""The phone's side of a story: what an engineer's messages say, and when they come."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from app.cli.years.draws import Draws
from app.cli.years.story import Story
from app.kernel import Principal, Role, Runtime, UnitOfWork, unit_of_work
from app.phones.rules.kinds import Kind
from app.requests.tables import Visit
from app.visits.commands.field import Message, record
from app.visits.reads.visit_detail import record_of

RECEPTION = "前台 Reception"
FIVE_ONES = ("five_ones", "set_complete")
FIX_M, ARRIVAL_M = 9, 12
_POINTS = 6


@dataclass
class StoryClock:
    """Shows the instant of the act that is played."""

    now: datetime

    def read(self, connection: Connection) -> datetime:
        """Return it, whatever the database."""
        del connection
        return self.now


class Phone:
    """Acts as an engineer's phone, each message in a transaction of its own, at the instants of a story."""

    def __init__(self, runtime: Runtime, clock: StoryClock, draws: Draws) -> None:
        self.runtime, self.clock = replace(draws.given_to(runtime), clock=clock), clock
        self.story: Story
        self.request_id: UUID
        self.visit_id: UUID

    def as_(self, who: Principal, act: str) -> AbstractContextManager[UnitOfWork]:
        """Open a transaction of somebody at the instant of an act."""
        self.clock.now = self.story.at[act]
        return unit_of_work(self.runtime, who)

    def under_way(self, which: str) -> None:
        """Accept, check the five ones, leave, be seen there and arrive."""
        lat, lon = self.story.parties.point
        with_set = bool(which) or self.story.shape.five_ones
        self.send(Kind.ACCEPT, f"{which}accepted")
        if with_set:
            self._checked(which)
        self.send(Kind.DEPART, f"{which}departed", offline=not with_set)
        seen = {"lat": lat, "lon": lon, "accuracy_m": FIX_M, "at": self.story.at[f"{which}seen"].isoformat()}
        self.send(Kind.POSITIONS, f"{which}seen", {"positions": [seen]}, about_visit=False)
        with self.as_(self._engineer, f"{which}arrived") as uow:
            arrival_code = uow.get(Visit, self.visit_id).arrival_code
        there = {"position": {"lat": lat, "lon": lon, "accuracy_m": ARRIVAL_M}, "code": arrival_code}
        self.send(Kind.ARRIVE, f"{which}arrived", there)
        if not with_set:
            self._checked(which)

    def _checked(self, which: str) -> None:
        """Say that the five ones are there: before the departure, or once somebody has brought them."""
        answer = {"template": FIVE_ONES[0], "item": FIVE_ONES[1], "value": True}
        self.send(Kind.ANSWERS, f"{which}checked", {"answers": [answer]})

    def signed(self, act: str, role: str) -> None:
        """Have the record signed that the server shows."""
        with unit_of_work(self.runtime, self._engineer, write=False) as uow:
            digest = record_of(uow, self.visit_id)["digest"]
        steep = 3 if role == "engineer" else 5
        line = [{"x": 10 + 8 * n, "y": 20 + steep * n * n, "t": 16 * n} for n in range(_POINTS)]
        told = {"role": role, "signer_name": RECEPTION, "digest": digest, "strokes": [line]}
        self.send(Kind.SIGNATURE, act, told)

    def send(
        self,
        kind: Kind,
        act: str,
        body: Mapping[str, Any] | None = None,
        *,
        about_visit: bool = True,
        offline: bool = False,
        sent: str | None = None,
    ) -> None:
        """Send what happened then: at once, or hours later where no net was."""
        happened_at = self.story.at[act]
        with self.as_(self._engineer, sent or act) as uow:
            about = self.visit_id if about_visit else None
            message = Message(
                kind, about, uow.new_id(), happened_at, offline=offline or sent is not None, body=body or {}
            )
            record(uow, message, uow.now).unwrap()

    @property
    def _engineer(self) -> Principal:
        parties = self.story.parties
        return Principal(Role.ENGINEER, parties.engineer_number, engineer_id=parties.engineer_id)
