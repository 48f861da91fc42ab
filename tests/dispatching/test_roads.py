"""Planning by road: who is near may be far."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from app.dispatching.commands.placement import place_visit
from app.dispatching.commands.planner import plan_territory
from app.dispatching.reads.snapshot import territory_view
from app.kernel import unit_of_work
from tests.support.clock import MONDAY_MORNING
from tests.support.roads import Point, serving, table_answer
from tests.support.town import CENTRE, DISPATCHER, KM, Town

pytestmark = pytest.mark.any_database


def across_the_river(a: Point, b: Point) -> float:
    """From one kilometre north there is no bridge; everything else is five minutes away."""
    return 1500.0 if round((a[0] - CENTRE[0]) / KM) == 1 else 299.2


def test_whoever_is_near_by_road_is_sent_and_told_the_roads_time(town: Town) -> None:
    with serving(lambda path: (200, json.dumps(table_answer(path, across_the_river)).encode())) as url:
        settings = replace(town.runtime.settings, travel="osrm", osrm_url=url, osrm_table_size=50)
        by_road = replace(town.runtime, settings=settings)
        visit_id = town.report()
        found = place_visit(by_road, DISPATCHER, visit_id)
        assert found.engineer_id == town.engineers[1]
        assert found.eta_at == MONDAY_MORNING.replace(microsecond=0) + timedelta(seconds=300)
        plan_territory(by_road, town.territory_id)
    assert town.visit(visit_id).engineer_id == town.engineers[1]


def test_a_town_is_planned_by_great_circles_while_the_road_engine_is_away(town: Town) -> None:
    settings = replace(town.runtime.settings, travel="osrm", osrm_url="http://127.0.0.1:9")
    away = replace(town.runtime, settings=settings)
    found = place_visit(away, DISPATCHER, town.report())
    assert found.engineer_id == town.engineers[0]
    with unit_of_work(away, write=False) as uow:
        travel = territory_view(uow, town.territory_id).problem.travel
    assert (travel.model, travel.url, travel.table_size) == ("osrm", "http://127.0.0.1:9", 100)
