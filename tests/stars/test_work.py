"""What single visits contribute to the figures of who made them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from app.kernel import UnitOfWork, unit_of_work
from app.requests.rules.promise import Outcome, Stage
from app.requests.tables import Rating, ServiceRequest, Visit
from app.stars.reads.comparison import behind
from app.stars.reads.work import Span, observed
from app.stars.rules.measures import Measure, promise_kept
from tests.support.clock import FakeClock
from tests.support.town import Town
from tests.support.walk import walk


def _span(uow: UnitOfWork) -> Span:
    return Span(uow.now - timedelta(days=90), uow.now + timedelta(days=1))


def _told(town: Town) -> list[dict[Measure, float]]:
    """What each request contributed for the first engineer, the oldest first."""
    with unit_of_work(town.runtime, write=False) as uow:
        return [dict(one.values) for one in reversed(behind(uow, _span(uow), town.engineers[0]))]


def _change(town: Town, visit: Any, **values: Any) -> None:
    with unit_of_work(town.runtime) as uow:
        row = uow.get(Visit, visit)
        for name, value in values.items():
            setattr(row, name, value)


def test_visit_counts_for_what_it_shows(town: Town, clock: FakeClock) -> None:
    visit = town.report(asset_id=town.asset_id)
    walk(town, visit, on_site=20, completed=50)
    clock.advance(hours=2)
    with unit_of_work(town.runtime) as uow:
        row = uow.get(Visit, visit)
        uow.session.add(
            Rating(id=uow.new_id(), visit_id=visit, engineer_id=row.engineer_id, score=4, rated_at=uow.now)
        )
    assert _told(town) == [
        {Measure.PROMISE: 1.0, Measure.FIRST_FIX: 1.0, Measure.PACE: 0.0, Measure.SCORE: 4.0}
    ]
    clock.advance(days=31)
    assert _told(town)[0][Measure.LASTING] == 1.0


def test_machine_that_is_back_within_30_days_is_the_first_visits_failure(
    town: Town, clock: FakeClock
) -> None:
    walk(town, town.report(asset_id=town.asset_id), on_site=20, completed=50)
    clock.advance(days=29)
    walk(town, town.report(asset_id=town.asset_id), on_site=20, completed=50, engineer=1)
    clock.advance(hours=2)
    assert _told(town)[0][Measure.LASTING] == 0.0
    clock.advance(days=40)
    assert _told(town)[0][Measure.LASTING] == 0.0


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("reason", "counts"),
    [
        ("needs_specialist", 0.0),
        ("other: he ran out of time", 0.0),
        ("part_missing: fuser", None),
        ("no_access", None),
    ],
)
def test_left_without_the_work_done_counts_where_it_was_his(
    town: Town, clock: FakeClock, reason: str, counts: float | None
) -> None:
    visit = town.report()
    walk(town, visit, on_site=20)
    with unit_of_work(town.runtime, write=False) as uow:
        ended = uow.now + timedelta(hours=1)
    _change(town, visit, state="incomplete", completed_at=ended, end_reason=reason)
    clock.advance(hours=2)
    assert _told(town)[0].get(Measure.FIRST_FIX) == counts


def test_what_a_colleague_made_of_it_afterwards_is_no_first_visit(town: Town, clock: FakeClock) -> None:
    visit = town.report()
    walk(town, visit, on_site=20, engineer=1)
    with unit_of_work(town.runtime) as uow:
        first = uow.get(Visit, visit)
        first.state, first.end_reason = "incomplete", "part_missing"
        first.completed_at = uow.now + timedelta(minutes=40)
        request = uow.get(ServiceRequest, first.request_id)
        uow.session.add(
            Visit(
                id=uow.new_id(),
                created_at=uow.now,
                updated_at=uow.now,
                request_id=request.id,
                ordinal=2,
                territory_id=request.territory_id,
                engineer_id=town.engineers[0],
                state="completed",
                arrival_code="1234",
                on_site_at=uow.now + timedelta(minutes=90),
                completed_at=uow.now + timedelta(minutes=120),
            )
        )
    clock.advance(hours=3)
    told = _told(town)
    assert Measure.FIRST_FIX not in told[0]
    assert Measure.PACE in told[0]


def test_arrival_that_was_none_says_nothing(town: Town, clock: FakeClock) -> None:
    visit = town.report()
    walk(town, visit, on_site=20, completed=50)
    _change(town, visit, arrival_settled="not_arrived")
    clock.advance(hours=2)
    assert all(set(one) <= {Measure.PROMISE} for one in _told(town))


def test_promise_that_was_broken_before_is_not_of_who_helps(town: Town, clock: FakeClock) -> None:
    """The first had it when it was due; the second comes ten minutes later."""
    visit_id = town.report()
    walk(town, visit_id, on_site=70, completed=90, engineer=1)
    clock.advance(hours=2)
    assert _blamed(town) == {town.engineers[1]}
    _change(town, visit_id, passed_on_at=clock.now - timedelta(minutes=55), due_engineer_id=town.engineers[0])
    assert _blamed(town) == {town.engineers[0]}


def _blamed(town: Town) -> set[UUID]:
    with unit_of_work(town.runtime, write=False) as uow:
        return {one.engineer_id for one in observed(uow, _span(uow))[Measure.PROMISE]}


@pytest.mark.any_database
@pytest.mark.parametrize("stage", [*Stage, None])
def test_engineer_answers_for_his_own_stages_alone(stage: Stage | None) -> None:
    own = stage in (Stage.ACCEPTANCE, Stage.DEPARTURE, Stage.TRAVEL)
    assert promise_kept(Outcome.BROKEN, stage) == (0.0 if own else None)


@pytest.mark.any_database
@pytest.mark.parametrize("outcome", [*Outcome])
def test_what_is_neither_kept_nor_broken_is_left_out(outcome: Outcome) -> None:
    kept = outcome in (Outcome.KEPT_PROVEN, Outcome.KEPT_BY_OFFICE, Outcome.KEPT_PLAUSIBLE)
    assert promise_kept(outcome, None) == (1.0 if kept else None)
