"""Calls of the registers and of the outbox."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select

from app.kernel import Role, ledger, unit_of_work
from app.kernel.tables import Event
from app.outbox.tables import Delivery
from app.shell.worker.long_jobs import run_next
from tests.web.calls.call import API, POINT, Call, Prepared, etag, read
from tests.web.world import World


def registered(
    plural: str, kind: str, source: str, body: Callable[[World], dict[str, Any]]
) -> dict[str, Prepared]:
    """The five rows of one register; what is replaced or removed was made for it."""
    one = f"{API}/{plural}/<uuid:{kind}_id>"

    def fresh(world: World) -> str:
        made = world.client(Role.ADMIN).post(f"{API}/{plural}", json=body(world))
        assert made.status_code == 201, made.text
        return str(made.json["id"])

    def change(world: World) -> Call:
        key = fresh(world)
        return Call(
            Role.ADMIN, {f"{kind}_id": key}, json=body(world), headers=etag(world, f"{API}/{plural}/{key}")
        )

    def remove(world: World) -> Call:
        key = fresh(world)
        return Call(Role.ADMIN, {f"{kind}_id": key}, headers=etag(world, f"{API}/{plural}/{key}"))

    return {
        f"GET {API}/{plural}": read(Role.ADMIN),
        f"POST {API}/{plural}": lambda world: Call(Role.ADMIN, json=body(world)),
        f"GET {one}": read(Role.ADMIN, **{f"{kind}_id": source})
        if source
        else lambda world: Call(Role.ADMIN, {f"{kind}_id": fresh(world)}),
        f"PUT {one}": change,
        f"DELETE {one}": remove,
    }


def _shift(world: World) -> dict[str, Any]:
    begin = world.clock.now + timedelta(days=3)
    return {
        "engineer_id": str(world.own.job.engineer_id),
        "starts_at": begin.isoformat(),
        "ends_at": (begin + timedelta(hours=8)).isoformat(),
    }


def _team_place(world: World) -> dict[str, Any]:
    """A place in a team of its own: what is replaced was made with another."""
    team = {"name": f"Crew {uuid4()}", "territory_id": str(world.own.job.territory_id)}
    made = world.client(Role.ADMIN).post(f"{API}/teams", json=team)
    return {
        "team_id": made.json["id"],
        "part": "member",
        "engineer_id": str(world.own.job.engineer_id),
        "from_on": "2026-03-02",
    }


REGISTERS: dict[str, Prepared] = {
    **registered("customers", "customer", "customer_id", lambda _: {"name": "Acme"}),
    **registered(
        "sites",
        "site",
        "site_id",
        lambda w: {"customer_id": str(w.own.job.customer_id), "name": "Branch", "point": POINT},
    ),
    **registered(
        "assets",
        "asset",
        "asset_id",
        lambda w: {"site_id": str(w.own.job.site_id), "kind": "laptop", "model": "X1", "serial_number": "77"},
    ),
    **registered(
        "contracts",
        "contract",
        "contract_id",
        lambda w: {"customer_id": str(w.own.job.customer_id), "number": "C-9", "starts_on": "2026-01-01"},
    ),
    **registered(
        "territories",
        "territory",
        "territory_id",
        lambda _: {"code": "north", "name": "North", "centre": POINT},
    ),
    **registered(
        "calendar-days",
        "calendar_day",
        "",
        lambda w: {
            "territory_id": str(w.own.job.territory_id),
            "date": "2026-10-08",
            "kind": "closed",
        },
    ),
    **registered(
        "engineers",
        "engineer",
        "engineer_id",
        lambda w: {"number": "N1", "name": "Wu", "territory_id": str(w.own.job.territory_id), "base": POINT},
    ),
    **registered(
        "skills", "skill", "", lambda _: {"code": "plotter", "name_en": "Plotter", "name_zh": "绘图仪"}
    ),
    **registered("shifts", "shift", "shift_id", _shift),
    **registered("leaves", "leave", "", lambda world: _shift(world) | {"reason": "annual"}),
    **registered(
        "depots",
        "depot",
        "",
        lambda w: {"name": f"Depot {uuid4()}", "provider_id": str(w.own.provider_id)},
    ),
    **registered(
        "named-engineers",
        "named_engineer",
        "",
        lambda w: {
            "engineer_id": str(w.own.job.engineer_id),
            "kind": "preferred",
            "customer_id": str(w.own.job.customer_id),
            "reason": "knows the place",
            **dict.fromkeys(
                ("starts_on", "ends_on"), str(date(2030, 1, 1) + timedelta(days=uuid4().int % 20_000))
            ),
        },
    ),
    **registered("providers", "provider", "provider_id", lambda _: {"name": "Partner"}),
    **registered(
        "users",
        "user",
        "",
        lambda _: {"login": "zhao", "name": "Zhao", "role": "dispatcher", "password": "a long enough one"},
    ),
    **registered(
        "teams", "team", "", lambda w: {"name": "Crew", "territory_id": str(w.own.job.territory_id)}
    ),
    **registered("team-places", "team_place", "", _team_place),
    f"GET {API}/territories/<uuid:territory_id>/calendar": read(Role.DISPATCHER, territory_id="territory_id"),
    f"GET {API}/contracts/<uuid:contract_id>/calendar": read(Role.MANAGER, contract_id="contract_id"),
    f"GET {API}/engineers/<uuid:engineer_id>/positions": read(Role.ENGINEER, engineer_id="engineer_id"),
    f"GET {API}/fault-types": read(Role.CUSTOMER),
    f"PUT {API}/fault-types/<code>": lambda _: Call(
        Role.ADMIN,
        {"code": "printer_noise"},
        json={"name_en": "Noise", "name_zh": "异响", "skill_code": "printer", "expected_s": 900},
    ),
    f"GET {API}/charge-kinds": read(Role.ENGINEER),
    f"PUT {API}/charge-kinds/<code>": lambda _: Call(
        Role.ADMIN,
        {"code": "parking"},
        json={"name_en": "Parking", "name_zh": "停车费", "unit_price_cents": 1000, "limit_cents": 5000},
    ),
    f"GET {API}/parts": read(Role.ENGINEER),
    f"PUT {API}/parts/<code>": lambda _: Call(
        Role.ADMIN, {"code": "fan"}, json={"name_en": "Fan", "name_zh": "风扇", "unit_price_cents": 900}
    ),
    f"POST {API}/imports/<kind>": lambda _: Call(
        Role.ADMIN, {"kind": "customers"}, data="name\nAcme\n", headers={"Content-Type": "text/csv"}
    ),
    f"POST {API}/imports/<kind>/wrong-rows": lambda _: Call(
        Role.ADMIN, {"kind": "skills"}, data="code\nx\n", headers={"Content-Type": "text/csv"}
    ),
    f"GET {API}/customers/<uuid:customer_id>/file": read(Role.CUSTOMER, customer_id="customer_id"),
}


def _job(world: World, *, ended: bool = True) -> str:
    """An import of which one row is wrong, so that a file says what."""
    answer = world.client(Role.ADMIN).post(
        f"{API}/imports/skills?background=true", data="code\nx\n", headers={"Content-Type": "text/csv"}
    )
    assert answer.status_code == 202, answer.text
    while ended and run_next(world.runtime):
        pass
    return str(answer.json["id"])


ONE_JOB = f"{API}/jobs/<uuid:job_id>"
JOBS: dict[str, Prepared] = {
    f"GET {API}/jobs": lambda _: Call(Role.MANAGER),
    f"GET {ONE_JOB}": lambda world: Call(Role.ADMIN, {"job_id": _job(world)}),
    f"GET {ONE_JOB}/result": lambda world: Call(Role.ADMIN, {"job_id": _job(world)}),
    f"POST {ONE_JOB}/stop": lambda world: Call(Role.ADMIN, {"job_id": _job(world, ended=False)}),
    f"POST {ONE_JOB}/repeat": lambda world: Call(Role.ADMIN, {"job_id": _job(world)}),
}


SUBSCRIPTION = f"{API}/subscriptions/<uuid:subscription_id>"


def _webhook(_world: World) -> dict[str, Any]:
    return {"name": "ERP", "channel": "webhook", "url": "https://receiver.invalid/hook", "kinds": ["visit.*"]}


def _subscribed(world: World) -> Call:
    made = world.client(Role.ADMIN).post(f"{API}/subscriptions", json=_webhook(world))
    assert made.status_code == 201, made.text
    return Call(Role.ADMIN, {"subscription_id": made.json["id"]})


def _died(world: World) -> Call:
    subscribed = _subscribed(world)
    with unit_of_work(world.runtime) as uow:
        ledger.note(uow, f"request:{world.own.job.request_id}", "visit.planned")
    with unit_of_work(world.runtime) as uow:
        key = uow.new_id()
        row = {
            "subscription_id": UUID(subscribed.url["subscription_id"]),
            "event_id": uow.session.scalars(select(func.max(Event.id))).one(),
            "event_tx": 0,
            "template": "event",
            "state": "dead",
            "attempts": 9,
            "due_at": uow.now,
            "created_at": uow.now,
        }
        uow.session.add(Delivery(id=key, **row))
    return Call(Role.ADMIN, {"delivery_id": key})


OUTBOX: dict[str, Prepared] = {
    **registered("subscriptions", "subscription", "", _webhook),
    **{f"POST {SUBSCRIPTION}/{verb}": _subscribed for verb in ("replay", "resume", "rotate-secret", "test")},
    f"GET {API}/deliveries": read(Role.ADMIN),
    f"POST {API}/deliveries/<uuid:delivery_id>/replay": _died,
}

CALLS = {**OUTBOX, **REGISTERS, **JOBS}
