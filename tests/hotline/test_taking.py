"""Calls on both databases: search, what is made of a call, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.hotline.commands import calls
from app.hotline.commands.calls import Taken
from app.hotline.commands.taking import Case, take
from app.hotline.reads.calls import waiting
from app.hotline.reads.search import search
from app.hotline.reads.terms import Place, sentence
from app.hotline.rules.outcomes import CallOutcome
from app.kernel import Runtime, unit_of_work
from app.kernel.errors import Conflict, Invalid
from app.registers.commands import phone_numbers
from app.registers.reads.customers import same_customer
from app.registers.tables import Asset, Customer
from app.requests.commands.intake.report import Report
from tests.support.town import CENTRE, DISPATCHER, KM, Town, add_contract, build_town

ONE_MINUTE_A_WEEK = {"mon": [["03:00", "03:01"]]}
KEY = "019cac0f-278f-74ae-b3af-074d6b32dc1c"


@pytest.fixture
def town(runtime: Runtime) -> Town:
    made = build_town(runtime)
    with unit_of_work(runtime) as uow:
        customer = uow.get(Customer, made.customer_id)
        phone_numbers.keep(uow, "customer", customer, "021-6278 1234 转 8")
        machine = uow.get(Asset, made.asset_id)
        machine.serial_number, machine.model = "PF-3K 99", "M1 Max"
    return made


NUMBERS = (
    "6278 1234",
    "021 62781234",
    "+862162781234",
    "1234",
    "尾号1234",
    "手机尾号 1234",
    "last four 1234",
)
MACHINES = ("pf3k99", "3k 99", "PF 3K-99", "M1 Max", "m1max")


@pytest.mark.parametrize("said", [*NUMBERS, *MACHINES, "blue", "LUE", "blue 1234"])
def test_found_as_people_say_it(town: Town, said: str) -> None:
    with unit_of_work(town.runtime, DISPATCHER, write=False) as uow:
        assert search(uow, said)[0].customer.id == town.customer_id


def test_end_of_a_number_may_begin_with_noughts(town: Town) -> None:
    with unit_of_work(town.runtime) as uow:
        phone_numbers.keep(uow, "customer", uow.get(Customer, town.customer_id), "139 1111 0038")
    with unit_of_work(town.runtime, DISPATCHER, write=False) as uow:
        assert search(uow, "0038")[0].customer.id == town.customer_id
        assert search(uow, "1038") == []


@pytest.mark.parametrize("said", ["", " ", "x", "%", "99999999", "'; --", "nobody at all"])
def test_nobody_is_found_by_what_nobody_has(town: Town, said: str) -> None:
    with unit_of_work(town.runtime, DISPATCHER, write=False) as uow:
        assert search(uow, said) == []


def test_solved_on_the_telephone_is_a_request_without_a_visit(town: Town) -> None:
    told = Taken(KEY, CallOutcome.SOLVED, note="Pressed the switch.")
    case = Case(town.customer_id, Report("no_boot", "phone", asset_id=town.asset_id))
    with unit_of_work(town.runtime, DISPATCHER) as uow:
        done = take(uow, told, case)
        assert done.request is not None
        assert done.request.solved_remotely_note == "Pressed the switch."
        assert done.visit_id is None
        assert done.call.request_id == done.request.id


def test_the_same_form_is_one_call_whoever_forgets_it(town: Town) -> None:
    told = Taken(KEY, CallOutcome.WRONG_NUMBER)
    with unit_of_work(town.runtime, DISPATCHER) as uow:
        take(uow, told, Case())
    with pytest.raises(Exception, match=r"(?i)unique"), unit_of_work(town.runtime, DISPATCHER) as uow:
        take(uow, told, Case())


def test_a_complaint_is_told_at_once_and_seen_to_once(town: Town) -> None:
    with unit_of_work(town.runtime, DISPATCHER) as uow:
        call_id = take(uow, Taken(KEY, CallOutcome.COMPLAINT, note="Rude."), Case(town.customer_id)).call.id
    with unit_of_work(town.runtime, DISPATCHER) as uow:
        assert waiting(uow) == 1
        assert calls.done(uow, call_id, "Apologised.").done_note == "Apologised."
    with unit_of_work(town.runtime, DISPATCHER) as uow:
        assert waiting(uow) == 0
        with pytest.raises(Conflict):
            calls.done(uow, call_id, "Again.")


def test_a_call_back_waits_until_it_is_due(town: Town) -> None:
    with unit_of_work(town.runtime, DISPATCHER) as uow:
        at = uow.now + timedelta(hours=2)
        told = Taken(KEY, CallOutcome.CALL_BACK, contact_phone="13812345678", call_back_at=at)
        take(uow, told, Case())
        assert waiting(uow) == 0
        with pytest.raises(Invalid) as refused:
            take(uow, replace(told, contact_phone="", call_back_at=uow.now), Case())
        assert refused.value.errors.keys() == {"contact.phone", "call_back_at"}


def test_the_sentence_is_said_of_sites_machines_and_points(town: Town) -> None:
    places = [
        Place(site_id=town.site_id),
        Place(asset_id=town.asset_id),
        Place(point=(CENTRE[0] + KM, CENTRE[1])),
    ]
    with unit_of_work(town.runtime, DISPATCHER, write=False) as uow:
        for place in places:
            told = sentence(uow, place, "no_boot")
            assert told.best is not None
            assert told.tone == "good"
            assert told.best.eta_at < told.due_at
        with pytest.raises(Invalid):
            sentence(uow, Place(), "no_boot")
        with pytest.raises(Invalid):
            sentence(uow, Place(point=(0.0, 0.0)), "no_boot")
        with pytest.raises(Invalid):
            sentence(uow, places[0], "nonsense")


def test_a_new_caller_is_quoted_without_anybodys_contract(town: Town) -> None:
    """The hours, stars and priority of somebody else's contract are nobody's who is not on record yet."""
    add_contract(town.runtime, town, promise_s=4 * 3600, min_stars=3, priority=3, coverage=ONE_MINUTE_A_WEEK)
    near = (CENTRE[0] + KM, CENTRE[1])
    with unit_of_work(town.runtime, DISPATCHER, write=False) as uow:
        for place in (Place(point=near), Place(address="Nowhere 1")):
            told = sentence(uow, place, "no_boot")
            assert (told.due_at - uow.now, told.min_stars) == (timedelta(hours=1), 1)
        theirs = sentence(uow, Place(point=near, customer_id=town.customer_id), "no_boot")
        assert (theirs.due_at - uow.now > timedelta(hours=1), theirs.min_stars) == (True, 3)
        assert uow.session.scalars(same_customer(None)).all() == []
