"""A visit that follows on others has the next number, and an open offer is found by its visit."""

from __future__ import annotations

from app.dispatching.commands.placement import place_visit
from app.kernel import unit_of_work
from app.requests.commands.intake.visits import open_next_visit
from app.requests.commands.locks import locked_visit
from app.requests.commands.release import end_offer, pending_offer
from app.requests.rules.lifecycle import OfferState
from tests.support.town import DISPATCHER, Town


def test_the_next_visit_has_the_next_number(town: Town) -> None:
    visit_id = town.report()
    with unit_of_work(town.runtime) as uow:
        visit, request = locked_visit(uow, visit_id)
        made = [open_next_visit(uow, request), open_next_visit(uow, request, not_before_at=uow.now)]
        assert [visit.ordinal, *(one.ordinal for one in made)] == [1, 2, 3]
        assert (made[0].not_before_at, made[1].not_before_at) == (None, uow.now)


def test_only_an_offer_that_nobody_has_answered_is_open(town: Town) -> None:
    visit_id = town.report()
    place_visit(town.runtime, DISPATCHER, visit_id)
    with unit_of_work(town.runtime) as uow:
        visit, _ = locked_visit(uow, visit_id)
        asked = pending_offer(uow, visit_id)
        assert asked is not None
        assert asked.engineer_id == town.engineers[0]
        end_offer(uow, visit, OfferState.WITHDRAWN)
        uow.session.flush()
        assert pending_offer(uow, visit_id) is None
