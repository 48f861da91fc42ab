"""A problem and its snapshot say the same."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dispatch.benchmarks.instances import Shape, instant
from dispatch.model.snapshot import parse_snapshot
from dispatch.model.writing import snapshot_of
from tests.dispatch.builders import engineer, job, snapshot

MATRIX = {"model": "matrix", "points": [[0, 0], [0, 1]], "seconds": [[0, 5], [None, 0]]}
CORRECTIONS = {
    "cell_deg": 0.02,
    "bands": [0, 7],
    "overall": [1.0, 1.3],
    "cells": [{"cell": [6061, 15073], "factors": [1.1, 1.7]}],
}
TRAVELS = (
    MATRIX,
    {**MATRIX, "speed_kmh": {"short": 12, "long": 40, "full_at_km": 8}},
    {"model": "great_circle", "circuity": 1.2, "speed_kmh": 30, "hours": [1.5] * 24, "midnight_s": -3600},
    {"model": "great_circle", "circuity": 1.2, "speed_kmh": 30, "corrections": CORRECTIONS},
    {"model": "osrm", "url": "http://127.0.0.1:5000/", "table_size": 50},
)


def _same(case: dict[str, Any]) -> None:
    problem = parse_snapshot(case)
    written = json.loads(json.dumps(snapshot_of(problem)))
    assert parse_snapshot(written) == problem


@pytest.mark.parametrize("seed", range(3))
def test_a_generated_instant_comes_back_as_it_was(seed: int) -> None:
    _same(instant(Shape(12, 30), seed))


@pytest.mark.parametrize("travel", TRAVELS)
def test_travel_comes_back_as_it_was(travel: dict[str, Any]) -> None:
    _same(snapshot([engineer()], [job()], travel=travel))


def test_everything_that_can_be_said_comes_back_as_it_was() -> None:
    driving = engineer(
        "E1", status="travelling", heading_to="J1", provider="P", breaks=[[50, 60], [10, 20]], max_jobs=3
    )
    resting = engineer("E2", available=False, worked_s=7200)
    twin = job("J3", preferred_engineers=["E2"])
    bound = job("J1", current_engineer="E1", state="en_route", frozen=True, provider="P", window_start_s=-5)
    wished = job(
        "J2", required_engineer="E2", excluded_engineers=["E1"], preferred_engineers=["E2"], priority=4
    )
    _same(
        snapshot(
            [driving, resting],
            [bound, wished, twin],
            routes=[{"engineer": "E1", "stops": [{"job": "J1"}]}],
            service_factor={"1": 1.3},
            spread={"service": 0.4},
            profile="day",
            overtime_s=600,
        )
    )
