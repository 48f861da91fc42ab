"""What a new visit costs others is summed up, and said before and after it is saved."""

from __future__ import annotations

import pytest

from app.dispatching.commands.placement import place_visit
from app.dispatching.reads.quotes import Ask, quote
from app.dispatching.rules.put_off import PutOff
from app.hotline.pages.saying import others
from app.kernel import unit_of_work
from app.registers.tables import Engineer
from app.requests.commands.release import back_to_planned
from app.requests.tables import ServiceRequest, Visit
from dispatch.insertion.best_fit import DelayedVisit
from tests.support.town import CENTRE, DISPATCHER, Town


def test_only_what_is_felt_is_counted() -> None:
    knock_on = (DelayedVisit("a", 59, 0), DelayedVisit("b", 600, 0), DelayedVisit("c", 30, 20))
    assert PutOff.of(knock_on) == PutOff(visits=2, delay_s=630, late=1)


@pytest.mark.any_database
def test_a_quote_and_a_placement_tell_whom_they_put_off(town: Town) -> None:
    with unit_of_work(town.runtime) as uow:
        uow.get(Engineer, town.engineers[1]).available = False
        uow.get(Engineer, town.engineers[0]).base_lat = CENTRE[0]
    waiting = town.report(4)
    place_visit(town.runtime, DISPATCHER, waiting)
    with unit_of_work(town.runtime) as uow:
        back_to_planned(uow, uow.get(Visit, waiting), "nobody is asked for it now")
    new = town.report(1)
    with unit_of_work(town.runtime) as uow:
        request = uow.get(ServiceRequest, uow.get(Visit, new).request_id)
        request.priority = 3
        request.due_at = uow.get(ServiceRequest, uow.get(Visit, waiting).request_id).due_at
    with unit_of_work(town.runtime, write=False) as uow:
        request = uow.get(ServiceRequest, uow.get(Visit, new).request_id)
        asked = Ask(
            territory_id=town.territory_id,
            point=request.place,
            skill_code=request.skill_code,
            min_stars=1,
            expected_s=request.expected_s,
            priority=3,
            promise_s=3600,
            due_at=request.due_at,
        )
        best = quote(uow, asked).best
    placed = place_visit(town.runtime, DISPATCHER, new)
    assert best
    assert best.put_off == placed.put_off
    assert placed.put_off.visits == 1


def test_nobody_is_spoken_of_where_nobody_waits() -> None:
    assert list(others(PutOff())) == []
