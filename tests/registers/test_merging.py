"""Two customers who are one: read as one, written as they were, and taken apart again."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import func, select

from app.desk.reads.customer_file import customer_file
from app.dispatching.reads.named import Place, named_at
from app.enquiries.commands.enquiries import Question, ask
from app.kernel import Principal, Role, UnitOfWork, unit_of_work
from app.kernel.errors import Conflict, Invalid
from app.kernel.local_dates import local_date
from app.kernel.tables import Event
from app.promise.reads.requests import requests
from app.registers.commands import registry
from app.registers.commands.import_naming import by_natural_key
from app.registers.commands.merging import merge, unmerge
from app.registers.errors import StillInUse
from app.registers.reads.doubles import doubles_of, doubles_of_new
from app.registers.reads.named import named_people
from app.registers.reads.registry import REGISTERS, listing
from app.registers.rules.doubles import Likeness
from app.registers.tables import Contract, Customer, NamedAs, Site
from app.requests.commands.intake.receive import receive
from app.requests.commands.intake.report import NewSite, Report
from app.requests.tables import ServiceRequest
from tests.support.clock import FakeClock
from tests.support.town import CENTRE, DISPATCHER, Town, add_contract


def _customer(town: Town, name: str, **values: object) -> UUID:
    with unit_of_work(town.runtime, DISPATCHER) as uow:
        key: UUID = registry.create(uow, "customer", {"name": name, "active": True, **values}).id
        return key


def _site(town: Town, customer_id: UUID, point: tuple[float, float] = CENTRE) -> UUID:
    with unit_of_work(town.runtime, DISPATCHER) as uow:
        values = {"customer_id": customer_id, "territory_id": town.territory_id, "name": "Shop"}
        site = registry.create(uow, "site", {**values, "lat": point[0], "lon": point[1], "active": True})
        key: UUID = site.id
        return key


@pytest.fixture
def double(town: Town, clock: FakeClock) -> UUID:
    """A second record of the town's customer, with a site, a contract and a request of its own."""
    key = _customer(town, "Blue Ink Ltd", phone="139 1111 2222")
    site_id = _site(town, key)
    with unit_of_work(town.runtime, DISPATCHER) as uow:
        receive(uow, Report("no_boot", "phone", site_id=site_id))
    clock.advance(minutes=1)
    return key


def _merged(town: Town, double: UUID) -> None:
    with unit_of_work(town.runtime, DISPATCHER) as uow:
        merge(uow, double, town.customer_id, "one shop")


def _chain(uow: UnitOfWork) -> list[tuple[str, int, str]]:
    """The ledger as it is bound together."""
    rows = uow.session.execute(select(Event.stream, Event.number, Event.hash).order_by(Event.id))
    return [(stream, number, digest) for stream, number, digest in rows]


def test_the_one_who_stayed_is_read_with_all_that_the_other_has(town: Town, double: UUID) -> None:
    town.report()
    with unit_of_work(town.runtime, write=False) as uow:
        before = _chain(uow)
    _merged(town, double)
    with unit_of_work(town.runtime, write=False) as uow:
        assert _chain(uow)[: len(before)] == before
        for key in (double, town.customer_id):
            file = customer_file(uow, key)
            assert (file.customer.id, len(file.sites), len(file.open_requests)) == (town.customer_id, 2, 2)
            assert [one.id for one in file.merged] == [double]
            wanted = {"customer_id": key}
            assert len(uow.session.scalars(requests(uow, wanted)).all()) == 2
            sites = listing(DISPATCHER, REGISTERS["site"], wanted)
            assert len(uow.session.scalars(sites).all()) == 2
        # What was recorded stands under the id that it was recorded by.
        owners = uow.session.scalars(select(ServiceRequest.customer_id).distinct()).all()
        assert set(owners) == {double, town.customer_id}
    own = Principal(Role.CUSTOMER, customer_id=town.customer_id)
    with unit_of_work(town.runtime, own, write=False) as uow:
        assert len(uow.session.scalars(requests(uow, {})).all()) == 2


def test_lists_show_one_found_under_either_name(town: Town, double: UUID) -> None:
    _merged(town, double)
    with unit_of_work(town.runtime, write=False) as uow:
        for text in ("Blue Ink Ltd", "139 1111 2222", "Blue Ink"):
            query = listing(DISPATCHER, REGISTERS["customer"], {"q": text})
            assert [row.id for row in uow.session.scalars(query)] == [town.customer_id]
        query = listing(DISPATCHER, REGISTERS["customer"], {"merged": True})
        assert [row.id for row in uow.session.scalars(query)] == [double]


