"""Overrides, offers, plans and the simulated clock over HTTP."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from app.dispatching.commands import what_if
from app.dispatching.commands.placement import place_visit
from app.dispatching.reads.snapshot import territory_view
from app.kernel import unit_of_work
from app.requests.commands.intake.visits import INSTANT_S
from dispatch.model.writing import snapshot_of
from tests.support.clock import MONDAY_MORNING
from tests.support.town import DISPATCHER, Town

if TYPE_CHECKING:
    from flask.testing import FlaskClient


@pytest.fixture
def visit_id(town: Town) -> UUID:
    """A visit that the first engineer was asked for."""
    made = town.report()
    place_visit(town.runtime, DISPATCHER, made)
    return made


def _override(client: FlaskClient, visit_id: UUID, verb: str, **body: Any) -> Any:
    answer = client.post(f"/api/v1/visits/{visit_id}/{verb}", **({"json": body} if body else {}))
    return answer.status_code, answer.get_json()


def test_every_override_tells_the_visit_and_its_price(
    dispatcher: FlaskClient, town: Town, visit_id: UUID
) -> None:
    other = str(town.engineers[1])
    status, told = _override(dispatcher, visit_id, "assign", engineer_id=other)
    assert (status, told["visit"]["engineer_id"], told["visit"]["pinned_engineer_id"]) == (200, other, other)
    assert told["cost"]["drive_s"] > 0
    assert told["cost"]["minutes_late"] == 0
    assert told["visit"]["version"] == town.visit(visit_id).version
    assert _override(dispatcher, visit_id, "unpin")[1]["visit"]["pinned_engineer_id"] is None
    assert _override(dispatcher, visit_id, "pin")[1]["visit"]["pinned_engineer_id"] == other
    assert _override(dispatcher, visit_id, "exclude", engineer_id=other)[1]["visit"]["engineer_id"] is None
    assert _override(dispatcher, visit_id, "include", engineer_id=other)[0] == 200
    status, told = _override(dispatcher, visit_id, "unassign")
    assert (status, told["type"]) == (409, "/problems/not-assigned")


def test_an_engineer_who_may_not_serve_is_refused_with_reasons(dispatcher: FlaskClient, town: Town) -> None:
    visit_id = town.report(min_stars=5)
    status, told = _override(dispatcher, visit_id, "assign", engineer_id=str(town.engineers[0]))
    assert (status, told["type"]) == (409, "/problems/ineligible")
    assert told["refusals"][0]["code"] == "too_few_stars"


def test_visits_and_offers_are_listed_and_filtered(
    dispatcher: FlaskClient, town: Town, visit_id: UUID
) -> None:
    town.report()
    assert len(dispatcher.get("/api/v1/visits").get_json()) == 2
    offered = dispatcher.get("/api/v1/visits?state=offered").get_json()
    assert [row["id"] for row in offered] == [str(visit_id)]
    assert dispatcher.get(f"/api/v1/visits/{visit_id}").get_json() == offered[0]
    pending = dispatcher.get("/api/v1/offers?state=pending").get_json()
    assert [(row["visit_id"], row["engineer_id"]) for row in pending] == [
        (str(visit_id), str(town.engineers[0]))
    ]
    assert pending[0]["request_id"] == offered[0]["request_id"]
    assert len(dispatcher.get("/api/v1/offers").get_json()) == 1
    assert dispatcher.get("/api/v1/offers?state=lost").status_code == 422


def test_the_plan_in_force_shows_routes_and_what_nobody_serves(
    dispatcher: FlaskClient, town: Town, visit_id: UUID
) -> None:
    unserved = town.report(min_stars=5)
    place_visit(town.runtime, DISPATCHER, unserved)
    plan = dispatcher.get(f"/api/v1/territories/{town.territory_id}/plan").get_json()
    assert [(r["engineer"]["id"], [s["visit_id"] for s in r["stops"]]) for r in plan["routes"]] == [
        (str(town.engineers[0]), [str(visit_id)])
    ]
    assert [row["visit_id"] for row in plan["unassigned"]] == [str(unserved)]
    assert plan["unassigned"][0]["reasons"][0]["code"] == "too_few_stars"
    assert plan["long_waits"] == []
    assert plan["replanned_at"] == (MONDAY_MORNING + timedelta(seconds=INSTANT_S)).isoformat()


def test_planning_anew_is_asked_for_and_done_by_the_worker(dispatcher: FlaskClient, town: Town) -> None:
    answer = dispatcher.post(f"/api/v1/territories/{town.territory_id}/replan")
    assert (answer.status_code, answer.get_json()["territory_id"]) == (202, str(town.territory_id))
    assert dispatcher.post(f"/api/v1/territories/{town.site_id}/replan").status_code == 404


def test_a_snapshot_is_planned_without_touching_anything(
    dispatcher: FlaskClient, town: Town, visit_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    with unit_of_work(town.runtime, write=False) as uow:
        snapshot = snapshot_of(territory_view(uow, town.territory_id).problem)
    before = town.visit(visit_id).version
    told = dispatcher.post("/api/v1/dispatch/plan", json={"snapshot": snapshot, "budget_s": 0.1}).get_json()
    assert [stop["job"] for route in told["routes"] for stop in route["stops"]] == [str(visit_id)]
    assert town.visit(visit_id).version == before
    broken = dispatcher.post("/api/v1/dispatch/plan", json={"snapshot": snapshot | {"jobs": [{}]}})
    assert (broken.status_code, list(broken.get_json()["errors"])) == (422, ["jobs[0].id"])
    monkeypatch.setattr(what_if, "MOST_PAIRS", 1)
    assert dispatcher.post("/api/v1/dispatch/plan", json={"snapshot": snapshot}).status_code == 413


def test_the_simulated_clock_is_read_and_moved(simulated_admin: FlaskClient) -> None:
    to = (MONDAY_MORNING + timedelta(hours=1)).isoformat()
    moved = simulated_admin.post("/sim/v1/advance", json={"to": to})
    assert (moved.status_code, moved.get_json()["now"]) == (200, to)
    assert simulated_admin.get("/sim/v1/clock").get_json() == {"now": to}
    back = simulated_admin.post("/sim/v1/advance", json={"to": MONDAY_MORNING.isoformat()})
    assert (back.status_code, list(back.get_json()["errors"])) == (422, ["to"])


def test_outside_a_simulation_nobody_moves_the_clock(dispatcher: FlaskClient) -> None:
    assert dispatcher.post("/sim/v1/advance", json={"to": MONDAY_MORNING.isoformat()}).status_code == 404
