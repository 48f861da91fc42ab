"""A new visit gets the best place at once, unless somebody moved meanwhile."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from app.dispatching.commands import offers, placement
from app.dispatching.commands.placement import NextStep, Status, place_visit, take_place
from app.dispatching.reads.snapshot import TerritoryView, territory_view
from app.kernel import UnitOfWork, unit_of_work
from app.kernel.errors import TryAgain, VersionConflict
from app.registers.tables import Engineer, Territory
from app.requests.errors import IllegalTransition
from app.requests.rules.lifecycle import VisitState
from app.requests.tables import Visit
from dispatch.insertion.best_fit import Candidate, rank_candidates
from tests.support.clock import MONDAY_MORNING
from tests.support.town import DISPATCHER, Town, add_engineer


def _ranked(town: Town, visit_id: UUID) -> tuple[TerritoryView, list[Candidate]]:
    with unit_of_work(town.runtime, write=False) as uow:
        view = territory_view(uow, town.territory_id)
    return view, rank_candidates(view.problem, str(visit_id))


def test_the_nearest_free_engineer_is_assigned_and_asked(town: Town) -> None:
    visit_id = town.report()
    found = place_visit(town.runtime, DISPATCHER, visit_id)
    assert (found.status, found.next, found.reasons) == (Status.ASSIGNED, NextStep.OFFER_SENT, ())
    assert found.engineer_id == town.engineers[0]
    assert found.slack_s is not None
    assert found.slack_s > 3000
    visit = town.visit(visit_id)
    assert (visit.state, visit.engineer_id, visit.sequence) == ("offered", town.engineers[0], 0)
    assert (visit.eta_at, visit.assigned_at) == (found.eta_at, MONDAY_MORNING)


def test_an_engineer_who_is_engaged_is_not_asked_a_second_time(town: Town) -> None:
    first = place_visit(town.runtime, DISPATCHER, town.report())
    with unit_of_work(town.runtime) as uow:
        uow.get(Engineer, town.engineers[1]).available = False
    second = place_visit(town.runtime, DISPATCHER, town.report())
    assert (second.status, second.next) == (Status.ASSIGNED, NextStep.PLANNER_RETRIES)
    assert second.engineer_id == first.engineer_id
    assert len(town.pending_offers()) == 1


def test_whoever_comes_late_is_told_with_everybodys_reasons(town: Town) -> None:
    visit_id = town.report(requested_at=MONDAY_MORNING - timedelta(hours=2))
    found = place_visit(town.runtime, DISPATCHER, visit_id)
    assert found.status == Status.ASSIGNED
    assert found.slack_s is not None
    assert found.slack_s < 0
    assert {reason["code"] for reason in found.reasons} == {"arrives_late"}
    assert {UUID(reason["engineer_id"]) for reason in found.reasons} == set(town.engineers)


def test_what_nobody_may_serve_keeps_the_reasons_and_alerts_the_dispatcher(town: Town) -> None:
    visit_id = town.report(min_stars=5)
    found = place_visit(town.runtime, DISPATCHER, visit_id)
    assert (found.status, found.next) == (Status.NONE, NextStep.DISPATCHER_ALERTED)
    assert {reason["code"] for reason in found.reasons} == {"too_few_stars"}
    kept = town.visit(visit_id).unassigned_reasons or []
    assert [reason["code"] for reason in kept] == ["too_few_stars", "too_few_stars"]


def test_with_nobody_on_shift_the_reason_is_that(town: Town) -> None:
    with unit_of_work(town.runtime) as uow:
        for key in town.engineers:
            uow.get(Engineer, key).active = False
    found = place_visit(town.runtime, DISPATCHER, town.report())
    assert found.reasons == ({"engineer_id": None, "code": "off_duty", "has": 0, "needs": 1},)


def test_an_engineer_whose_shift_begins_later_is_planned_but_not_asked(town: Town) -> None:
    with unit_of_work(town.runtime) as uow:
        for key in town.engineers:
            uow.get(Engineer, key).active = False
        later = add_engineer(uow, town, 1, starts_in=timedelta(minutes=20))
    found = place_visit(town.runtime, DISPATCHER, town.report())
    assert (found.engineer_id, found.next) == (later, NextStep.PLANNER_RETRIES)
    assert found.eta_at is not None
    assert found.eta_at > MONDAY_MORNING + timedelta(minutes=20)


def test_the_answer_stands_as_it_is_where_the_planner_was_faster(town: Town) -> None:
    visit_id = town.report()
    view, ranked = _ranked(town, visit_id)
    place_visit(town.runtime, DISPATCHER, visit_id)
    with unit_of_work(town.runtime) as uow:
        found = take_place(uow, view, visit_id, ranked)
    assert found is not None
    assert (found.status, found.next) == (Status.ASSIGNED, NextStep.OFFER_SENT)
    assert found.slack_s is not None
    assert found.slack_s > 0


def test_a_place_is_not_taken_where_the_engineers_route_has_moved(town: Town) -> None:
    visit_id = town.report()
    view, ranked = _ranked(town, visit_id)
    place_visit(town.runtime, DISPATCHER, town.report())
    with unit_of_work(town.runtime) as uow:
        assert take_place(uow, view, visit_id, ranked) is None
    assert town.visit(visit_id).engineer_id is None


def test_a_place_is_not_taken_where_the_engineer_fell_ill(town: Town) -> None:
    visit_id = town.report()
    view, ranked = _ranked(town, visit_id)
    with unit_of_work(town.runtime) as uow:
        uow.get(Engineer, town.engineers[0]).available = False
    with unit_of_work(town.runtime) as uow:
        assert take_place(uow, view, visit_id, ranked) is None


def test_a_place_is_not_taken_where_the_visit_itself_has_moved(town: Town) -> None:
    visit_id = town.report()
    view, ranked = _ranked(town, visit_id)
    with unit_of_work(town.runtime) as uow:
        uow.get(Visit, visit_id).pinned_engineer_id = town.engineers[1]
    with unit_of_work(town.runtime) as uow:
        assert take_place(uow, view, visit_id, ranked) is None


def test_after_three_clashes_the_planner_goes_on(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    visit_id = town.report()
    clashes = iter([TryAgain(), VersionConflict("Visit", visit_id), None])

    def clash(uow: UnitOfWork, *_: object) -> None:
        del uow
        if error := next(clashes):
            raise error

    monkeypatch.setattr(placement, "take_place", clash)
    found = place_visit(town.runtime, DISPATCHER, visit_id)
    assert (found.status, found.next) == (Status.PENDING, NextStep.PLANNER_RETRIES)
    assert next(clashes, "all used") == "all used"


def test_a_cancelled_visit_is_not_placed(town: Town) -> None:
    visit_id = town.report()
    with unit_of_work(town.runtime) as uow:
        uow.get(Visit, visit_id).state = VisitState.CANCELLED
    found = place_visit(town.runtime, DISPATCHER, visit_id)
    assert (found.engineer_id, found.slack_s) == (None, None)


def test_offering_needs_the_visit_to_be_planned(town: Town) -> None:
    visit_id = town.report()
    place_visit(town.runtime, DISPATCHER, visit_id)
    with pytest.raises(IllegalTransition), unit_of_work(town.runtime) as uow:
        offers.offer(uow, uow.get(Visit, visit_id), uow.get(Territory, town.territory_id))
