"""Calls about shifts that are swapped."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from app.kernel import Principal, Role, UnitOfWork, unit_of_work
from app.registers.tables import Engineer, Shift, Territory
from app.swaps.commands.answering import accept
from app.swaps.commands.offering import SwapWish, offer
from tests.support import build
from tests.web.calls.call import API, Call, Prepared, read
from tests.web.world import World

SWAPS, PHONE = f"{API}/shift-swaps", "/mobile/v1/shift-swaps"
ONE, PHONES_ONE = (f"{address}/<uuid:shift_swap_id>" for address in (SWAPS, PHONE))


def _shift(uow: UnitOfWork, engineer_id: UUID) -> UUID:
    begins = uow.now + timedelta(days=20)
    key = uow.new_id()
    stamps = {"created_at": uow.now, "updated_at": uow.now}
    span = {"starts_at": begins, "ends_at": begins + timedelta(hours=8)}
    uow.session.add(Shift(id=key, engineer_id=engineer_id, breaks=[], **span, **stamps))
    uow.session.flush()
    return key


def _colleague(uow: UnitOfWork, world: World) -> UUID:
    own = uow.get(Engineer, world.own.job.engineer_id)
    made = build.engineer(uow, uow.get(Territory, own.territory_id), provider_id=own.provider_id)
    uow.session.flush()
    return made.id


def _wish(world: World) -> dict[str, Any]:
    with unit_of_work(world.runtime) as uow:
        shift_id, other = _shift(uow, world.own.job.engineer_id), _colleague(uow, world)
    return {"shift_id": str(shift_id), "to_engineer_id": str(other)}


def _to_me(world: World, role: Role, *, accepted: bool = False, **more: Any) -> Call:
    me = world.own.job.engineer_id
    with unit_of_work(world.runtime, Principal(Role.SYSTEM, "system")) as uow:
        other = _colleague(uow, world)
        made = offer(uow, other, SwapWish(_shift(uow, other), me))
        if accepted:
            accept(uow, made.id, me)
        key = made.id
    return Call(role, {"shift_swap_id": str(key)}, **more)


def _mine(world: World) -> Call:
    made = world.client(Role.ENGINEER).post(SWAPS, json=_wish(world))
    assert made.status_code == 201, made.text
    return Call(Role.ENGINEER, {"shift_swap_id": made.json["id"]})


CALLS: dict[str, Prepared] = {
    f"GET {SWAPS}": read(Role.MANAGER),
    f"POST {SWAPS}": lambda world: Call(Role.ENGINEER, json=_wish(world)),
    f"GET {API}/shift-swap-choices": read(Role.ENGINEER),
    f"GET {ONE}": lambda world: _to_me(world, Role.MANAGER),
    f"POST {ONE}/accept": lambda world: _to_me(world, Role.ENGINEER),
    f"POST {ONE}/decline": lambda world: _to_me(world, Role.ENGINEER),
    f"POST {ONE}/withdraw": _mine,
    f"POST {ONE}/approve": lambda world: _to_me(world, Role.MANAGER, accepted=True, json={}),
    f"POST {ONE}/refuse": lambda world: _to_me(world, Role.MANAGER, accepted=True, json={"why": "Too few"}),
    "GET /mobile/v1/shift-swap-choices": read(Role.ENGINEER),
    f"GET {PHONE}": read(Role.ENGINEER),
    f"POST {PHONE}": lambda world: Call(Role.ENGINEER, json={**_wish(world), "shift_swap_id": str(uuid4())}),
    f"POST {PHONES_ONE}/accept": lambda world: _to_me(world, Role.ENGINEER),
    f"POST {PHONES_ONE}/decline": lambda world: _to_me(world, Role.ENGINEER),
    f"POST {PHONES_ONE}/withdraw": _mine,
}
