from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.accounts.commands import accounts
from app.accounts.tables import User
from app.cli import seed
from app.kernel import Role, Runtime, unit_of_work
from app.kernel.errors import Invalid
from app.kernel.tables import Event
from app.registers.tables import Asset, Contract, Engineer, FaultType, Part, Shift, Site, Skill
from tests.support.clock import FakeClock


def test_a_fresh_installation_gets_reference_data_once(runtime: Runtime) -> None:
    with unit_of_work(runtime) as uow:
        assert seed.reference(uow) == 5 + 18 + 16 + 5
        assert seed.reference(uow) == 0
        for skill in uow.session.scalars(select(Skill)):
            easy = select(func.count()).where(FaultType.skill_code == skill.code, FaultType.min_stars == 1)
            assert uow.session.scalar(easy), f"{skill.code} has no fault that everyone may repair"
        assert uow.session.scalar(select(func.count()).select_from(Part)) == 16


def test_reference_data_that_was_changed_stays_changed(runtime: Runtime) -> None:
    with unit_of_work(runtime) as uow:
        seed.reference(uow)
        uow.get(FaultType, "printer_jam").expected_s = 999
    with unit_of_work(runtime) as uow:
        seed.reference(uow)
        assert uow.get(FaultType, "printer_jam").expected_s == 999


def test_an_administrator_is_made_once_with_the_password_given_or_drawn(runtime: Runtime) -> None:
    with unit_of_work(runtime) as uow:
        made = seed.administrator(uow)
        assert made is not None
        assert len(made.password) >= 16
        assert accounts.sign_in(uow, "admin", made.password).role == Role.ADMIN
        assert seed.administrator(uow, "another one") is None


def test_an_administrator_with_a_weak_password_is_refused(runtime: Runtime) -> None:
    with unit_of_work(runtime) as uow, pytest.raises(Invalid):
        seed.administrator(uow, "short")


def test_a_city_is_on_duty_around_the_clock_with_every_skill(runtime: Runtime, clock: FakeClock) -> None:
    with unit_of_work(runtime) as uow:
        seed.reference(uow)
        logins = seed.city(uow)
    assert {login.role for login in logins} == {
        Role.DISPATCHER,
        Role.MANAGER,
        Role.PROVIDER,
        Role.CUSTOMER,
        Role.ENGINEER,
    }
    with unit_of_work(runtime, write=False) as uow:
        assert {row.stars for row in uow.session.scalars(select(Engineer))} == {1, 2, 3, 4, 5}
        for hours in range(0, 6 * 24, 3):
            at = clock.now + timedelta(hours=hours)
            on_duty = select(Shift.engineer_id).where(Shift.starts_at <= at, Shift.ends_at > at)
            crew = uow.session.scalars(select(Engineer).where(Engineer.id.in_(on_duty))).all()
            assert {skill.code for row in crew for skill in row.skills if row.stars >= 4} >= {
                "desktop",
                "laptop",
                "printer",
                "network",
                "server",
            }
        counts = [uow.session.scalar(select(func.count()).select_from(kind)) for kind in (Site, Asset, User)]
        assert counts == [21, 21, 18]
        assert uow.session.scalar(select(func.max(Contract.min_stars))) == 4
        assert (
            uow.session.scalar(select(func.count()).select_from(Event).where(Event.kind == "site.created"))
            == 21
        )


def test_a_city_is_not_put_into_an_installation_in_use(runtime: Runtime) -> None:
    with unit_of_work(runtime) as uow:
        seed.reference(uow)
        seed.city(uow)
        assert seed.city(uow) == []
