"""Waiting in a queue is assignment, not acceptance."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from app.queries.milestones import milestones_of
from dispatch.promise import Stage, blamed_stage, stage_seconds

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def _at(minutes: float | None) -> datetime | None:
    return None if minutes is None else NOON + timedelta(minutes=minutes)


def _request(on_site: float | None = None) -> Any:
    return SimpleNamespace(requested_at=NOON, received_at=NOON, on_site_at=_at(on_site))


def _visit(
    assigned: float | None = None, accepted: float | None = None, departed: float | None = None
) -> Any:
    return SimpleNamespace(assigned_at=_at(assigned), accepted_at=_at(accepted), departed_at=_at(departed))


def test_assignment_ends_when_somebody_was_first_asked() -> None:
    passed = milestones_of(_request(80), _visit(0, 62, 63), _at(60))
    assert stage_seconds(passed, NOON)[Stage.ASSIGNMENT] == 3600
    assert blamed_stage(passed, NOON, 3600) is Stage.ASSIGNMENT


def test_a_visit_in_a_queue_hangs_in_assignment() -> None:
    passed = milestones_of(_request(), _visit(assigned=1), None)
    assert blamed_stage(passed, NOON + timedelta(minutes=70), 3600) is Stage.ASSIGNMENT


def test_an_engineer_who_said_yes_unasked_was_assigned_when_the_visit_was_given() -> None:
    passed = milestones_of(_request(), _visit(assigned=1, accepted=30), None)
    assert passed.assigned_at == NOON + timedelta(minutes=1)


def test_a_request_without_a_visit_has_only_its_own_milestones() -> None:
    assert milestones_of(_request(), None, None).assigned_at is None
