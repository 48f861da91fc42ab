"""What managers declare of visits, and what that does to the figures."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.kernel import Principal, Role, unit_of_work
from app.kernel.errors import Invalid, NotFound
from app.kernel.tables import Event, Timer
from app.registers.commands import registry
from app.stars.commands.declarations import Declaration, declare, withdraw
from app.stars.commands.facts import work_out
from app.stars.commands.timers import NIGHTLY
from app.stars.errors import DeclarationWithdrawn
from app.stars.rules.leaving_out import DeclaredReason, Why
from app.stars.rules.months import Month
from app.stars.tables import StarContribution
from app.teams.tables import Part, Team, TeamPlace
from tests.support import web
from tests.support.clock import FakeClock
from tests.support.town import Town
from tests.support.walk import walk

MANAGER = Principal(Role.MANAGER, "manager")


def _told(town: Town) -> dict[Any, tuple[float | None, str, float | None]]:
    work_out(town.runtime, Month(2026, 3))
    with unit_of_work(town.runtime, write=False) as uow:
        rows = uow.session.scalars(select(StarContribution)).all()
        return {
            row.visit_id: (row.promise_own_stages, row.promise_own_stages_why, row.first_time_fix)
            for row in rows
        }


def test_storm_takes_out_kept_and_broken_promises_until_it_is_taken_back(
    town: Town, clock: FakeClock
) -> None:
    late, kept, after = town.report(), town.report(km=3), None
    walk(town, late, on_site=80, completed=95)
    walk(town, kept, on_site=30, completed=50, engineer=1)
    clock.advance(hours=5)
    after = town.report(km=4)
    walk(town, after, on_site=70, completed=90)
    clock.advance(hours=3)
    began = clock.now - timedelta(hours=8)
    with unit_of_work(town.runtime, MANAGER) as uow:
        said = Declaration(
            DeclaredReason.WEATHER,
            " Hail 冰雹 🧊 ",
            territory_id=town.territory_id,
            from_at=began,
            until_at=began + timedelta(hours=2),
        )
        row = declare(uow, said)
        key = row.id
        assert row.note == "Hail 冰雹 🧊"
    with unit_of_work(town.runtime, write=False) as uow:
        due = uow.session.scalars(select(Timer.subject).where(Timer.kind == NIGHTLY)).all()
        assert list(due) == ["2026-03"]
    told = _told(town)
    assert told[late] == told[kept] == (None, DeclaredReason.WEATHER, 1.0)
    assert told[after] == (0.0, Why.TRAVEL, 1.0)
    with unit_of_work(town.runtime, MANAGER) as uow:
        withdraw(uow, key, "It did not hail there.")
    assert _told(town)[late] == (0.0, Why.TRAVEL, 1.0)
    with pytest.raises(DeclarationWithdrawn), unit_of_work(town.runtime, MANAGER) as uow:
        withdraw(uow, key, "again")
    with unit_of_work(town.runtime, write=False) as uow:
        told_of = select(Event.kind).where(Event.stream == f"star_declaration:{key}").order_by(Event.number)
        assert uow.session.scalars(told_of).all() == ["stars.declared", "stars.declaration_withdrawn"]


def test_shared_fault_of_a_visit_counts_half(town: Town, clock: FakeClock) -> None:
    visit = town.report()
    walk(town, visit, on_site=80, completed=95)
    clock.advance(hours=3)
    with unit_of_work(town.runtime, MANAGER) as uow:
        declare(uow, Declaration(DeclaredReason.SHARED_FAULT, "Two of us.", visit_id=visit))
    assert _told(town)[visit] == (0.0, DeclaredReason.SHARED_FAULT, 1.0)


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"note": "  "}, "note"),
        ({"territory_id": None}, "territory_id"),
        ({"until_at": None}, "until_at"),
        ({"hours": 0}, "until_at"),
        ({"hours": 24 * 63}, "until_at"),
        ({"begins": 1}, "from_at"),
    ],
)
def test_declaration_that_says_too_little_or_too_much_is_refused(
    town: Town, clock: FakeClock, changes: dict[str, Any], field: str
) -> None:
    begin = clock.now + timedelta(hours=changes.pop("begins", -24 * 70))
    values: dict[str, Any] = {
        "reason": DeclaredReason.OTHER,
        "note": "x",
        "territory_id": town.territory_id,
        "from_at": begin,
        "until_at": begin + timedelta(hours=changes.pop("hours", 2)),
    }
    with pytest.raises(Invalid) as refused, unit_of_work(town.runtime, MANAGER) as uow:
        declare(uow, Declaration(**values | changes))
    assert set(refused.value.errors) == {field}


def test_manager_declares_for_the_territories_of_his_teams_alone(town: Town, clock: FakeClock) -> None:
    with unit_of_work(town.runtime) as uow:
        far = registry.create(
            uow, "territory", {"code": "far", "name": "Far", "centre_lat": 30.0, "centre_lon": 120.0}
        )
        stamps = {"created_at": uow.now, "updated_at": uow.now}
        team = Team(id=uow.new_id(), name="Far crew", territory_id=far.id, **stamps)
        far_id, team_id = far.id, team.id
        uow.session.add(team)
    leader = web.make_user(town.runtime, Role.MANAGER, "leader")
    with unit_of_work(town.runtime) as uow:
        stamps = {"created_at": uow.now, "updated_at": uow.now}
        place = TeamPlace(
            id=uow.new_id(),
            team_id=team_id,
            part=Part.MANAGER,
            user_id=leader.user_id,
            from_on=uow.now.date(),
            **stamps,
        )
        uow.session.add(place)
    visit = town.report()
    span = {"from_at": clock.now - timedelta(hours=2), "until_at": clock.now}
    with unit_of_work(town.runtime, leader) as uow:
        declare(uow, Declaration(DeclaredReason.WEATHER, "Snow.", territory_id=far_id, **span))
    for refused in (
        Declaration(DeclaredReason.WEATHER, "Snow.", territory_id=town.territory_id, **span),
        Declaration(DeclaredReason.OTHER, "Snow.", visit_id=visit),
    ):
        with pytest.raises(NotFound), unit_of_work(town.runtime, leader) as uow:
            declare(uow, refused)
