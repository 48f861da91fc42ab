"""Each role follows its own events, and is told of them what is its business."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from app.kernel import Principal, Role, Runtime, UnitOfWork, feed, ledger, unit_of_work
from app.kernel.erasing import erase
from app.kernel.feed import START
from app.kernel.principal import ANONYMOUS
from app.kernel.scopes import SCOPES
from app.kernel.tables import Event
from app.outbox.reads import audience
from app.outbox.reads.audience import NEVER, SCOPE_OF
from app.portal.events import VisitRated
from app.requests.tables import Visit
from tests.support.clock import FakeClock
from tests.support.listening import happen
from tests.support.web import application
from tests.web.world import Side, World, make_world


@pytest.fixture
def world(runtime: Runtime, clock: FakeClock) -> World:
    return make_world(runtime, clock, application(runtime))


def told(runtime: Runtime, who: Principal, *, narrowed: bool = False) -> dict[str, dict[str, Any]]:
    """What `who` is told of everything in the ledger: kind → data."""
    with unit_of_work(runtime, write=False) as uow:
        clauses = audience.narrowing(uow, who, None) if narrowed else []
        found = audience.happenings(uow, feed.after(uow, START, 100, *clauses))
    return {message["kind"]: message["data"] for it in found if (message := audience.shown(who, it))}


def a_morning(runtime: Runtime, side: Side) -> None:
    """One of each sort of event on the side's request."""
    job = side.job
    mine: dict[str, Any] = {"stream": f"request:{job.request_id}", "of_visit": job.visit_id}
    happen(runtime, "request.promised", mine["stream"], due_at="10:00", min_stars=3)
    happen(runtime, "visit.offered", engineer_id=job.engineer_id, **mine)
    happen(runtime, "visit.accepted", engineer_id=job.engineer_id, accepted_at="09:02", **mine)
    happen(runtime, "visit.on_site", on_site_at="09:40", arrival={"lat": 1}, arrival_code="4711", **mine)
    happen(runtime, "visit.rated", score=4, engineer_id=job.engineer_id, **mine)
    happen(runtime, "alert.raised", engineer_id=job.engineer_id, rung="not_departed", **mine)
    happen(runtime, "override.excluded", engineer_id=job.engineer_id, late_s=60, **mine)
    happen(runtime, "engineer.unavailable", f"engineer:{job.engineer_id}", reason="sick")
    happen(runtime, "enquiry.answered", f"enquiry:{side.enquiry_id}", in_time=True)
    happen(runtime, "customer.changed", f"customer:{job.customer_id}", values={})
    happen(runtime, "token.bearer.issued", f"user:{job.customer_id}", label="laptop")


EVERYTHING = {
    "request.promised",
    "visit.offered",
    "visit.accepted",
    "visit.on_site",
    "visit.rated",
    "alert.raised",
    "override.excluded",
    "engineer.unavailable",
    "enquiry.answered",
    "customer.changed",
    "token.bearer.issued",
}
OF_THE_CUSTOMER = {"request.promised", "visit.accepted", "visit.on_site", "visit.rated", "enquiry.answered"}
OF_THE_FIELD = {"visit.offered", "visit.accepted", "visit.on_site", "engineer.unavailable"}

KINDS_OF = {
    Role.ADMIN: EVERYTHING,
    Role.DISPATCHER: EVERYTHING - {"token.bearer.issued"},
    Role.MANAGER: EVERYTHING - {"token.bearer.issued"},
    Role.CUSTOMER: OF_THE_CUSTOMER,
    Role.ENGINEER: OF_THE_FIELD,
    Role.PROVIDER: OF_THE_FIELD,
}


@pytest.mark.parametrize("role", sorted(KINDS_OF))
def test_role_follows_its_own_events(role: Role, world: World) -> None:
    a_morning(world.runtime, world.own)
    assert set(told(world.runtime, world.account(role))) == KINDS_OF[role]


@pytest.mark.parametrize("database_kind", ["sqlite"])
@pytest.mark.parametrize("role", [Role.CUSTOMER, Role.ENGINEER, Role.PROVIDER])
def test_stranger_of_the_same_role_follows_nothing(role: Role, world: World) -> None:
    a_morning(world.runtime, world.own)
    assert told(world.runtime, world.account(role, foreign=True)) == {}


