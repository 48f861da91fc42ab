"""A discrete-event simulation of one working day against a dispatch policy.

The world reveals a request when it is made, moves engineers along their legs, and ends visits when the day
says so.  It asks the policy after every instant at which something happened that calls for a decision: a
request, a shift that begins or ends, a visit that is done, a waiting place that is reached, or the policy's
own `wake_s`.  It shares no code with the solvers that it measures; event scheduling follows Law, Simulation
Modeling and Analysis (2015), chapter 1.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Final, TypeAlias

from dispatch.fields import Fields
from dispatch.simulation.crew import Activity, SimulatedDrive, SimulatedEngineer
from dispatch.simulation.day import Day, Request
from dispatch.simulation.orders import OrderRefusal, Orders, read_orders
from dispatch.simulation.outcome import EngineerOutcome, PlayedDay, RequestOutcome
from dispatch.simulation.sight import expected_s, factor_of, snapshot_of
from dispatch.travel import travel_times
from dispatch.travel.spec import Point, read_travel

Policy: TypeAlias = Callable[[dict[str, Any], float], dict[str, Any]]
"""A snapshot and a budget in seconds in, a plan out; both are the engine's JSON."""

BUDGET_S: Final = 10.0
"""Generous on purpose: what is decided must not depend on how fast the machine is."""


@dataclass(order=True, slots=True)
class _Event:
    """Something that happens at `at_s`; `happen` tells whether the policy must be asked."""

    at_s: int
    number: int
    happen: Callable[[], bool] = field(compare=False)


@dataclass(slots=True)
class _Case:
    """A request while the day is played."""

    request: Request
    engineer: str | None = None
    on_site_s: int | None = None
    done_s: int | None = None


