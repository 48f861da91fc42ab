"""Calls of complaints and their verdicts."""

from __future__ import annotations

from app.hotline.commands import calls
from app.hotline.commands.calls import About, Taken
from app.hotline.rules.outcomes import CallOutcome
from app.kernel import Role, unit_of_work
from tests.web.calls.call import API, Call, Prepared
from tests.web.world import World

AT = f"{API}/complaints"
ONE = f"{AT}/<uuid:call_id>"
KEY = "019cac0f-278f-74ae-b3af-074d6b32dc1d"


def _complained(world: World) -> dict[str, object]:
    with unit_of_work(world.runtime, world.account(Role.DISPATCHER)) as uow:
        said = Taken(KEY, CallOutcome.COMPLAINT, note="He was rude.")
        return {"call_id": calls.log(uow, said, About(request_id=world.own.job.request_id)).id}


def _verdict(world: World) -> Call:
    body = {
        "verdict": "upheld",
        "about": "engineer",
        "engineer_id": str(world.own.job.engineer_id),
        "reason": "He says so himself.",
        "seen": 0,
    }
    return Call(Role.MANAGER, dict(_complained(world)), json=body)


CALLS: dict[str, Prepared] = {
    f"GET {AT}": lambda _: Call(Role.MANAGER),
    f"GET {ONE}": lambda world: Call(Role.MANAGER, dict(_complained(world))),
    f"POST {ONE}/verdicts": _verdict,
}
