"""Calling a request off lets everybody go, but nobody off a site."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.dispatching.commands.placement import place_visit
from app.kernel import unit_of_work
from app.kernel.errors import NotFound
from app.requests.commands.cancel import cancel_request
from app.requests.errors import IllegalTransition, VisitFrozen
from app.requests.rules.lifecycle import VisitState
from app.requests.tables import Offer, ServiceRequest, Visit
from tests.support.town import DISPATCHER, Town


def test_the_engineer_asked_is_let_go(town: Town) -> None:
    visit_id = town.report()
    place_visit(town.runtime, DISPATCHER, visit_id)
    request_id = town.visit(visit_id).request_id
    with unit_of_work(town.runtime) as uow:
        cancel_request(uow, request_id, "works again")
    with unit_of_work(town.runtime, write=False) as uow:
        request, visit = uow.get(ServiceRequest, request_id), uow.get(Visit, visit_id)
        offer = uow.session.scalars(select(Offer)).one()
    assert (request.state, request.cancel_reason) == ("cancelled", "works again")
    assert (visit.state, visit.end_reason, offer.state) == ("cancelled", "works again", "withdrawn")


def test_a_request_is_not_called_off_twice(town: Town) -> None:
    request_id = town.visit(town.report()).request_id
    with unit_of_work(town.runtime) as uow:
        cancel_request(uow, request_id, "works again")
    with pytest.raises(IllegalTransition), unit_of_work(town.runtime) as uow:
        cancel_request(uow, request_id, "works again")


def test_an_engineer_on_site_is_not_sent_away(town: Town) -> None:
    visit_id = town.report()
    with unit_of_work(town.runtime) as uow:
        uow.get(Visit, visit_id).state = VisitState.ON_SITE
    with pytest.raises(VisitFrozen), unit_of_work(town.runtime) as uow:
        cancel_request(uow, town.visit(visit_id).request_id, "works again")


def test_an_unknown_request_is_not_found(town: Town) -> None:
    with pytest.raises(NotFound), unit_of_work(town.runtime) as uow:
        cancel_request(uow, town.site_id, "works again")
