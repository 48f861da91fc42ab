"""What planning a horizon answers: routes with times, the cost, and who is left out and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dispatch.fields import Fields
from dispatch.horizon.objective import HorizonCost


@dataclass(frozen=True, slots=True)
class HorizonStop:
    """A visit or a restocking (one of `visit`, `depot`): there at `arrive_s`, at work from `start_s`."""

    visit: str | None
    depot: str | None
    arrive_s: int
    start_s: int
    depart_s: int

    def to_dict(self) -> dict[str, Any]:
        """JSON form."""
        place = {"visit": self.visit} if self.depot is None else {"depot": self.depot}
        times = {"arrive_s": self.arrive_s, "start_s": self.start_s, "depart_s": self.depart_s}
        return {**place, **times}


@dataclass(frozen=True, slots=True)
class HorizonRoute:
    """The stops of one shift in order, and when the engineer is at its end."""

    shift: str
    engineer: str
    stops: tuple[HorizonStop, ...]
    end_s: int

    def to_dict(self) -> dict[str, Any]:
        """JSON form."""
        stops = [stop.to_dict() for stop in self.stops]
        return {"shift": self.shift, "engineer": self.engineer, "stops": stops, "end_s": self.end_s}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A visit in no route, with reasons in JSON form (`engineer`, `shift`, `code`, `has`, `needs`)."""

    visit: str
    reasons: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class HorizonPlan:
    """Routes of the shifts that have visits, what they cost, and the visits left out."""

    routes: tuple[HorizonRoute, ...]
    unassigned: tuple[LeftOut, ...]
    cost: HorizonCost

    @property
    def visits(self) -> dict[str, tuple[str, ...]]:
        """Shift id → visit ids in order."""
        return {
            route.shift: tuple(stop.visit for stop in route.stops if stop.visit is not None)
            for route in self.routes
        }

    def to_dict(self) -> dict[str, Any]:
        """JSON form."""
        left_out = [
            {"visit": item.visit, "reasons": [dict(r) for r in item.reasons]} for item in self.unassigned
        ]
        routes = [route.to_dict() for route in self.routes]
        return {"routes": routes, "unassigned": left_out, "cost": self.cost.to_dict()}

    @classmethod
    def from_dict(cls, data: object) -> HorizonPlan:
        """Read the JSON form; raises SnapshotError naming the field."""
        fields = Fields.of(data, "")
        cost = Fields.of(fields.need("cost"), "cost")
        return cls(
            routes=tuple(_route(item) for item in fields.objects("routes")),
            unassigned=tuple(_left_out(item) for item in fields.objects("unassigned")),
            cost=HorizonCost(
                **{name: cost.whole(name, 0, 10**18) for name in HorizonCost().to_dict() if name != "total"}
            ),
        )


def _route(fields: Fields) -> HorizonRoute:
    stops = tuple(_stop(item) for item in fields.objects("stops"))
    return HorizonRoute(fields.text("shift"), fields.text("engineer"), stops, fields.time("end_s"))


def _stop(fields: Fields) -> HorizonStop:
    visit = None if fields.has("depot") else fields.text("visit")
    times = (fields.time(key) for key in ("arrive_s", "start_s", "depart_s"))
    return HorizonStop(visit, fields.text_or_none("depot"), *times)


def _left_out(fields: Fields) -> LeftOut:
    reasons: Sequence[Fields] = fields.objects("reasons")
    return LeftOut(fields.text("visit"), tuple(reason.values for reason in reasons))
