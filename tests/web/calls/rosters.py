"""Calls of rosters."""

from __future__ import annotations

from typing import Any

from app.kernel import Role
from tests.web.calls.call import API, Call, Prepared, etag, read
from tests.web.calls.registers import registered
from tests.web.world import World

ROSTER = f"{API}/territories/<uuid:territory_id>/roster"
DAY = {"begins": "20:00", "ends": "08:00", "breaks": [["00:00", "00:30"]]}


def _week(_: World) -> dict[str, Any]:
    return {"from_on": "2026-03-02", "onto": ["2026-03-09"], "clashes": "replace"}


def _copy(world: World) -> Call:
    return Call(Role.DISPATCHER, {"territory_id": world.own.job.territory_id}, json=_week(world))


def _apply(world: World) -> Call:
    body = {
        "pattern": "four_crews_three_shifts",
        "engineers": [{"engineer_id": str(world.own.job.engineer_id), "crew": 2}],
        "first_on": "2026-04-06",
        "last_on": "2026-04-12",
        "dry_run": True,
    }
    return Call(Role.MANAGER, {"territory_id": world.own.job.territory_id}, json=body)


def _undo(world: World) -> Call:
    address = f"{API}/territories/{world.own.job.territory_id}/roster/copy-week"
    done = world.client(Role.ADMIN).post(address, json=_week(world))
    assert done.status_code == 200, done.text
    return Call(Role.DISPATCHER, {"roster_act_id": done.json["act_id"]})


def _split(world: World) -> Call:
    address = f"{API}/shifts/{world.own.shift_id}"
    at = {"at": world.clock.now.isoformat()}
    return Call(Role.DISPATCHER, {"shift_id": world.own.shift_id}, json=at, headers=etag(world, address))


CALLS: dict[str, Prepared] = {
    **registered(
        "roster-patterns",
        "roster_pattern",
        "",
        lambda world: {"name": f"Nights {world.runtime.random.random()}", "days": [[DAY], []]},
    ),
    f"GET {ROSTER}": read(Role.DISPATCHER, territory_id="territory_id"),
    f"GET {API}/territories/<uuid:territory_id>/staffing": read(Role.MANAGER, territory_id="territory_id"),
    f"GET {API}/territories/<uuid:territory_id>/on-call": read(Role.DISPATCHER, territory_id="territory_id"),
    f"POST {ROSTER}/copy-week": _copy,
    f"POST {ROSTER}/apply-pattern": _apply,
    f"POST {API}/roster-acts/<uuid:roster_act_id>/undo": _undo,
    f"POST {API}/shifts/<uuid:shift_id>/split": _split,
}
