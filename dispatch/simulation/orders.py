"""What a plan orders at one instant, and which of its orders the rules forbid.

The checks are the world's own and share nothing with the engine that is being measured.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from dispatch.fields import Fields
from dispatch.simulation.crew import Activity, SimulatedEngineer
from dispatch.simulation.day import Request
from dispatch.travel.spec import Point

OFF_DUTY: Final = "off_duty"
TWO_ROUTES: Final = "two_routes"
NOT_OPEN: Final = "not_open"
PLANNED_TWICE: Final = "planned_twice"
MISSING_SKILL: Final = "missing_skill"
TOO_FEW_STARS: Final = "too_few_stars"
SHIFT_OVER: Final = "shift_over"


@dataclass(frozen=True, slots=True)
class OrderRefusal:
    """An order that was not carried out: `code` says which rule forbids it."""

    at_s: int
    code: str
    engineer: str
    request: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """JSON form."""
        return {"at_s": self.at_s, "code": self.code, "engineer": self.engineer, "request": self.request}


@dataclass(slots=True)
class Orders:
    """What each engineer is to do next; whoever is in `refused_to` goes on as before."""

    first: dict[str, str] = field(default_factory=dict)
    moves: dict[str, Point] = field(default_factory=dict)
    refused: list[OrderRefusal] = field(default_factory=list)
    wake_s: int | None = None

    @property
    def refused_to(self) -> set[str]:
        """Engineers with an order that was refused."""
        return {refusal.engineer for refusal in self.refused}


class Scene(Protocol):
    """What must be known to judge an order."""

    @property
    def now_s(self) -> int:
        """The instant."""
        ...

    @property
    def crew(self) -> Mapping[str, SimulatedEngineer]:
        """Everybody, also those off duty."""
        ...

    @property
    def open(self) -> Mapping[str, Request]:
        """Requests that were made and that nobody has reached."""
        ...


def read_orders(scene: Scene, plan: object) -> Orders:
    """Read a plan's JSON and part what may be done from what is refused.

    A route with a stop against the rules is refused whole.  Raises SnapshotError where the plan is no plan.
    """
    fields = Fields.of(plan, "plan")
    orders = Orders(wake_s=fields.time_or_none("wake_s"))
    routed: set[str] = set()
    planned: set[str] = set()
    for route in fields.objects("routes", required=False):
        who = route.text("engineer")
        stops = [stop.text("job") for stop in route.objects("stops")]
        refusal = _refusal(scene, who, stops, routed, planned)
        routed.add(who)
        if refusal is not None:
            orders.refused.append(refusal)
            continue
        planned.update(stops)
        if stops and scene.crew[who].phase is not Activity.WORKING:
            orders.first[who] = stops[0]
    for move in fields.objects("moves", required=False):
        _read_move(scene, move, orders)
    return orders


def _read_move(scene: Scene, move: Fields, orders: Orders) -> None:
    who, to = move.text("engineer"), move.point("to")
    engineer = scene.crew.get(who)
    if engineer is None or engineer.phase is Activity.OFF:
        orders.refused.append(OrderRefusal(scene.now_s, OFF_DUTY, who))
    elif engineer.is_over(scene.now_s):
        orders.refused.append(OrderRefusal(scene.now_s, SHIFT_OVER, who))
    else:
        orders.moves[who] = to


def _refusal(
    scene: Scene, who: str, stops: Sequence[str], routed: set[str], planned: set[str]
) -> OrderRefusal | None:
    engineer = scene.crew.get(who)
    if engineer is None or engineer.phase is Activity.OFF:
        return OrderRefusal(scene.now_s, OFF_DUTY, who)
    if who in routed:
        return OrderRefusal(scene.now_s, TWO_ROUTES, who)
    sets_out = bool(stops) and engineer.is_free and engineer.request != stops[0]
    if sets_out and engineer.is_over(scene.now_s):
        return OrderRefusal(scene.now_s, SHIFT_OVER, who, stops[0])
    for n, stop in enumerate(stops):
        code = _stop_fault(scene, engineer, stop, planned | set(stops[:n]))
        if code is not None:
            return OrderRefusal(scene.now_s, code, who, stop)
    return None


def _stop_fault(scene: Scene, engineer: SimulatedEngineer, stop: str, planned: set[str]) -> str | None:
    request = scene.open.get(stop)
    if request is None:
        return NOT_OPEN
    if stop in planned:
        return PLANNED_TWICE
    if request.skill not in engineer.member.skills:
        return MISSING_SKILL
    if engineer.member.stars < request.min_stars:
        return TOO_FEW_STARS
    return None
