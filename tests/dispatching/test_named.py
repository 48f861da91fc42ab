"""Named engineers: the nearest entry wins, excluded always holds, and nothing is broken in silence."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.dispatching.commands import overrides
from app.dispatching.commands.placement import place_visit
from app.dispatching.commands.planner import plan_territory
from app.dispatching.errors import ReasonNeeded
from app.dispatching.reads.candidates import candidates
from app.dispatching.reads.decided import last_decision
from app.dispatching.reads.named import Place, named_at
from app.dispatching.reads.reasons import why
from app.dispatching.reads.snapshot import territory_view
from app.dispatching.rules.named import AWAY, EXCLUDED, OTHER, Level, NamedEntry, named
from app.kernel import unit_of_work
from app.registers.tables import Customer, NamedAs, NamedEngineer, Shift
from app.requests.tables import Visit
from tests.support.town import DISPATCHER, Town

A, B, C = (UUID(int=n) for n in (1, 2, 3))
PREFERRED, REQUIRED, BARRED = NamedAs.PREFERRED, NamedAs.REQUIRED, NamedAs.EXCLUDED
CUSTOMER, SITE, ASSET = Level.CUSTOMER, Level.SITE, Level.ASSET


def _entries(*told: tuple[UUID, NamedAs, Level]) -> list[NamedEntry]:
    return [NamedEntry(uuid4(), key, f"E{key.int}", kind, level, "why") for key, kind, level in told]


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("entries", "preferred", "refused"),
    [
        ([], set(), {}),
        ([(A, PREFERRED, CUSTOMER)], {A}, {}),
        ([(A, PREFERRED, CUSTOMER), (B, PREFERRED, ASSET)], {B}, {}),
        ([(A, REQUIRED, CUSTOMER)], set(), {B: OTHER, C: OTHER}),
        ([(A, REQUIRED, CUSTOMER), (B, REQUIRED, SITE)], set(), {A: OTHER, C: OTHER}),
        ([(A, REQUIRED, SITE), (B, REQUIRED, SITE)], set(), {C: OTHER}),
        ([(A, REQUIRED, SITE), (B, PREFERRED, SITE)], set(), {B: OTHER, C: OTHER}),
        ([(A, REQUIRED, SITE), (B, PREFERRED, ASSET)], {B}, {}),
        ([(A, BARRED, CUSTOMER), (A, PREFERRED, ASSET)], set(), {A: EXCLUDED}),
        ([(A, BARRED, CUSTOMER), (A, REQUIRED, ASSET)], set(), {A: EXCLUDED, B: OTHER, C: OTHER}),
    ],
)
def test_the_nearest_entry_decides_and_excluded_always_holds(
    entries: list[tuple[UUID, NamedAs, Level]], preferred: set[UUID], refused: dict[UUID, str]
) -> None:
    found = named(_entries(*entries))
    assert set(found.preferred) == preferred
    assert {key: one["code"] for key, one in found.kept_off((A, B, C)).items()} == refused


def _name(town: Town, n: int, kind: NamedAs, **owner: Any) -> UUID:
    with unit_of_work(town.runtime) as uow:
        row = NamedEngineer(
            id=uow.new_id(),
            engineer_id=town.engineers[n],
            kind=kind,
            reason="Knows the machine",
            asked_by="Ms Li",
            starts_on=uow.now.date() - timedelta(days=1),
            created_at=uow.now,
            updated_at=uow.now,
            **(owner or {"customer_id": town.customer_id}),
        )
        uow.session.add(row)
    return row.id


def _codes(town: Town, visit_id: UUID) -> dict[UUID, list[str]]:
    with unit_of_work(town.runtime, write=False) as uow:
        rows = candidates(uow, uow.get(Visit, visit_id).request_id)
    return {row.engineer.id: [one["code"] for one in row.refusals] for row in rows}


def test_who_is_required_goes_though_another_is_nearer_and_who_is_excluded_never_does(town: Town) -> None:
    near, far = town.engineers
    entry_id = _name(town, 1, REQUIRED)
    visit_id = town.report()
    place_visit(town.runtime, DISPATCHER, visit_id)
    assert town.visit(visit_id).engineer_id == far
    assert _codes(town, visit_id) == {near: [OTHER], far: []}
    with unit_of_work(town.runtime, write=False) as uow:
        told = why(uow, visit_id, "en")
        assert told.sentences[-1] == (
            "The register of named engineers requires Engineer 2 here: Knows the machine."
        )
        assert told.facts is not None
        assert told.facts["named"] == [str(entry_id)]
    _name(town, 0, BARRED, site_id=town.site_id)
    assert _codes(town, visit_id)[near] == [EXCLUDED]


def test_a_preferred_engineer_is_worth_a_detour_but_no_broken_promise(town: Town) -> None:
    _name(town, 1, PREFERRED, asset_id=town.asset_id)
    for asset_id, expected in ((town.asset_id, town.engineers[1]), (None, town.engineers[0])):
        visit_id = town.report(asset_id=asset_id)
        with unit_of_work(town.runtime, write=False) as uow:
            job = territory_view(uow, town.territory_id).problem.job(str(visit_id))
        assert job.preferred_engineers == ({str(expected)} if asset_id else frozenset())


def test_a_required_engineer_who_is_off_duty_is_said_and_a_reason_sends_another(town: Town) -> None:
    near, far = town.engineers
    entry_id = _name(town, 1, REQUIRED)
    with unit_of_work(town.runtime) as uow:
        for shift in uow.session.query(Shift).filter_by(engineer_id=far):
            uow.session.delete(shift)
    visit_id = town.report()
    placed = place_visit(town.runtime, DISPATCHER, visit_id)
    assert [one["code"] for one in placed.reasons] == [AWAY, OTHER]
    assert placed.reasons[0]["needs"] == "Engineer 2"
    assert [one["code"] for one in town.visit(visit_id).unassigned_reasons or ()] == [AWAY, OTHER]
    plan_territory(town.runtime, town.territory_id)
    assert [one["code"] for one in town.visit(visit_id).unassigned_reasons or ()] == [AWAY, OTHER]
    assert _codes(town, visit_id) == {near: [OTHER], far: ["off_duty"]}
    with pytest.raises(ReasonNeeded), unit_of_work(town.runtime, DISPATCHER) as uow:
        overrides.assign(uow, visit_id, near)
    with unit_of_work(town.runtime, DISPATCHER) as uow:
        overrides.assign(uow, visit_id, near, pin=False, reason="The customer agrees")
    with unit_of_work(town.runtime, write=False) as uow:
        made = last_decision(uow, visit_id)
        assert made is not None
        assert (made.data["reason"], made.key("against")) == ("The customer agrees", entry_id)
    plan_territory(town.runtime, town.territory_id)
    assert town.visit(visit_id).engineer_id == near


def test_entries_hold_on_their_days_and_follow_a_customer_who_was_merged(town: Town) -> None:
    _name(town, 0, BARRED)
    with unit_of_work(town.runtime) as uow:
        stays = Customer(id=uow.new_id(), name="Ink", created_at=uow.now, updated_at=uow.now)
        uow.session.add(stays)
        uow.session.flush()
        uow.get(Customer, town.customer_id).survivor_id = stays.id
        today = uow.now.date()
        found = named_at(uow, {0: Place(stays.id, None, None)}, today)
        assert set(found[0].excluded) == {town.engineers[0]}
        assert named_at(uow, {0: Place(stays.id, None, None)}, today - timedelta(days=9)) == {}
    visit_id = town.report()
    assert _codes(town, visit_id)[town.engineers[0]] == [EXCLUDED]
