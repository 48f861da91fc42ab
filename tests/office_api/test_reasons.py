"""Why visits are where they are, what the plan costs, and what planning anew would change, over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from app.dispatching.commands.placement import place_visit
from tests.support.town import DISPATCHER, Town

if TYPE_CHECKING:
    from flask.testing import FlaskClient


@pytest.fixture
def visit_id(town: Town) -> UUID:
    """A visit that the first engineer was asked for."""
    made = town.report()
    place_visit(town.runtime, DISPATCHER, made)
    return made


def test_visit_tells_why_its_engineer_and_what_the_next_best_would_cost(
    dispatcher: FlaskClient, town: Town, visit_id: UUID
) -> None:
    told = dispatcher.get(f"/api/v1/visits/{visit_id}/why").get_json()
    assert (told["visit_id"], told["engineer"]["id"]) == (str(visit_id), str(town.engineers[0]))
    facts = told["facts"]
    assert facts["next_best"]["engineer"] in map(str, town.engineers[1:])
    assert facts["next_best_terms"]["total"] == sum(
        cost for term, cost in facts["next_best_terms"].items() if term != "total"
    )
    assert str(town.engineers[1]) not in " ".join(told["sentences"])
    chinese = dispatcher.get(f"/api/v1/visits/{visit_id}/why", headers={"Accept-Language": "zh-CN"})
    assert "承诺时限" in chinese.get_json()["sentences"][0]


def test_visit_that_nobody_may_serve_tells_the_refusals(dispatcher: FlaskClient, town: Town) -> None:
    unserved = town.report(min_stars=5)
    told = dispatcher.get(f"/api/v1/visits/{unserved}/why").get_json()
    assert told["engineer"] is None
    assert told["facts"]["refused"]["too_few_stars"] == len(told["facts"]["reasons"])


def test_visit_that_is_over_is_not_explained(dispatcher: FlaskClient, town: Town, visit_id: UUID) -> None:
    request_id = town.visit(visit_id).request_id
    dispatcher.post(f"/api/v1/service-requests/{request_id}/cancel", json={"reason": "It works again."})
    told = dispatcher.get(f"/api/v1/visits/{visit_id}/why").get_json()
    assert (told["sentences"], told["facts"]) == ([], None)


def test_score_of_the_plan_in_force_is_told_term_by_term(
    dispatcher: FlaskClient, town: Town, visit_id: UUID
) -> None:
    told = dispatcher.get(f"/api/v1/territories/{town.territory_id}/plan/score").get_json()
    assert told["total"] == sum(told["terms"].values())
    assert (told["facts"]["served"], told["facts"]["left"]) == (1, 0)
    assert town.visit(visit_id).version > 0


def test_preview_tells_what_planning_would_change_and_changes_nothing(
    dispatcher: FlaskClient, town: Town, visit_id: UUID
) -> None:
    waiting = town.report()
    before = town.visit(visit_id).version, town.visit(waiting).version
    told = dispatcher.post(f"/api/v1/territories/{town.territory_id}/plan/preview").get_json()
    assert {change["job"]: change["kind"] for change in told["changes"]}[str(waiting)] == "assigned"
    assert told["difference"]["total"] == told["after"]["total"] - told["before"]["total"] < 0
    assert (town.visit(visit_id).version, town.visit(waiting).version) == before
    missing = dispatcher.post(f"/api/v1/territories/{town.site_id}/plan/preview")
    assert missing.status_code == 404
