"""The dispatcher's word outweighs the planner's, facts outweigh both, and every word has a price."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from app.dispatching.commands import offers, overrides, undoing
from app.dispatching.commands.cost import Cost
from app.dispatching.commands.placement import place_visit
from app.dispatching.commands.planner import plan_territory
from app.dispatching.errors import Ineligible, NotAssigned
from app.kernel import unit_of_work
from app.kernel.errors import NotFound
from app.kernel.tables import Event
from app.registers.tables import Engineer, Territory
from app.requests.commands.moves import move_visit
from app.requests.errors import VisitFrozen, VisitOver
from app.requests.events.visits import VisitCompleted, VisitEnRoute, VisitOnSite
from app.requests.rules.lifecycle import VisitState
from app.requests.tables import Visit, VisitExclusion
from tests.support.clock import FakeClock
from tests.support.town import DISPATCHER, Town


def _assigned(town: Town) -> UUID:
    """A visit that the nearer engineer, the first, was asked for."""
    visit_id = town.report()
    assert place_visit(town.runtime, DISPATCHER, visit_id).engineer_id == town.engineers[0]
    return visit_id


def _assign(town: Town, visit_id: UUID, engineer_id: UUID, *, pin: bool = True) -> overrides.Override:
    with unit_of_work(town.runtime, DISPATCHER) as uow:
        return overrides.assign(uow, visit_id, engineer_id, pin=pin)


def _depart(town: Town, visit_id: UUID) -> None:
    with unit_of_work(town.runtime) as uow:
        offers.accept(uow, visit_id, town.engineers[0], uow.now)
        visit = uow.get(Visit, visit_id)
        move_visit(uow, visit, VisitEnRoute(departed_at=uow.now))
        visit.departed_at = uow.now


def _arrive(town: Town, visit_id: UUID) -> None:
    with unit_of_work(town.runtime) as uow:
        visit = uow.get(Visit, visit_id)
        move_visit(uow, visit, VisitOnSite(on_site_at=uow.now))
        visit.on_site_at = uow.now


def test_assigning_costs_the_longer_drive_and_sticks(town: Town, clock: FakeClock) -> None:
    visit_id = _assigned(town)
    made = _assign(town, visit_id, town.engineers[1])
    assert made.visit.engineer_id == town.engineers[1]
    assert made.cost.drive_s > 0
    assert (made.cost.late_visits, made.cost.unserved) == (0, 0)
    clock.advance(seconds=10)
    plan_territory(town.runtime, town.territory_id)
    visit = town.visit(visit_id)
    assert (visit.engineer_id, visit.state) == (town.engineers[1], VisitState.OFFERED)
    assert [offer.engineer_id for offer in town.pending_offers()] == [town.engineers[1]]


def test_assigning_without_a_pin_lets_the_planner_have_its_way(town: Town) -> None:
    visit_id = _assigned(town)
    _assign(town, visit_id, town.engineers[1], pin=False)
    assert town.visit(visit_id).pinned_engineer_id is None


def test_what_assigning_costs_is_written_down(town: Town) -> None:
    made = _assign(town, _assigned(town), town.engineers[1])
    with unit_of_work(town.runtime, write=False) as uow:
        event = uow.session.scalars(select(Event).where(Event.kind == "override.assigned")).one()
    assert f'"cost_s":{made.cost.score_s}' in event.body
    assert event.actor == DISPATCHER.key


def test_too_few_stars_are_a_fact(town: Town) -> None:
    visit_id = town.report(min_stars=4)
    with pytest.raises(Ineligible) as refused:
        _assign(town, visit_id, town.engineers[0])
    assert [item["code"] for item in refused.value.extra["refusals"]] == ["too_few_stars"]


def test_a_shift_that_ends_too_early_is_a_fact(town: Town, clock: FakeClock) -> None:
    clock.advance(hours=11, minutes=45)
    visit_id = town.report()
    with pytest.raises(Ineligible) as refused:
        _assign(town, visit_id, town.engineers[0])
    assert [item["code"] for item in refused.value.extra["refusals"]] == ["shift_too_short"]


def test_an_engineer_without_a_shift_is_off_duty(town: Town, clock: FakeClock) -> None:
    clock.advance(hours=13)
    with pytest.raises(Ineligible) as refused:
        _assign(town, town.report(), town.engineers[0])
    assert [item["code"] for item in refused.value.extra["refusals"]] == ["off_duty"]


def test_an_engineer_of_another_territory_is_refused(town: Town) -> None:
    visit_id = town.report()
    with unit_of_work(town.runtime) as uow:
        other = Territory(
            id=uow.new_id(),
            code="far",
            name="Far",
            centre_lat=0.0,
            centre_lon=0.0,
            created_at=uow.now,
            updated_at=uow.now,
        )
        uow.session.add(other)
        uow.session.flush()
        uow.get(Engineer, town.engineers[0]).territory_id = other.id
    with pytest.raises(Ineligible) as refused:
        _assign(town, visit_id, town.engineers[0])
    assert [item["code"] for item in refused.value.extra["refusals"]] == ["other_territory"]


def test_a_no_given_earlier_is_only_a_word(town: Town) -> None:
    visit_id = _assigned(town)
    with unit_of_work(town.runtime) as uow:
        offers.decline(uow, visit_id, town.engineers[0], "")
    assert _assign(town, visit_id, town.engineers[0]).visit.engineer_id == town.engineers[0]
    with unit_of_work(town.runtime, write=False) as uow:
        assert not uow.session.scalars(select(VisitExclusion)).all()


def test_nobody_else_is_sent_where_an_engineer_is_about_to_arrive(town: Town) -> None:
    visit_id = _assigned(town)
    _depart(town, visit_id)
    with pytest.raises(VisitFrozen):
        _assign(town, visit_id, town.engineers[1])
    with pytest.raises(VisitFrozen), unit_of_work(town.runtime) as uow:
        overrides.unassign(uow, visit_id)
    with pytest.raises(VisitFrozen), unit_of_work(town.runtime) as uow:
        overrides.exclude(uow, visit_id, town.engineers[0])
    assert town.visit(visit_id).state == VisitState.EN_ROUTE


def test_work_on_site_and_visits_that_are_over_are_left_alone(town: Town) -> None:
    visit_id = _assigned(town)
    _depart(town, visit_id)
    _arrive(town, visit_id)
    with pytest.raises(VisitFrozen):
        _assign(town, visit_id, town.engineers[1])
    with unit_of_work(town.runtime) as uow:
        move_visit(uow, uow.get(Visit, visit_id), VisitCompleted(completed_at=uow.now))
    with pytest.raises(VisitOver):
        _assign(town, visit_id, town.engineers[1])


def test_an_engineer_far_away_may_be_turned_round(town: Town) -> None:
    visit_id = town.report(15)
    with unit_of_work(town.runtime) as uow:
        uow.get(Engineer, town.engineers[1]).available = False
    place_visit(town.runtime, DISPATCHER, visit_id)
    _depart(town, visit_id)
    with unit_of_work(town.runtime) as uow:
        uow.get(Engineer, town.engineers[1]).available = True
    made = _assign(town, visit_id, town.engineers[1])
    assert (made.visit.state, made.visit.departed_at) == (VisitState.PLANNED, None)


def test_unassigning_leaves_the_choice_to_the_planner(town: Town) -> None:
    visit_id = _assigned(town)
    _assign(town, visit_id, town.engineers[1])
    with unit_of_work(town.runtime) as uow:
        made = overrides.unassign(uow, visit_id)
    assert made.cost.score_s < 0
    assert (made.visit.engineer_id, made.visit.pinned_engineer_id) == (None, None)
    plan_territory(town.runtime, town.territory_id)
    assert town.visit(visit_id).engineer_id == town.engineers[0]
    unserved = town.report()
    with pytest.raises(NotAssigned), unit_of_work(town.runtime) as uow:
        overrides.unassign(uow, unserved)


def test_a_pin_costs_what_the_planner_could_have_gained(town: Town) -> None:
    visit_id = _assigned(town)
    _assign(town, visit_id, town.engineers[1], pin=False)
    with unit_of_work(town.runtime) as uow:
        made = overrides.pin(uow, visit_id)
    assert made.visit.pinned_engineer_id == town.engineers[1]
    assert made.cost.drive_s > 0
    with unit_of_work(town.runtime) as uow:
        freed = overrides.unpin(uow, visit_id)
    assert freed.visit.pinned_engineer_id is None
    assert freed.cost.drive_s == -made.cost.drive_s


def test_a_pin_on_the_best_engineer_is_free_and_needs_an_engineer(town: Town) -> None:
    visit_id = _assigned(town)
    with unit_of_work(town.runtime) as uow:
        assert overrides.pin(uow, visit_id).cost == Cost()
    with unit_of_work(town.runtime) as uow:
        assert overrides.unpin(uow, visit_id).cost == Cost()
    unserved = town.report()
    with pytest.raises(NotAssigned), unit_of_work(town.runtime) as uow:
        overrides.pin(uow, unserved)


def test_excluding_takes_the_visit_away_and_including_gives_the_chance_back(town: Town) -> None:
    visit_id = _assigned(town)
    with unit_of_work(town.runtime) as uow:
        made = overrides.exclude(uow, visit_id, town.engineers[0])
    assert (made.visit.engineer_id, made.cost.drive_s > 0) == (None, True)
    plan_territory(town.runtime, town.territory_id)
    assert town.visit(visit_id).engineer_id == town.engineers[1]
    with unit_of_work(town.runtime) as uow:
        assert overrides.include(uow, visit_id, town.engineers[0]).cost.drive_s < 0
    with pytest.raises(NotFound), unit_of_work(town.runtime) as uow:
        overrides.include(uow, visit_id, town.engineers[0])


def test_excluding_somebody_else_is_free_and_ends_a_pin_to_them(town: Town) -> None:
    visit_id = _assigned(town)
    with unit_of_work(town.runtime) as uow:
        uow.get(Visit, visit_id).pinned_engineer_id = town.engineers[1]
    with unit_of_work(town.runtime) as uow:
        made = overrides.exclude(uow, visit_id, town.engineers[1])
    assert (made.cost, made.visit.pinned_engineer_id) == (Cost(), None)
    assert made.visit.engineer_id == town.engineers[0]


def test_the_price_counts_promises_of_others_that_break(town: Town) -> None:
    late = town.report(0)
    with unit_of_work(town.runtime) as uow:
        uow.get(Engineer, town.engineers[1]).available = False
    place_visit(town.runtime, DISPATCHER, late)
    with unit_of_work(town.runtime) as uow:
        uow.get(Engineer, town.engineers[1]).available = True
        made = overrides.exclude(uow, late, town.engineers[0])
    assert made.cost.late_visits == 0
    old = town.report(requested_at=made.visit.created_at - timedelta(minutes=58))
    with unit_of_work(town.runtime) as uow:
        uow.get(Visit, late).engineer_id = None
    place_visit(town.runtime, DISPATCHER, old)
    moved = _assign(town, old, town.engineers[1])
    assert moved.cost.late_s > 0


def test_unknown_things_are_not_found(town: Town) -> None:
    visit_id = town.report()
    with pytest.raises(NotFound):
        _assign(town, visit_id, town.site_id)
    with pytest.raises(NotFound):
        _assign(town, town.site_id, town.engineers[0])


@pytest.mark.parametrize("silent", [False, True])
def test_undoing_an_exclusion_costs_what_the_exclusion_saved(town: Town, *, silent: bool) -> None:
    """Nobody has the visit yet; one whose phone is silent would not have got it, ruled out or not."""
    visit_id = town.report()
    with unit_of_work(town.runtime) as uow:
        for key in town.engineers:
            uow.get(Engineer, key).phone_silent_since = uow.now if silent else None
    with unit_of_work(town.runtime, DISPATCHER) as uow:
        cost = overrides.exclude(uow, visit_id, town.engineers[0]).cost
    with unit_of_work(town.runtime, DISPATCHER) as uow:
        undone = undoing.undo(uow, visit_id, None, None).cost
    assert undone == Cost() - cost
    assert (cost == Cost()) is silent
    assert cost.unserved == 0  # the other one can come


def test_ruling_out_who_would_not_have_had_it_costs_nothing(town: Town) -> None:
    visit_id = _assigned(town)
    with unit_of_work(town.runtime, DISPATCHER) as uow:
        assert overrides.exclude(uow, visit_id, town.engineers[1]).cost == Cost()


def test_giving_a_visit_to_who_has_it_costs_nothing(town: Town) -> None:
    visit_id = _assigned(town)
    _assign(town, visit_id, town.engineers[1])
    again = _assign(town, visit_id, town.engineers[1])
    assert again.cost == Cost()
    assert town.visit(visit_id).pinned_engineer_id == town.engineers[1]


def test_what_would_be_late_behind_a_visit_is_priced_where_it_goes_then(town: Town, clock: FakeClock) -> None:
    """A promise that somebody else keeps then is not counted as broken."""
    first, second = town.report(), town.report()
    with unit_of_work(town.runtime) as uow:
        for visit_id, sequence, eta in ((first, 0, 5), (second, 1, 40)):
            visit = uow.get(Visit, visit_id)
            visit.engineer_id, visit.sequence = town.engineers[0], sequence
            visit.eta_at = clock.now + timedelta(minutes=eta)
    urgent = town.report()
    made = _assign(town, urgent, town.engineers[0])
    assert made.cost.late_visits <= 0
