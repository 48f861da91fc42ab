"""Calls about leave that is asked for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from app.kernel import Role
from tests.web.calls.call import API, Call, Prepared, read
from tests.web.world import World

REQUESTS, PHONE = f"{API}/leave-requests", "/mobile/v1/leave-requests"
ONE, PHONES_ONE = (f"{address}/<uuid:leave_request_id>" for address in (REQUESTS, PHONE))


def _wish(world: World) -> dict[str, Any]:
    begins = world.clock.now + timedelta(days=20)
    spans = {"starts_at": begins.isoformat(), "ends_at": (begins + timedelta(days=1)).isoformat()}
    return {"reason": "annual", **spans}


def _asked(world: World, role: Role, **more: Any) -> Call:
    made = world.client(Role.ENGINEER).post(REQUESTS, json=_wish(world))
    assert made.status_code == 201, made.text
    return Call(role, {"leave_request_id": made.json["id"]}, **more)


CALLS: dict[str, Prepared] = {
    f"GET {REQUESTS}": read(Role.MANAGER),
    f"POST {REQUESTS}": lambda world: Call(Role.ENGINEER, json=_wish(world)),
    f"GET {ONE}": lambda world: _asked(world, Role.MANAGER),
    f"POST {ONE}/approve": lambda world: _asked(world, Role.MANAGER, json={}),
    f"POST {ONE}/refuse": lambda world: _asked(world, Role.MANAGER, json={"why": "Too few are there"}),
    f"POST {ONE}/withdraw": lambda world: _asked(world, Role.ENGINEER),
    f"GET {PHONE}": read(Role.ENGINEER),
    f"POST {PHONE}": lambda world: Call(
        Role.ENGINEER, json={**_wish(world), "leave_request_id": str(uuid4())}
    ),
    f"POST {PHONES_ONE}/withdraw": lambda world: _asked(world, Role.ENGINEER),
}