def test_what_comes_under_the_old_id_goes_to_the_one_who_stayed(town: Town, double: UUID) -> None:
    add_contract(town.runtime, town, promise_s=1800)
    _merged(town, double)
    with unit_of_work(town.runtime, DISPATCHER) as uow:
        told = Report("no_boot", "phone", customer_id=double, site=NewSite("Yard", point=CENTRE))
        request, _ = receive(uow, told)
        assert (request.customer_id, request.promise_s) == (town.customer_id, 1800)
        assert ask(uow, Question("When?", "phone", customer_id=double)).customer_id == town.customer_id
        site_of_double = uow.session.scalars(select(Site.id).where(Site.customer_id == double)).one()
        request, _ = receive(uow, Report("no_boot", "phone", site_id=site_of_double))
        assert (request.customer_id, request.promise_s) == (town.customer_id, 1800)
    assert _site_owner(town, _site(town, double)) == town.customer_id


def _site_owner(town: Town, site_id: UUID) -> UUID:
    with unit_of_work(town.runtime, write=False) as uow:
        return uow.get(Site, site_id).customer_id


def test_a_merger_is_taken_back_while_nothing_newer_hangs_on_it(town: Town, double: UUID) -> None:
    _merged(town, double)
    with unit_of_work(town.runtime, DISPATCHER) as uow:
        unmerge(uow, double, "two shops")
    with unit_of_work(town.runtime, write=False) as uow:
        files = [customer_file(uow, key) for key in (double, town.customer_id)]
        assert [(file.customer.id, len(file.sites)) for file in files] == [
            (double, 1),
            (town.customer_id, 1),
        ]


def test_what_is_newer_holds_it(town: Town, double: UUID, clock: FakeClock) -> None:
    _merged(town, double)
    clock.advance(minutes=1)
    town.report()
    with unit_of_work(town.runtime, DISPATCHER) as uow, pytest.raises(StillInUse) as held:
        unmerge(uow, double, "two shops")
    assert held.value.extra["used_by"] == {"requests": 1}


def test_mergers_follow_one_another_and_come_apart_again(town: Town, double: UUID) -> None:
    third = _customer(town, "Blue Ink (old)")
    with unit_of_work(town.runtime, DISPATCHER) as uow:
        merge(uow, third, double, "old card")
    _merged(town, double)
    with unit_of_work(town.runtime, write=False) as uow:
        assert {row.id for row in customer_file(uow, third).merged} == {third, double}
    with unit_of_work(town.runtime, DISPATCHER) as uow:
        unmerge(uow, double, "two shops")
    with unit_of_work(town.runtime, write=False) as uow:
        assert customer_file(uow, third).customer.id == double
        assert customer_file(uow, town.customer_id).merged == []


def test_nobody_is_merged_twice_into_itself_or_into_nobody(town: Town, double: UUID) -> None:
    _merged(town, double)
    for key, into, error in (
        (double, town.customer_id, Conflict),
        (town.customer_id, town.customer_id, Invalid),
        (town.customer_id, double, Invalid),
        (town.customer_id, town.site_id, Invalid),
    ):
        with unit_of_work(town.runtime, DISPATCHER) as uow, pytest.raises(error):
            merge(uow, key, into, "again")
    with unit_of_work(town.runtime, DISPATCHER) as uow, pytest.raises(Conflict):
        unmerge(uow, town.customer_id, "never was")


def test_likely_doubles_are_seen_before_and_after(town: Town, double: UUID) -> None:
    with unit_of_work(town.runtime, write=False) as uow:
        seen = doubles_of(uow, uow.get(Customer, double))
        assert [(one.id, one.why) for one in seen] == [(town.customer_id, Likeness.NAME_AND_PLACE)]
        before = doubles_of_new(uow, "Somebody", "+86 139 1111 2222")
        assert [(one.id, one.why) for one in before] == [(double, Likeness.NUMBER)]
        assert doubles_of_new(uow, "Blue Ink", "", "", (39.9, 116.4)) == []
    _merged(town, double)
    with unit_of_work(town.runtime, write=False) as uow:
        assert doubles_of(uow, uow.get(Customer, town.customer_id)) == []
        before = doubles_of_new(uow, "Somebody", "13911112222")
        assert [one.id for one in before] == [town.customer_id]


