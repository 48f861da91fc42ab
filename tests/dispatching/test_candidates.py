"""Who could serve a request, ranked, with everybody's reason."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from app.dispatching.commands.offers import exclude
from app.dispatching.commands.overrides import assign
from app.dispatching.commands.placement import place_visit
from app.dispatching.errors import Ineligible
from app.dispatching.reads.candidates import CandidateRow, candidates
from app.dispatching.reads.reasons import why
from app.kernel import unit_of_work
from app.kernel.errors import NotFound
from app.registers.tables import Engineer, Skill
from app.requests.tables import Visit
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


def test_the_skill_that_is_lacking_is_named(town: Town) -> None:
    visit_id = town.report()
    with unit_of_work(town.runtime) as uow:
        uow.get(Engineer, town.engineers[1]).skills = []
        skill = uow.session.scalars(select(Skill)).first()
        assert skill is not None
        named = {"needs": skill.code, "name_en": skill.name_en, "name_zh": skill.name_zh}
    (lacking,) = [row.refusals for row in _candidates(town, visit_id) if row.engineer.id == town.engineers[1]]
    assert [one for one in lacking if one["code"] == "missing_skill" and named.items() <= one.items()]
    with pytest.raises(Ineligible) as refused, unit_of_work(town.runtime, DISPATCHER) as uow:
        assign(uow, visit_id, town.engineers[1], pin=True)
    assert named.items() <= refused.value.extra["refusals"][0].items()
    with unit_of_work(town.runtime, write=False) as uow:
        uow.get(Engineer, town.engineers[0]).skills = []
        uow.session.flush()
        assert any(skill.name_zh in said for said in why(uow, visit_id, "zh-CN").sentences)


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


def _exclude(town: Town, visit_id: UUID, engineer: int, reason: str) -> None:
    with unit_of_work(town.runtime) as uow:
        exclude(uow, uow.get(Visit, visit_id), town.engineers[engineer], reason)


def test_unanswered_offer_forbids_nothing_and_says_when(town: Town, clock: FakeClock) -> None:
    visit_id = town.report()
    _exclude(town, visit_id, 0, "expired")
    rows = {row.engineer.id: row for row in _candidates(town, visit_id)}
    row = rows[town.engineers[0]]
    assert (row.refusals, row.lapsed_at, row.declined_at) == ((), clock.now, None)


def test_who_said_no_and_who_was_ruled_out_are_told_apart(town: Town) -> None:
    visit_id = town.report()
    _exclude(town, visit_id, 0, "declined")
    _exclude(town, visit_id, 1, "dispatcher")
    rows = {row.engineer.id: row for row in _candidates(town, visit_id)}
    assert [rows[key].refusals[0]["code"] for key in town.engineers] == ["declined", "excluded"]


def test_pin_hides_nobody(town: Town) -> None:
    visit_id = town.report()
    with unit_of_work(town.runtime) as uow:
        assign(uow, visit_id, town.engineers[1])
    assert [row.refusals for row in _candidates(town, visit_id)] == [(), ()]
