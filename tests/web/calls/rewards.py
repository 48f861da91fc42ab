"""Calls about rewards, penalties and their rules."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from app.kernel import Role, unit_of_work
from app.rewards.rules.states import RewardState
from app.rewards.rules.usual import usual
from app.rewards.tables import RewardProposal
from tests.web.calls.call import API, Call, Prepared, read
from tests.web.world import World

REWARDS, RULES = f"{API}/rewards", f"{API}/reward-rules"
ONE, VERSION = f"{REWARDS}/<uuid:reward_id>", f"{RULES}/<uuid:version_id>"


def _row(world: World, state: RewardState, **more: Any) -> dict[str, Any]:
    with unit_of_work(world.runtime) as uow:
        row = RewardProposal(
            id=uow.new_id(),
            engineer_id=world.own.job.engineer_id,
            month="2026-01",
            code=f"c{uuid4().hex[:12]}",
            rule=usual()["rules"][3],
            rules_number=1,
            figure=3.0,
            visits=[str(world.own.job.visit_id)],
            proposed=2,
            amount=2,
            state=state,
            created_at=uow.now,
            updated_at=uow.now,
            **more,
        )
        uow.session.add(row)
        uow.session.flush()
        return {"reward_id": row.id}


def _decided(world: World) -> dict[str, Any]:
    return _row(world, RewardState.ACCEPTED)


def _draft(world: World) -> Any:
    admin = world.client(Role.ADMIN)
    for row in admin.get(f"{RULES}?state=draft").json or []:
        return row
    made = admin.post(RULES)
    assert made.status_code == 201, made.text
    return made.json


def _of_draft(world: World, **body: Any) -> Call:
    draft = _draft(world)
    return Call(Role.MANAGER, {"version_id": draft["id"]}, json={"version": draft["version"], **body})


def _objected(world: World) -> dict[str, Any]:
    with unit_of_work(world.runtime) as uow:
        now = uow.now
    return _row(world, RewardState.ACCEPTED, objection="No", objected_at=now)


CALLS: dict[str, Prepared] = {
    f"GET {REWARDS}": read(Role.MANAGER),
    f"GET {ONE}": lambda world: Call(Role.ENGINEER, _decided(world)),
    f"POST {ONE}/decide": lambda world: Call(
        Role.MANAGER, _row(world, RewardState.PROPOSED), json={"decision": "accept"}
    ),
    f"POST {ONE}/object": lambda world: Call(Role.ENGINEER, _decided(world), json={"words": "I did."}),
    f"POST {ONE}/answer": lambda world: Call(Role.MANAGER, _objected(world), json={"words": "Yes."}),
    f"GET {RULES}": read(Role.MANAGER),
    f"POST {RULES}": lambda _: Call(Role.MANAGER),
    f"GET {VERSION}": lambda world: Call(Role.MANAGER, {"version_id": _draft(world)["id"]}),
    f"PUT {VERSION}": lambda world: _of_draft(world, content=usual() | {"base_points": 10}),
    f"POST {VERSION}/publish": _of_draft,
    f"POST {VERSION}/discard": _of_draft,
}
