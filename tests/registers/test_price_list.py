"""A company has seen to its prices once somebody chose them, not because it began with some."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.cli import seed
from app.kernel import Principal, Role, Runtime, UnitOfWork, unit_of_work
from app.kernel.principal import SYSTEM
from app.kernel.tables import Event
from app.registers.commands import registry
from app.registers.commands.price_list import confirm_prices
from app.registers.reads.price_list import prices_are_seen_to
from app.registers.tables import ChargeKind, ImportRun, Part

ZHAO = Principal(Role.ADMIN, "Zhao")


def _changed(uow: UnitOfWork) -> None:
    registry.update(uow, "part", uow.session.get_one(Part, "ssd-512"), {"unit_price_cents": 1})


def _closed(uow: UnitOfWork) -> None:
    registry.update(uow, "charge_kind", uow.session.scalars(select(ChargeKind)).first(), {"active": False})


def _imported(uow: UnitOfWork) -> None:
    uow.session.add(ImportRun(kind="part", digest="d" * 64, rows=1, written=1, started_at=uow.now))


@pytest.mark.parametrize("done", [_changed, _closed, _imported, confirm_prices])
def test_prices_are_seen_to_once_somebody_chose_them(
    runtime: Runtime, done: Callable[[UnitOfWork], None]
) -> None:
    with unit_of_work(runtime, SYSTEM) as uow:
        seed.reference(uow)
    with unit_of_work(runtime, ZHAO) as uow:
        assert not prices_are_seen_to(uow)
        done(uow)
    with unit_of_work(runtime, ZHAO) as uow:
        assert prices_are_seen_to(uow)


def test_confirmed_twice_it_is_said_once(runtime: Runtime) -> None:
    for _ in range(2):
        with unit_of_work(runtime, ZHAO) as uow:
            confirm_prices(uow)
    with unit_of_work(runtime, write=False) as uow:
        told = uow.session.scalars(select(Event).where(Event.kind == "prices.confirmed")).all()
    assert [event.actor for event in told] == [ZHAO.key]