class World:
    """One day being played; `play` does it once.

    `extras` go into every snapshot, such as `{"iterations": 40, "seed": 1}`.
    """

    def __init__(
        self, day: Day, policy: Policy, budget_s: float = BUDGET_S, extras: dict[str, Any] | None = None
    ) -> None:
        self.now_s = 0
        self.crew = {member.id: SimulatedEngineer.of(member) for member in day.engineers}
        self.open: dict[str, Request] = {}
        self._day, self._policy, self._budget_s, self._extras = day, policy, budget_s, extras or {}
        self._travel = read_travel(Fields.of(day.travel, "travel"))
        self._cases = {request.id: _Case(request) for request in day.requests}
        self._events: list[_Event] = []
        self._wakes: set[int] = set()
        self._serial = self._decisions = 0
        self._refused: list[OrderRefusal] = []

    def play(self) -> PlayedDay:
        """Play the day to its end: the last shift is over and everybody has left the customer.

        Raises SnapshotError where the policy answers with what is no plan; whatever the policy raises passes.
        """
        self._expect_the_day()
        asked = False
        while self._events:
            event = heapq.heappop(self._events)
            self.now_s = event.at_s
            asked |= event.happen()
            if asked and not (self._events and self._events[0].at_s == self.now_s):
                asked = False  # once an instant, after all that happens in it
                self._decide()
        return self._outcome()

    def _expect_the_day(self) -> None:
        for request in self._day.requests:
            self._at(request.at_s, partial(self._reveal, request))
        for engineer in self.crew.values():
            self._at(engineer.member.shift[0], partial(self._begin_shift, engineer))

    def _at(self, at_s: int, happen: Callable[[], bool]) -> None:
        self._serial += 1
        heapq.heappush(self._events, _Event(at_s, self._serial, happen))

    # -- events ---------------------------------------------------------------------------------------------

    def _reveal(self, request: Request) -> bool:
        self.open[request.id] = request
        return True

    def _begin_shift(self, engineer: SimulatedEngineer) -> bool:
        engineer.rest(self.now_s)
        self._at(engineer.member.shift[1], partial(self._end_shift, engineer))
        return True

    def _end_shift(self, engineer: SimulatedEngineer) -> bool:
        if engineer.request is not None:
            return False  # who is on the way to a customer or at work finishes first
        engineer.pull_up(self.now_s)
        engineer.phase = Activity.OFF
        return True

    def _arrive(self, engineer: SimulatedEngineer, leg: SimulatedDrive) -> bool:
        if engineer.leg is not leg:
            return False  # turned round meanwhile
        engineer.arrive(self.now_s)
        if leg.request is None:
            return True
        case = self._cases[leg.request]
        case.engineer, case.on_site_s = engineer.member.id, self.now_s
        del self.open[leg.request]
        done_s = self.now_s + math.ceil(case.request.service_s * factor_of(self._day, engineer))
        self._at(done_s, partial(self._finish, engineer, case))
        return False

    def _finish(self, engineer: SimulatedEngineer, case: _Case) -> bool:
        case.done_s = self.now_s
        engineer.finish(self.now_s)
        return True

    def _wake(self) -> bool:
        self._wakes.discard(self.now_s)
        return True

    # -- decisions ------------------------------------------------------------------------------------------

    def _decide(self) -> None:
        if all(engineer.phase is Activity.OFF for engineer in self.crew.values()):
            return
        snapshot = snapshot_of(self._day, self.now_s, self.crew.values(), self.open) | self._extras
        self._decisions += 1
        orders = read_orders(self, self._policy(snapshot, self._budget_s))
        self._refused += orders.refused
        if orders.wake_s is not None and orders.wake_s > self.now_s and orders.wake_s not in self._wakes:
            self._wakes.add(orders.wake_s)
            self._at(orders.wake_s, self._wake)
        for engineer in self.crew.values():
            if engineer.is_free:
                self._follow(engineer, orders)

    def _follow(self, engineer: SimulatedEngineer, orders: Orders) -> None:
        who = engineer.member.id
        wanted = orders.first.get(who)
        if wanted is not None:
            if engineer.request != wanted:
                self._send(engineer, self.open[wanted].point, wanted)
        elif engineer.request is not None:
            if who not in orders.refused_to or engineer.request in orders.first.values():
                engineer.pull_up(self.now_s)
        elif who in orders.moves:
            self._send(engineer, orders.moves[who], None)

    def _send(self, engineer: SimulatedEngineer, to: Point, request_id: str | None) -> None:
        engineer.pull_up(self.now_s)
        times = travel_times(replace(self._travel, at_s=self.now_s))
        planned_s = int(times.pairs([engineer.at], [to])[0])
        begin_s, drive_s = self.now_s, planned_s
        if request_id is not None:
            request = self.open[request_id]
            busy_s = planned_s + expected_s(self._day, engineer, request)
            begin_s = self._may_begin_s(engineer, busy_s) + request.setting_out_s
            drive_s = math.ceil(planned_s * request.drive_factor)
        leg = SimulatedDrive(begin_s, begin_s + drive_s, engineer.at, to, request_id)
        engineer.set_out(leg)
        self._at(leg.end_s, partial(self._arrive, engineer, leg))

    def _may_begin_s(self, engineer: SimulatedEngineer, busy_s: int) -> int:
        """When a visit of `busy_s` expected seconds may begin: before a break or after it, never across."""
        begin_s = self.now_s
        for start_s, end_s in engineer.member.breaks:
            if start_s < begin_s + busy_s and end_s > begin_s and end_s > start_s:
                begin_s = end_s
        return begin_s

    def _outcome(self) -> PlayedDay:
        return PlayedDay(
            day=self._day,
            requests=[
                RequestOutcome(c.request, self._day.promise_of(c.request), c.engineer, c.on_site_s, c.done_s)
                for c in self._cases.values()
            ],
            engineers=[EngineerOutcome.of(engineer) for engineer in self.crew.values()],
            refused=self._refused,
            decisions=self._decisions,
        )
