"""Verdicts on complaints: who may give one, what replaces what, and what counts against whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.accounts.tables import User
from app.arrivals.commands.settlements import settle
from app.hotline.commands import calls
from app.hotline.commands.calls import About as Of
from app.hotline.commands.calls import Taken
from app.hotline.commands.forgetting import forget
from app.hotline.commands.verdicts import decide
from app.hotline.errors import OtherTeamsComplaint, OwnComplaint
from app.hotline.reads import complaints
from app.hotline.reads.counting import CountsNowhere, why_it_counts_nowhere
from app.hotline.rules.outcomes import CallOutcome
from app.hotline.rules.verdicts import AboutWhom, ComplaintDecision, ComplaintFinding, misplaced
from app.kernel import Principal, Role, Runtime, unit_of_work
from app.kernel.errors import Invalid, NotFound, VersionConflict
from app.registers.commands import registry
from app.registers.tables import Provider
from app.requests.rules.promise import Decision
from app.requests.tables import Visit
from tests.support.clock import FakeClock
from tests.support.town import DISPATCHER, Town
from tests.support.walk import walk

MANAGER = Principal(Role.MANAGER, "Wu", user_id=UUID(int=7))
OTHER = Principal(Role.MANAGER, "He", user_id=UUID(int=8))
KEY = "019cac0f-278f-74ae-b3af-074d6b32dc"


def complained(runtime: Runtime, n: int = 0, about: Of | None = None) -> UUID:
    with unit_of_work(runtime, DISPATCHER) as uow:
        said = Taken(f"{KEY}{n:02}", CallOutcome.COMPLAINT, "Ms Li", "021-62781234", "He was rude.")
        return calls.log(uow, said, about or Of()).id


def found(town: Town, verdict: ComplaintFinding = ComplaintFinding.UPHELD, **other: Any) -> ComplaintDecision:
    own: dict[str, Any] = {
        "about": AboutWhom.ENGINEER,
        "engineer_id": town.engineers[0],
        "reason": "He says so.",
    }
    return ComplaintDecision(verdict, **{**own, **other})


def give(
    runtime: Runtime, call_id: UUID, decision: ComplaintDecision, seen: int = 0, who: Principal = MANAGER
) -> int:
    with unit_of_work(runtime, who) as uow:
        return decide(uow, call_id, decision, seen).ordinal


def counted(town: Town) -> list[tuple[UUID | None, float]]:
    with unit_of_work(town.runtime, write=False) as uow:
        rows = complaints.counted(uow, uow.now - timedelta(days=60))
        return [(row.engineer_id, row.weight) for row in rows]


def test_the_last_verdict_counts_and_all_are_kept(town: Town) -> None:
    call_id = complained(town.runtime)
    assert counted(town) == []
    assert give(town.runtime, call_id, found(town)) == 1
    assert give(town.runtime, call_id, found(town)) == 1  # sent twice
    assert counted(town) == [(town.engineers[0], 1.0)]
    half = found(town, ComplaintFinding.PARTLY_UPHELD, engineer_id=town.engineers[1])
    assert give(town.runtime, call_id, half, 1, OTHER) == 2
    assert counted(town) == [(town.engineers[1], 0.5)]
    none = found(town, ComplaintFinding.NOT_UPHELD, about=AboutWhom.OFFICE, engineer_id=None)
    assert give(town.runtime, call_id, none, 2) == 3
    assert counted(town) == []
    with unit_of_work(town.runtime, MANAGER, write=False) as uow:
        call = complaints.complaint(uow, call_id)
        assert [one.verdict for one in complaints.verdicts(uow, [call])[call_id]] == [
            "upheld",
            "partly_upheld",
            "not_upheld",
        ]


def test_two_who_decide_at_once_are_told(town: Town) -> None:
    call_id = complained(town.runtime)
    give(town.runtime, call_id, found(town))
    with pytest.raises(VersionConflict):
        give(town.runtime, call_id, found(town, ComplaintFinding.NOT_UPHELD), 0, OTHER)


@pytest.mark.any_database
def test_whoever_was_complained_about_does_not_decide(town: Town) -> None:
    visit_id = town.report()
    walk(town, visit_id, on_site=20, completed=50)
    with unit_of_work(town.runtime) as uow:
        request_id = uow.get(Visit, visit_id).request_id
        mine = User(
            id=UUID(int=7), login="wu", name="Wu", role="manager", created_at=uow.now, updated_at=uow.now
        )
        uow.session.add(mine)
        provider = Provider(id=uow.new_id(), name="P", created_at=uow.now, updated_at=uow.now)
        uow.session.add(provider)
        uow.session.flush()
        provider_id = provider.id
    call_id = complained(town.runtime, about=Of(request_id=request_id))
    office = found(town, about=AboutWhom.OFFICE, engineer_id=None)
    of_provider = found(town, about=AboutWhom.PROVIDER, engineer_id=None, provider_id=provider_id)
    for who, decision in (
        (replace(MANAGER, engineer_id=town.engineers[0]), office),  # he came, whoever is blamed
        (replace(MANAGER, engineer_id=town.engineers[1]), found(town, engineer_id=town.engineers[1])),
        (replace(MANAGER, provider_id=provider_id), of_provider),
        (MANAGER, replace(office, user_id=MANAGER.user_id)),
    ):
        with pytest.raises(OwnComplaint):
            give(town.runtime, call_id, decision, 0, who)
    give(town.runtime, call_id, replace(office, user_id=MANAGER.user_id), 0, OTHER)
    with pytest.raises(OwnComplaint):  # who was blamed once does not turn it over
        give(town.runtime, call_id, found(town, ComplaintFinding.NOT_UPHELD), 1)


def test_who_only_said_that_he_came_is_offered_and_the_manager_is_told_where_it_counts(town: Town) -> None:
    visit_id = town.report()
    request_id = walk(town, visit_id, on_site=20)
    call_id = complained(town.runtime, about=Of(request_id=request_id))
    with unit_of_work(town.runtime, DISPATCHER) as uow:
        settle(uow, visit_id, Decision.NOT_ARRIVED, "Nobody is here, she says.")
    with pytest.raises(OwnComplaint):
        give(town.runtime, call_id, found(town), 0, replace(MANAGER, engineer_id=town.engineers[0]))
    give(town.runtime, call_id, found(town))
    with unit_of_work(town.runtime, MANAGER, write=False) as uow:
        call = complaints.complaint(uow, call_id)
        [verdict] = complaints.verdicts(uow, [call])[call_id]
        assert [one.id for one in complaints.who_came(uow, call)] == [town.engineers[0]]
        assert why_it_counts_nowhere(uow, call, verdict) is CountsNowhere.FALSE_ARRIVAL
        verdict.engineer_id = town.engineers[1]
        assert why_it_counts_nowhere(uow, call, verdict) is CountsNowhere.NOT_HIS
        uow.session.rollback()


@pytest.mark.any_database
def test_a_manager_decides_on_his_own_teams_complaints_alone(town: Town) -> None:
    with unit_of_work(town.runtime) as uow:
        place = {"code": "far", "name": "Far", "centre_lat": 30.0, "centre_lon": 120.0}
        far = registry.create(uow, "territory", place).id
        for n, territory_id in ((7, far), (8, town.territory_id)):
            boss = User(id=UUID(int=n), login=f"m{n}", name=f"M{n}", role="manager")
            boss.created_at = boss.updated_at = uow.now
            uow.session.add(boss)
            uow.session.flush()
            team = registry.create(uow, "team", {"name": f"Crew {n}", "territory_id": territory_id})
            values = {"team_id": team.id, "part": "manager", "user_id": boss.id, "from_on": date(2026, 1, 1)}
            registry.create(uow, "team_place", values)
    visit_id = town.report()
    with unit_of_work(town.runtime, write=False) as uow:
        request_id = uow.get(Visit, visit_id).request_id
    call_id = complained(town.runtime, about=Of(request_id=request_id))
    for who, seen in ((MANAGER, []), (OTHER, [call_id])):
        with unit_of_work(town.runtime, who, write=False) as uow:
            assert [row.id for row in uow.session.scalars(complaints.complaints(uow, decided=False))] == seen
    with pytest.raises(OtherTeamsComplaint):
        give(town.runtime, call_id, found(town))
    assert give(town.runtime, call_id, found(town), 0, OTHER) == 1


@pytest.mark.any_database
def test_what_names_nobody_or_gives_no_reason_is_refused(town: Town) -> None:
    call_id = complained(town.runtime)
    for wrong, field in (
        ({"engineer_id": None}, "engineer_id"),
        ({"engineer_id": UUID(int=1)}, "engineer_id"),
        ({"provider_id": UUID(int=1)}, "provider_id"),
        ({"reason": "  "}, "reason"),
    ):
        with pytest.raises(Invalid) as refused:
            give(town.runtime, call_id, found(town, **wrong))
        assert list(refused.value.errors) == [field]
    with unit_of_work(town.runtime, DISPATCHER) as uow:
        order = calls.log(uow, Taken(f"{KEY}99", CallOutcome.ORDER, note="Paper"), Of()).id
    with pytest.raises(NotFound):
        give(town.runtime, order, found(town))


@pytest.mark.any_database
@pytest.mark.parametrize("about", AboutWhom)
def test_the_one_id_that_fits_is_asked_for(about: AboutWhom) -> None:
    lacking = {AboutWhom.ENGINEER: ["engineer_id"], AboutWhom.PROVIDER: ["provider_id"], AboutWhom.OFFICE: []}
    assert misplaced(ComplaintDecision(ComplaintFinding.UPHELD, about, "x")) == lacking[about]
    assert (
        len(
            misplaced(
                ComplaintDecision(ComplaintFinding.UPHELD, about, "x", UUID(int=1), UUID(int=2), UUID(int=3))
            )
        )
        == 2
    )


@pytest.mark.any_database
def test_reasons_are_forgotten_with_the_call(town: Town, clock: FakeClock) -> None:
    call_id = complained(town.runtime)
    with unit_of_work(town.runtime, DISPATCHER) as uow:
        calls.done(uow, call_id, "Told her.")
    give(town.runtime, call_id, found(town))
    clock.advance(days=town.runtime.settings.call_days + 1)
    for forgotten in (1, 0):
        with unit_of_work(town.runtime) as uow:
            assert forget(uow, 500) == forgotten
    with unit_of_work(town.runtime, write=False) as uow:
        call = complaints.complaint(uow, call_id)
        assert [one.reason for one in complaints.verdicts(uow, [call])[call_id]] == [""]