def test_a_contract_is_made_with_the_one_who_stayed(town: Town, double: UUID) -> None:
    _merged(town, double)
    values = {"customer_id": double, "number": "C9", "starts_on": date(2026, 1, 1)}
    with unit_of_work(town.runtime, DISPATCHER) as uow:
        registry.create(uow, "contract", values)
        assert uow.session.scalar(select(func.count()).where(Contract.customer_id == double)) == 0


def _name(town: Town, kind: str, **of: UUID) -> None:
    with unit_of_work(town.runtime, DISPATCHER) as uow:
        said = {
            "engineer_id": town.engineers[0],
            "kind": kind,
            "reason": "asked",
        }
        registry.create(uow, "named_engineer", {**said, **of})


def test_who_is_named_on_either_card_is_named_for_the_one(town: Town, double: UUID, clock: FakeClock) -> None:
    engineer_id = town.engineers[0]
    with unit_of_work(town.runtime, write=False) as uow:
        site_id = uow.session.scalars(select(Site.id).where(Site.customer_id == double)).one()
    _name(town, NamedAs.REQUIRED, site_id=site_id)
    _name(town, NamedAs.EXCLUDED, customer_id=double)
    _merged(town, double)
    with unit_of_work(town.runtime, write=False) as uow:
        both = named_people(uow, town.customer_id)
        assert [(one.kind, one.place) for one in both] == [("excluded", ""), ("required", "Shop")]
        wanted = listing(DISPATCHER, REGISTERS["named_engineer"], {"customer_id": town.customer_id})
        assert [row.customer_id for row in uow.session.scalars(wanted)] == [double]
        place = Place(town.customer_id, site_id, None)
        found = named_at(uow, {"here": place}, local_date(uow.now, "Asia/Shanghai"))["here"]
        assert (set(found.required), set(found.excluded)) == ({engineer_id}, {engineer_id})
    with pytest.raises(Invalid, match="engineer_id"):  # the other card says of him what holds already
        _name(town, NamedAs.PREFERRED, customer_id=town.customer_id)
    clock.advance(minutes=1)
    _name(town, NamedAs.EXCLUDED, site_id=town.site_id)
    with unit_of_work(town.runtime, DISPATCHER) as uow, pytest.raises(StillInUse) as held:
        unmerge(uow, double, "two shops")
    assert held.value.extra["used_by"] == {"named engineers": 1}


def test_a_file_may_name_a_customer_whose_double_bears_the_same_name(town: Town) -> None:
    twin = _customer(town, "Blue Ink")
    with unit_of_work(town.runtime, DISPATCHER) as uow:
        with pytest.raises(Invalid):
            by_natural_key(uow, "customer", "Blue Ink")
        merge(uow, twin, town.customer_id, "one shop")
        assert by_natural_key(uow, "customer", "Blue Ink") == town.customer_id


def test_the_card_that_stays_loses_nothing_and_gives_back_what_it_lacked(town: Town) -> None:
    said = {"phone": "139 1111 2222", "special_needs": "ring twice"}
    stays, other = _customer(town, "Ink", **said), _customer(town, "Ink", **said)
    with unit_of_work(town.runtime, DISPATCHER) as uow:
        more = {"email": "it@ink.example", "phone": "136 0000 1111", "special_needs": "shoes off"}
        registry.update(uow, "customer", uow.get(Customer, other), more)
    with unit_of_work(town.runtime, DISPATCHER) as uow:
        merge(uow, other, stays, "one", {"phone": "both", "special_needs": "other", "email": "stays"})
    with unit_of_work(town.runtime, write=False) as uow:
        card = uow.get(Customer, stays)
        assert (card.email, card.special_needs) == ("it@ink.example", "shoes off")
        assert [one["digits"] for one in card.phone_numbers] == ["13911112222", "13600001111"]
    with unit_of_work(town.runtime, DISPATCHER) as uow:
        unmerge(uow, other, "two")
    with unit_of_work(town.runtime, write=False) as uow:
        assert not uow.get(Customer, stays).email
        assert uow.get(Customer, other).email == "it@ink.example"
