"""Amending a request: each kind of change is an event, the promise stays, and older readers are refused."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.kernel import unit_of_work
from app.kernel.errors import Invalid, VersionConflict
from app.kernel.tables import Event
from app.registers.reads.phone_numbers import has_number
from app.registers.tables import FaultType
from app.requests.commands.amend import Changes, add_note, amend
from app.requests.commands.cancel import cancel_request
from app.requests.errors import NotAmendable
from app.requests.tables import ServiceRequest, Visit
from tests.support.town import Town


def kinds(town: Town) -> list[str]:
    with unit_of_work(town.runtime, write=False) as uow:
        return list(uow.session.scalars(select(Event.kind).order_by(Event.number)))


def test_each_kind_of_change_is_an_event_and_the_promise_stays(town: Town) -> None:
    request_id = town.visit(town.report()).request_id
    with unit_of_work(town.runtime, write=False) as uow:
        due_at = uow.get(ServiceRequest, request_id).due_at
    changes = Changes("Ms Li", "138 1234 5678", "Smells.", external_reference="PO-7", customer_wish="Ring.")
    for is_new in (True, False):
        with unit_of_work(town.runtime) as uow:
            row, changed = amend(uow, request_id, changes)
            assert changed is is_new
            assert (row.contact_phone, row.due_at) == ("+8613812345678", due_at)
    fields = ("contact", "description", "reference", "wish")
    assert [kinds(town).count(f"request.{name}_amended") for name in fields] == [1, 1, 1, 1]
    with unit_of_work(town.runtime, write=False) as uow:
        found = has_number("request", ServiceRequest.id, "13812345678")
        assert found is not None
        assert uow.session.scalars(select(ServiceRequest.id).where(found)).all() == [request_id]


def test_another_fault_brings_what_it_needs_as_long_as_nobody_said_yes(town: Town) -> None:
    visit_id = town.visit(town.report()).id
    with unit_of_work(town.runtime) as uow:
        request_id = uow.get(Visit, visit_id).request_id
        was = uow.get(ServiceRequest, request_id).fault_code
        skill = uow.get(FaultType, was).skill_code
        laser = {"code": "laser", "name_en": "Laser", "name_zh": "激光头", "expected_s": 660, "min_stars": 4}
        uow.session.add(FaultType(skill_code=skill, **laser))
    for is_new in (True, False):
        with unit_of_work(town.runtime) as uow:
            row, changed = amend(uow, request_id, Changes(fault_code="laser"))
            assert changed is is_new
            assert (row.skill_code, row.expected_s, row.min_stars) == (skill, 660, 4)
            visit = uow.get(Visit, visit_id)
            assert (visit.state, visit.engineer_id) == ("planned", None)
    assert kinds(town).count("request.fault_amended") == 1
    with pytest.raises(Invalid), unit_of_work(town.runtime) as uow:
        amend(uow, request_id, Changes(fault_code="none_such"))
    with unit_of_work(town.runtime) as uow:
        uow.get(Visit, visit_id).state = "accepted"
    with pytest.raises(NotAmendable), unit_of_work(town.runtime) as uow:
        amend(uow, request_id, Changes(fault_code=was))


def test_what_was_read_before_another_change_is_not_written(town: Town) -> None:
    request_id = town.visit(town.report()).request_id
    with unit_of_work(town.runtime, write=False) as uow:
        version = uow.get(ServiceRequest, request_id).version
    with unit_of_work(town.runtime) as uow:
        amend(uow, request_id, Changes(contact_name="Ms Li"), version)
    with pytest.raises(VersionConflict), unit_of_work(town.runtime) as uow:
        amend(uow, request_id, Changes(contact_name="Mr Wang"), version)
    with pytest.raises(VersionConflict), unit_of_work(town.runtime) as uow:
        cancel_request(uow, request_id, "works again", version)


def test_request_that_is_over_stays_as_it_is_but_takes_notes(town: Town) -> None:
    request_id = town.visit(town.report()).request_id
    with unit_of_work(town.runtime) as uow:
        cancel_request(uow, request_id, "works again")
    with pytest.raises(NotAmendable), unit_of_work(town.runtime) as uow:
        amend(uow, request_id, Changes(contact_name="Ms Li"))
    with unit_of_work(town.runtime) as uow:
        add_note(uow, request_id, "Rang again.")
    assert kinds(town).count("request.noted") == 1


def test_description_stays_once_an_engineer_was_on_site(town: Town) -> None:
    visit_id = town.report()
    request_id = town.visit(visit_id).request_id
    with unit_of_work(town.runtime) as uow:
        uow.get(Visit, visit_id).on_site_at = uow.now
    with pytest.raises(NotAmendable), unit_of_work(town.runtime) as uow:
        amend(uow, request_id, Changes(description="Something else"))
    with unit_of_work(town.runtime) as uow:
        assert amend(uow, request_id, Changes(contact_name="Ms Li"))[1]


def test_machine_of_nobody_is_refused(town: Town) -> None:
    request_id = town.visit(town.report()).request_id
    with pytest.raises(Invalid), unit_of_work(town.runtime) as uow:
        amend(uow, request_id, Changes(asset_id=town.site_id))
