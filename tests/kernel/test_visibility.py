"""Everyone sees what is theirs, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from app.enquiries.commands import enquiries
from app.kernel import Principal, Role, unit_of_work, visibility
from app.kernel.errors import NotFound
from app.kernel.principal import ANONYMOUS, SYSTEM
from app.phones.tables import PhoneEvent
from app.registers.commands import registry
from app.registers.tables import Asset, Contract, Customer, Engineer, FaultType, Provider, Shift, Site
from app.requests.tables import Enquiry, Offer, ServiceRequest, Visit
from tests.support.town import Town, add_contract
from tests.support.walk import walk

KINDS: dict[str, type] = {
    "visits": Visit,
    "requests": ServiceRequest,
    "offers": Offer,
    "engineers": Engineer,
    "shifts": Shift,
    "phone_events": PhoneEvent,
    "providers": Provider,
    "customers": Customer,
    "sites": Site,
    "assets": Asset,
    "contracts": Contract,
    "enquiries": Enquiry,
}


@dataclass
class Owned:
    """The town, whose first engineer is a provider's and has its customer's visit; nobody has the rest."""

    town: Town
    provider_id: UUID
    request_id: UUID


@pytest.fixture
def owned(town: Town) -> Owned:
    add_contract(town.runtime, town)
    visit_id = town.report(asset_id=town.asset_id)
    request_id = walk(town, visit_id)
    with unit_of_work(town.runtime) as uow:
        provider = registry.create(uow, "provider", {"name": "Partners"})
        uow.get(Engineer, town.engineers[0]).provider_id = provider.id
        uow.session.add(
            Offer(
                id=uow.new_id(),
                visit_id=visit_id,
                engineer_id=town.engineers[0],
                state="accepted",
                offered_at=uow.now,
                expires_at=uow.now,
                created_at=uow.now,
                updated_at=uow.now,
            )
        )
        uow.session.add(
            PhoneEvent(
                id=uow.new_id(),
                engineer_id=town.engineers[0],
                event_id=uow.new_id(),
                kind="accept",
                body={},
                body_digest="",
                device_at=uow.now,
                received_at=uow.now,
                skew_s=0,
                status="applied",
                answer={},
            )
        )
        enquiries.ask(uow, enquiries.Question("How long?", "phone", customer_id=town.customer_id))
    return Owned(town, provider.id, request_id)


EVERYTHING = {
    "visits": 1,
    "requests": 1,
    "offers": 1,
    "engineers": 2,
    "shifts": 2,
    "phone_events": 1,
    "providers": 1,
    "customers": 1,
    "sites": 1,
    "assets": 1,
    "contracts": 1,
    "enquiries": 1,
}
ON_THE_WAY = {"visits": 1, "requests": 1, "customers": 1, "sites": 1, "assets": 1}
NOTHING: dict[str, int] = {}

WHO: dict[str, tuple[Callable[[Owned], Principal], dict[str, int]]] = {
    "dispatcher": (lambda _: Principal(Role.DISPATCHER), EVERYTHING),
    "manager": (lambda _: Principal(Role.MANAGER), EVERYTHING),
    "admin": (lambda _: Principal(Role.ADMIN), EVERYTHING),
    "integration": (lambda _: Principal(Role.INTEGRATION), EVERYTHING),
    "system": (lambda _: SYSTEM, EVERYTHING),
    "its customer": (
        lambda owned: Principal(Role.CUSTOMER, customer_id=owned.town.customer_id),
        {**ON_THE_WAY, "contracts": 1, "enquiries": 1},
    ),
    "its engineer": (
        lambda owned: Principal(Role.ENGINEER, engineer_id=owned.town.engineers[0]),
        {**ON_THE_WAY, "offers": 1, "engineers": 1, "shifts": 1, "phone_events": 1},
    ),
    "its provider": (
        lambda owned: Principal(Role.PROVIDER, provider_id=owned.provider_id),
        {**ON_THE_WAY, "offers": 1, "engineers": 1, "shifts": 1, "phone_events": 1, "providers": 1},
    ),
    "its link": (lambda owned: Principal(Role.TRACKING, request_id=owned.request_id), ON_THE_WAY),
    "another customer": (lambda _: Principal(Role.CUSTOMER, customer_id=uuid4()), NOTHING),
    "another engineer": (
        lambda owned: Principal(Role.ENGINEER, engineer_id=owned.town.engineers[1]),
        {"engineers": 1, "shifts": 1},
    ),
    "another provider": (lambda _: Principal(Role.PROVIDER, provider_id=uuid4()), NOTHING),
    "a customer without a company": (lambda _: Principal(Role.CUSTOMER), NOTHING),
    "a provider without a company": (lambda _: Principal(Role.PROVIDER), NOTHING),
    "an engineer without a number": (lambda _: Principal(Role.ENGINEER), NOTHING),
    "another link": (lambda _: Principal(Role.TRACKING, request_id=uuid4()), NOTHING),
    "nobody": (lambda _: ANONYMOUS, NOTHING),
}


def test_each_sees_what_is_theirs(owned: Owned) -> None:
    with unit_of_work(owned.town.runtime, write=False) as uow:
        for name, (principal, expected) in WHO.items():
            seen = {}
            for rule, model in KINDS.items():
                clause = visibility.rows(model, principal(owned))
                count = uow.session.scalar(select(func.count()).select_from(model).where(clause))
                if count:
                    seen[rule] = count
            assert seen == expected, name


def test_a_visit_given_to_another_is_out_of_sight(town: Town) -> None:
    visit_id = town.report()
    walk(town, visit_id)
    first, second = (Principal(Role.ENGINEER, engineer_id=key) for key in town.engineers)
    with unit_of_work(town.runtime, first) as uow:
        visible = visibility.visible(uow, Visit, visit_id)
        visible.engineer_id = second.engineer_id
    with unit_of_work(town.runtime, first, write=False) as uow, pytest.raises(NotFound):
        visibility.visible(uow, Visit, visit_id)


def test_only_rows_with_an_id_can_be_asked_for(town: Town) -> None:
    with unit_of_work(town.runtime, write=False) as uow, pytest.raises(TypeError, match="FaultType"):
        visibility.visible(uow, FaultType, uuid4())
