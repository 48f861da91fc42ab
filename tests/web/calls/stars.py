"""Calls of rubrics and grades."""

from __future__ import annotations

from typing import Any

from app.kernel import Role
from app.stars.rules.rubric import Graded
from app.stars.rules.rubric_data import as_data
from app.stars.rules.shipped import shipped
from tests.web.calls.call import API, Call, Prepared, read
from tests.web.world import World

AT = f"{API}/rubrics"
ONE = f"{AT}/<uuid:version_id>"


def _content() -> dict[str, Any]:
    return as_data(shipped(Graded.ENGINEER)) | {"provisional_below": 60}


def _first(world: World) -> dict[str, Any]:
    found = world.client(Role.ADMIN).get(f"{AT}?key=engineer").json
    assert found is not None
    return {"version_id": found[-1]["id"]}


def _draft(world: World) -> Any:
    made = world.client(Role.ADMIN).post(AT, json={"rubric": _content()})
    assert made.status_code == 201, made.text
    return made.json


def _of_draft(world: World, **body: Any) -> Call:
    draft = _draft(world)
    return Call(Role.MANAGER, {"version_id": draft["id"]}, json={"version": draft["version"], **body})


CALLS: dict[str, Prepared] = {
    f"GET {API}/engineers/<uuid:engineer_id>/grade": read(Role.ENGINEER, engineer_id="engineer_id"),
    f"GET {AT}": lambda _: Call(Role.MANAGER),
    f"POST {AT}": lambda _: Call(Role.MANAGER, json={"rubric": _content()}),
    f"GET {ONE}": lambda world: Call(Role.MANAGER, _first(world)),
    f"PUT {ONE}": lambda world: _of_draft(world, rubric=_content() | {"bonus_most": 4}),
    f"POST {ONE}/draft": lambda world: Call(Role.MANAGER, _first(world)),
    f"POST {ONE}/publish": _of_draft,
    f"POST {ONE}/discard": _of_draft,
    f"GET {ONE}/toml": lambda world: Call(Role.MANAGER, _first(world)),
}
