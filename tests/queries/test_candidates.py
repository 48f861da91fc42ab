"""Who could serve a request, ranked, with everybody's reason."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from app.errors import NotFound
from app.models import Engineer
from app.queries.candidates import CandidateRow, candidates
from app.runtime import unit_of_work
from app.services.planning.placement import place_visit
from tests.support.clock import FakeClock
from tests.support.town import DISPATCHER, Town, add_engineer


def _candidates(town: Town, visit_id: UUID) -> list[CandidateRow]:
    request_id = town.visit(visit_id).request_id
    with unit_of_work(town.runtime, write=False) as uow:
        return candidates(uow, request_id)


def test_the_nearest_comes_first_and_every_engineer_is_in_the_list(town: Town) -> None:
    with unit_of_work(town.runtime) as uow:
        absent = add_engineer(uow, town, 0, starts_in=timedelta(hours=8))
        uow.get(Engineer, town.engineers[1]).stars = 1
    rows = _candidates(town, town.report(min_stars=2))
    assert [row.engineer.id for row in rows] == [town.engineers[0], town.engineers[1], absent]
    assert [[r["code"] for r in row.refusals] for row in rows] == [[], ["too_few_stars"], ["off_duty"]]
    assert [row.eta_at is None for row in rows] == [False, True, True]


def test_displaced_visits_tell_how_many_minutes_they_lose(town: Town, clock: FakeClock) -> None:
    far = town.report(8)
    with unit_of_work(town.runtime) as uow:
        uow.get(Engineer, town.engineers[1]).available = False
    place_visit(town.runtime, DISPATCHER, far)
    clock.advance(minutes=1)
    near = town.report(1, requested_at=clock.now - timedelta(minutes=45))
    rows = _candidates(town, near)
    assert [(k.visit_id, k.delay_s) for k in rows[0].knock_on] == [(far, 1800)]
    assert rows[0].knock_on_min == 30.0


def test_an_unknown_request_is_not_found(town: Town) -> None:
    with pytest.raises(NotFound), unit_of_work(town.runtime, write=False) as uow:
        candidates(uow, town.site_id)
