"""Calls about figures of grades and rubrics."""

from __future__ import annotations

from typing import Any

from app.kernel import Role
from app.stars.rules.rubric import Graded
from app.stars.rules.rubric_data import as_data
from app.stars.rules.shipped import shipped
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


def _scorecard(world: World) -> Call:
    asked = {"kind": "engineer", "id": str(world.own.job.engineer_id), "from": "2026-01", "to": "2026-03"}
    return Call(Role.MANAGER, query=asked)


def _own_figures(world: World, **more: str) -> Call:
    return Call(Role.ENGINEER, query={"from": "2026-01", "to": "2026-03", **more})


def _scorecard_visits(world: World) -> Call:
    asked = _scorecard(world)
    return Call(Role.MANAGER, query={**asked.query, "measure": "no_repeat"})


RUBRICS = f"{API}/rubrics"
RUBRIC = f"{RUBRICS}/<uuid:version_id>"


def _content() -> dict[str, Any]:
    return as_data(shipped(Graded.ENGINEER)) | {"provisional_below": 60}


def _first(world: World) -> dict[str, Any]:
    found = world.client(Role.ADMIN).get(f"{RUBRICS}?key=engineer").json
    assert found is not None
    return {"version_id": found[-1]["id"]}


def _draft(world: World) -> Any:
    made = world.client(Role.ADMIN).post(RUBRICS, json={"rubric": _content()})
    assert made.status_code == 201, made.text
    return made.json


def _of_draft(world: World, **body: Any) -> Call:
    draft = _draft(world)
    return Call(Role.MANAGER, {"version_id": draft["id"]}, json={"version": draft["version"], **body})


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
    f"GET {API}/engineers/<uuid:engineer_id>/grade": read(Role.ENGINEER, engineer_id="engineer_id"),
    f"GET {API}/dispatch/learned-stars": lambda _: Call(Role.MANAGER),
    f"GET {API}/scorecards": _scorecard,
    f"GET {API}/scorecards/visits": _scorecard_visits,
    "GET /mobile/v1/figures": _own_figures,
    "GET /mobile/v1/figures/visits": lambda world: _own_figures(world, measure="customer_score"),
    f"GET {RUBRICS}": lambda _: Call(Role.MANAGER),
    f"POST {RUBRICS}": lambda _: Call(Role.MANAGER, json={"rubric": _content()}),
    f"GET {RUBRIC}": lambda world: Call(Role.MANAGER, _first(world)),
    f"PUT {RUBRIC}": lambda world: _of_draft(world, rubric=_content() | {"bonus_most": 4}),
    f"POST {RUBRIC}/draft": lambda world: Call(Role.MANAGER, _first(world)),
    f"POST {RUBRIC}/publish": _of_draft,
    f"POST {RUBRIC}/discard": _of_draft,
    f"GET {RUBRIC}/toml": lambda world: Call(Role.MANAGER, _first(world)),
}
