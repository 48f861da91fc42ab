"""A site whose place nobody knows: the promise is given, nobody is sent, and knowing the place plans it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from app.dispatching.commands import overrides
from app.dispatching.commands.placement import NextStep, Status, place_visit
from app.dispatching.commands.planner import plan_territory
from app.dispatching.errors import NoPoint
from app.dispatching.reads.candidates import candidates
from app.dispatching.reads.reasons import why
from app.kernel import Runtime, unit_of_work
from app.promise.commands.look import look
from app.promise.reads.watched import facts_of, ladder_of
from app.promise.rules.ladder import Rung, steps
from app.promise.tables import Alert, Watch
from app.registers.commands import registry
from app.registers.tables import Site, Territory
from app.requests.commands.intake.receive import receive
from app.requests.commands.intake.report import NewCustomer, NewSite, Report
from app.requests.tables import ServiceRequest, Visit
from tests.support.town import CENTRE, DISPATCHER, Town, build_town, without_child


@pytest.fixture
def town(runtime: Runtime) -> Town:
    return build_town(without_child(runtime))


def call(town: Town, runtime: Runtime | None = None) -> Visit:
    """Somebody new calls from a place that nobody can put on the map."""
    with unit_of_work(runtime or town.runtime, DISPATCHER) as uow:
        new = Report(
            "no_boot", "phone", customer=NewCustomer("Ink"), site=NewSite("Shop", address="No map 1")
        )
        _, visit = receive(uow, new)
    return visit


def test_the_promise_is_given_and_the_visit_waits(town: Town) -> None:
    visit = call(town)
    placed = place_visit(town.runtime, DISPATCHER, visit.id)
    assert (placed.status, placed.next) == (Status.NONE, NextStep.DISPATCHER_ALERTED)
    assert placed.reasons[0]["code"] == "no_point"
    waits = town.visit(visit.id)
    assert waits.unassigned_reasons == [{"engineer": None, "code": "no_point"}]
    plan_territory(town.runtime, town.territory_id)
    with unit_of_work(town.runtime, DISPATCHER, write=False) as uow:
        request = uow.get(ServiceRequest, visit.request_id)
        assert (request.lat, request.territory_id) == (None, town.territory_id)
        assert request.due_at > request.requested_at
        (first, *_) = steps(
            facts_of(request, uow.get(Visit, visit.id), None),
            ladder_of(uow.get(Territory, town.territory_id)),
            uow.now,
        )
        assert (first.rung, first.due_at) == (Rung.UNASSIGNED, request.received_at)
        assert {one.refusals[0]["code"] for one in candidates(uow, request.id)} == {"no_point"}
        assert why(uow, visit.id, "zh-CN").facts == {"code": "no_point"}
    with pytest.raises(NoPoint), unit_of_work(town.runtime, DISPATCHER) as uow:
        overrides.assign(uow, visit.id, town.engineers[0])


def test_knowing_the_place_plans_it(town: Town) -> None:
    visit = call(town)
    place_visit(town.runtime, DISPATCHER, visit.id)
    with unit_of_work(town.runtime, DISPATCHER) as uow:
        request = uow.get(ServiceRequest, visit.request_id)
        site, due_at = uow.get(Site, request.site_id), request.due_at
        registry.update(uow, "site", site, {"lat": CENTRE[0], "lon": CENTRE[1]})
    plan_territory(town.runtime, town.territory_id)
    planned = town.visit(visit.id)
    assert planned.engineer_id is not None
    assert planned.unassigned_reasons is None
    with unit_of_work(town.runtime, write=False) as uow:
        request = uow.get(ServiceRequest, visit.request_id)
        assert (request.place, request.due_at) == (CENTRE, due_at)


def test_where_several_territories_serve_the_default_takes_it(town: Town) -> None:
    with unit_of_work(town.runtime) as uow:
        values = {"code": "remote", "name": "Remote", "centre_lat": 40.0, "centre_lon": 116.0}
        registry.create(uow, "territory", values)
    with unit_of_work(town.runtime, write=False) as uow:
        oldest = uow.get(Visit, call(town).id).territory_id
    assert oldest == town.territory_id
    settings = replace(town.runtime.settings, default_territory="remote")
    north = replace(town.runtime, settings=settings)
    visit = call(town, north)
    with unit_of_work(town.runtime, write=False) as uow:
        taken_by = uow.session.scalars(
            select(Territory.code).join(Visit, Visit.territory_id == Territory.id).where(Visit.id == visit.id)
        ).one()
    assert taken_by == "remote"


def test_place_in_another_territory_moves_what_is_open_there(town: Town) -> None:
    visit = call(town)
    place_visit(town.runtime, DISPATCHER, visit.id)
    look(town.runtime, town.territory_id)
    with unit_of_work(town.runtime, DISPATCHER) as uow:
        values = {"code": "remote", "name": "Remote", "centre_lat": 40.0, "centre_lon": 116.0}
        remote = registry.create(uow, "territory", values).id
        request = uow.get(ServiceRequest, visit.request_id)
        registry.update(uow, "site", uow.get(Site, request.site_id), {"lat": 40.0, "lon": 116.0})
    with unit_of_work(town.runtime, write=False) as uow:
        assert uow.get(ServiceRequest, visit.request_id).territory_id == remote
        assert uow.get(Visit, visit.id).territory_id == remote
        watch = uow.session.get(Watch, visit.request_id)
        assert watch is not None
        assert watch.territory_id == remote
        held = uow.session.scalars(select(Alert.territory_id).where(Alert.request_id == visit.request_id))
        assert set(held) == {remote}
