"""Snapshots that somebody brings."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.dispatching.commands.what_if import what_if
from app.kernel import Runtime
from dispatch.fields import SnapshotError
from tests.dispatch.builders import engineer, job, snapshot
from tests.support.town import without_child

OURS = "http://roads.example"
ASKED = {"model": "osrm", "url": "http://roads.example/"}


@pytest.mark.parametrize("database_kind", ["sqlite"])
@pytest.mark.parametrize("ours", ["", "http://other.example"])
def test_only_this_installations_road_engine_is_asked(runtime: Runtime, ours: str) -> None:
    settings = replace(runtime.settings, osrm_url=ours)
    with pytest.raises(SnapshotError, match=r"travel\.url"):
        what_if(replace(runtime, settings=settings), snapshot([engineer()], [job()], travel=ASKED), 0.1)


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_this_installations_road_engine_may_be_named(runtime: Runtime) -> None:
    settings = replace(runtime.settings, osrm_url=OURS)
    plan = what_if(replace(without_child(runtime), settings=settings), snapshot([], [], travel=ASKED), 0.1)
    assert plan["routes"] == []
