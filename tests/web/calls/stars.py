"""Calls about figures of grades."""

from __future__ import annotations

from typing import Any

from app.kernel import Role
from tests.web.calls.call import API, Call, Prepared, read
from tests.web.world import World

DECLARATIONS = f"{API}/star-declarations"
ONE = f"{DECLARATIONS}/<uuid:star_declaration_id>"


def _said(world: World) -> dict[str, Any]:
    return {"visit_id": str(world.own.job.visit_id), "reason": "weather", "note": "Hail."}


def _declared(world: World, **more: Any) -> Call:
    made = world.client(Role.MANAGER).post(DECLARATIONS, json=_said(world))
    assert made.status_code == 201, made.text
    return Call(Role.MANAGER, {"star_declaration_id": made.json["id"]}, **more)


def _behind(world: World, name: str) -> Call:
    key = getattr(world.own.job if name == "engineer_id" else world.own, name)
    return Call(Role.MANAGER, {name: key}, query={"measure": "no_repeat"})


CALLS: dict[str, Prepared] = {
    f"GET {DECLARATIONS}": lambda _: Call(Role.MANAGER),
    f"POST {DECLARATIONS}": lambda world: Call(Role.MANAGER, json=_said(world)),
    f"GET {ONE}": _declared,
    f"POST {ONE}/withdraw": lambda world: _declared(world, json={"note": "It did not hail."}),
    f"GET {API}/engineers/<uuid:engineer_id>/star-contributions": lambda world: _behind(world, "engineer_id"),
    f"GET {API}/providers/<uuid:provider_id>/star-contributions": lambda world: _behind(world, "provider_id"),
    **{
        f"GET {API}/engineers/<uuid:engineer_id>/{what}": read(Role.ENGINEER, engineer_id="engineer_id")
        for what in ("star-facts", "star-standings")
    },
    **{
        f"GET {API}/providers/<uuid:provider_id>/{what}": read(Role.PROVIDER, provider_id="provider_id")
        for what in ("star-facts", "star-standings")
    },
}
