"""Calls of checklist templates."""

from __future__ import annotations

from typing import Any

from app.kernel import Role
from checklists import as_data, load_shipped
from tests.web.calls.call import API, Call, Prepared, etag
from tests.web.world import World

AT = f"{API}/checklist-templates"
ONE = f"{AT}/<uuid:version_id>"


def _shipped(world: World) -> dict[str, Any]:
    """A version that came with the product."""
    found = world.client(Role.ADMIN).get(f"{AT}?key=printer").json
    assert found is not None
    return {"version_id": found[0]["id"]}


def _draft(world: World) -> Any:
    made = world.client(Role.ADMIN).post(f"{AT}/{_shipped(world)['version_id']}/draft")
    assert made.status_code == 201, made.text
    return made.json


def _whole(_: World) -> Call:
    [printer] = [one for one in load_shipped().templates if one.key == "printer"]
    return Call(Role.ADMIN, json={"template": {**as_data(printer), "key": "copier"}})


def _change(world: World) -> Call:
    draft = _draft(world)
    return Call(
        Role.ADMIN,
        {"version_id": draft["id"]},
        json={"template": draft["template"]},
        headers=etag(world, f"{AT}/{draft['id']}"),
    )


def _discard(world: World) -> Call:
    key = _draft(world)["id"]
    return Call(Role.ADMIN, {"version_id": key}, headers=etag(world, f"{AT}/{key}"))


def _publish(world: World) -> Call:
    draft = _draft(world)
    return Call(Role.ADMIN, {"version_id": draft["id"]}, json={"version": draft["version"]})


CALLS: dict[str, Prepared] = {
    f"GET {AT}": lambda _: Call(Role.MANAGER),
    f"POST {AT}": _whole,
    f"GET {ONE}": lambda world: Call(Role.MANAGER, _shipped(world)),
    f"PUT {ONE}": _change,
    f"DELETE {ONE}": _discard,
    f"POST {ONE}/draft": lambda world: Call(Role.ADMIN, _shipped(world)),
    f"POST {ONE}/publish": _publish,
    f"POST {ONE}/preview": lambda world: Call(Role.MANAGER, _shipped(world), json={"answers": {}}),
    f"GET {ONE}/toml": lambda world: Call(Role.MANAGER, _shipped(world)),
    f"GET {ONE}/visits": lambda world: Call(Role.MANAGER, _shipped(world)),
}
