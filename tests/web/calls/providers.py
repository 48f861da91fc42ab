"""Calls about service providers."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select

from app.dispatching.commands.offers import offer
from app.kernel import Role, unit_of_work
from app.providers.commands.abilities import AbilitySaid, declare
from app.providers.commands.disputes import dispute
from app.providers.commands.statements import draft_month, issue
from app.providers.commands.suspensions import SuspensionSaid, suspend
from app.providers.tables import ProviderStatement
from app.registers.tables import Territory
from app.requests.tables import Visit
from app.stars.rules.months import month_of
from tests.web.calls.call import API, Call, Prepared, read
from tests.web.world import World

STATEMENT = f"{API}/provider-statements/<uuid:statement_id>"


def _of(world: World) -> str:
    return str(world.own.provider_id)


def _offer(**body: object) -> Prepared:
    def made(world: World) -> Call:
        with unit_of_work(world.runtime) as uow:
            visit = uow.get(Visit, world.own.job.visit_id)
            key = offer(uow, visit, uow.get(Territory, visit.territory_id)).id
        return Call(Role.PROVIDER, {"offer_id": key}, json=body or None)

    return made


def _give(world: World) -> Call:
    url = {"visit_id": world.own.job.visit_id}
    return Call(Role.PROVIDER, url, json={"engineer_id": str(world.own.job.engineer_id)})


def _suspending(world: World) -> Call:
    said = {"provider_id": _of(world), "from_on": "2026-01-01", "reason": "Two weak quarters."}
    return Call(Role.MANAGER, json=said)


def _lifting(world: World) -> Call:
    with unit_of_work(world.runtime, world.account(Role.MANAGER)) as uow:
        key = suspend(uow, SuspensionSaid(world.own.provider_id, "Weak.", date(2026, 1, 1))).id
    return Call(Role.MANAGER, {"suspension_id": key}, json={"note": "They mended it."})


def _deciding(world: World) -> Call:
    said = {"factor_percent": 103, "share_percent": 110, "effective_on": "2199-01-01", "reason": "Good."}
    return Call(Role.MANAGER, json={"provider_id": _of(world), **said})


def _declaring(world: World) -> Call:
    said = {"measure": "hours_covered", "percent": 90, "declared_on": "2026-01-01", "proof": "Rosters."}
    return Call(Role.PROVIDER, json={"provider_id": _of(world), **said})


def _record(**body: object) -> Prepared:
    def made(world: World) -> Call:
        with unit_of_work(world.runtime, world.account(Role.PROVIDER)) as uow:
            said = AbilitySaid(world.own.provider_id, "hours_covered", 90, "Rosters.", date(2026, 1, 1))
            key = declare(uow, said).id
        return Call(Role.MANAGER, {"record_id": key}, json=body)

    return made


def completed(world: World, *, issued: bool = True) -> UUID:
    """Complete the own visit, and draft the statement of its month; issued where the month is over."""
    with unit_of_work(world.runtime) as uow:
        visit = uow.get(Visit, world.own.job.visit_id)
        visit.state, visit.completed_at = "completed", uow.now
        month = month_of(uow.now, "UTC")
    world.clock.advance(days=40)
    with unit_of_work(world.runtime, world.account(Role.MANAGER)) as uow:
        for one in (month.later(-1), month, month.later(1)):
            draft_month(uow, one, world.own.provider_id)
        key = uow.session.scalars(select(ProviderStatement.id)).one()
        if issued:
            issue(uow, key)
    return key


def _issuing(world: World) -> Call:
    return Call(Role.MANAGER, {"statement_id": completed(world, issued=False)}, json={})


def _reading(world: World) -> Call:
    return Call(Role.PROVIDER, {"statement_id": completed(world)})


def _disputing(world: World) -> Call:
    url = {"statement_id": completed(world), "visit_id": world.own.job.visit_id}
    return Call(Role.PROVIDER, url, json={"words": "The travel is missing."})


def _answering(world: World) -> Call:
    key = completed(world)
    with unit_of_work(world.runtime, world.account(Role.PROVIDER)) as uow:
        made = dispute(uow, key, world.own.job.visit_id, "The travel is missing.").id
    return Call(Role.MANAGER, {"dispute_id": made}, json={"outcome": "rejected", "answer": "It is agreed."})


CALLS: dict[str, Prepared] = {
    f"GET {API}/provider-day": lambda _: Call(Role.PROVIDER),
    f"POST {API}/offers/<uuid:offer_id>/accept": _offer(),
    f"POST {API}/offers/<uuid:offer_id>/decline": _offer(reason="No van."),
    f"POST {API}/visits/<uuid:visit_id>/give": _give,
    f"GET {API}/provider-suspensions": lambda _: Call(Role.PROVIDER),
    f"POST {API}/provider-suspensions": _suspending,
    f"POST {API}/provider-suspensions/<uuid:suspension_id>/lift": _lifting,
    f"GET {API}/provider-terms": lambda _: Call(Role.PROVIDER),
    f"POST {API}/provider-terms": _deciding,
    f"GET {API}/providers/<uuid:provider_id>/consequences": read(Role.PROVIDER, provider_id="provider_id"),
    f"GET {API}/provider-records": lambda _: Call(Role.PROVIDER),
    f"POST {API}/provider-records": _declaring,
    f"POST {API}/provider-records/<uuid:record_id>/confirm": _record(),
    f"POST {API}/provider-records/<uuid:record_id>/refuse": _record(note="No proof."),
    f"GET {API}/provider-statements": lambda _: Call(Role.PROVIDER),
    f"POST {API}/provider-statements/draft": lambda _: Call(Role.MANAGER, json={"month": "2026-01"}),
    f"GET {STATEMENT}": _reading,
    f"POST {STATEMENT}/issue": _issuing,
    f"POST {STATEMENT}/lines/<uuid:visit_id>/dispute": _disputing,
    f"GET {API}/statement-disputes": lambda _: Call(Role.PROVIDER),
    f"POST {API}/statement-disputes/<uuid:dispute_id>/answer": _answering,
}