def test_tracking_link_follows_its_one_request(world: World) -> None:
    a_morning(world.runtime, world.own)
    link = Principal(Role.TRACKING, request_id=world.own.job.request_id)
    assert set(told(world.runtime, link)) == OF_THE_CUSTOMER - {"enquiry.answered"}
    assert told(world.runtime, replace(link, request_id=world.foreign.job.request_id)) == {}


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_customer_is_not_told_who_comes_nor_what_the_office_thinks(world: World) -> None:
    a_morning(world.runtime, world.own)
    seen = told(world.runtime, world.account(Role.CUSTOMER))
    assert seen["request.promised"] == {"due_at": "10:00"}
    assert seen["visit.accepted"] == {"accepted_at": "09:02"}
    assert seen["visit.on_site"] == {"on_site_at": "09:40"}


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_arrival_code_is_told_to_nobody(world: World) -> None:
    a_morning(world.runtime, world.own)
    for role in KINDS_OF:
        assert NEVER.isdisjoint(told(world.runtime, world.account(role))["visit.on_site"]), role


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_anonymous_callers_follow_nothing(world: World) -> None:
    a_morning(world.runtime, world.own)
    assert told(world.runtime, ANONYMOUS) == {}
    assert not audience.may_follow(ANONYMOUS)


@pytest.mark.parametrize("database_kind", ["sqlite"])
@pytest.mark.parametrize(
    ("scope", "kinds"),
    [
        ("enquiries:read", {"enquiry.answered"}),
        ("customers:read", {"customer.changed"}),
        ("engineers:read", {"engineer.unavailable"}),
    ],
)
def test_integration_follows_what_its_scopes_open(scope: str, kinds: set[str], world: World) -> None:
    a_morning(world.runtime, world.own)
    key = replace(world.account(Role.INTEGRATION), scopes=frozenset({scope}))
    assert set(told(world.runtime, key)) == kinds
    assert audience.may_follow(key)
    assert not audience.may_follow(replace(key, scopes=frozenset({"dispatch:plan"})))


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_engineer_who_lost_a_visit_is_told_so_and_nothing_of_the_next(world: World) -> None:
    job, other = world.own.job, world.foreign.job.engineer_id

    def reassigned(uow: UnitOfWork) -> None:
        uow.get(Visit, job.visit_id).engineer_id = other

    mine: dict[str, Any] = {"stream": f"request:{job.request_id}", "of_visit": job.visit_id}
    happen(world.runtime, "visit.planned", engineer_id=job.engineer_id, why="declined", **mine)
    world.edit(reassigned)
    happen(world.runtime, "visit.assigned", engineer_id=other, eta_at="09:30", **mine)
    happen(world.runtime, "offer.declined", engineer_id=other, reason="too far", **mine)
    assert told(world.runtime, world.account(Role.ENGINEER)) == {
        "visit.planned": {"engineer_id": str(job.engineer_id), "why": "declined"}
    }
    assert set(told(world.runtime, world.account(Role.ENGINEER, foreign=True))) == {
        "visit.assigned",
        "offer.declined",
    }


@pytest.mark.parametrize("role", [Role.CUSTOMER, Role.DISPATCHER])
def test_narrowing_hides_nothing_that_would_be_shown(role: Role, world: World) -> None:
    for side in (world.own, world.foreign):
        a_morning(world.runtime, side)
    who = world.account(role)
    assert told(world.runtime, who, narrowed=True) == told(world.runtime, who)


def test_streams_open_by_scopes_that_exist() -> None:
    assert set(SCOPE_OF.values()) <= set(SCOPES)


def test_erased_field_is_null_to_whoever_was_told_it(runtime: Runtime, world: World) -> None:
    job = world.own.job
    said = VisitRated(visit_id=job.visit_id, score=2, comment="rude", engineer_id=job.engineer_id)
    with unit_of_work(runtime) as uow:
        ledger.record(uow, f"request:{job.request_id}", said)
    with unit_of_work(runtime) as uow:
        erase(uow, uow.session.scalars(select(Event.id).where(Event.kind == said.kind)).all(), "asked")
    customer = Principal(Role.CUSTOMER, "c", customer_id=job.customer_id)
    heard = told(runtime, customer)
    assert heard["visit.rated"] == {"score": 2, "comment": None}
    assert "personal_data.erased" not in heard
    office = told(runtime, Principal(Role.ADMIN, "a"))
    assert office["visit.rated"] == {"score": 2, "comment": None, "engineer_id": str(job.engineer_id)}
    assert office["personal_data.erased"]["reason"] == "asked"
