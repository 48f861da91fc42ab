"""A provider and its manager on their pages: the day, a suspension, the terms, and a disputed statement."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from app.dispatching.commands.offers import offer
from app.dispatching.hooks import decided_shares
from app.dispatching.reads.snapshot import territory_view
from app.dispatching.rules.fair_share import KEPT_BACK_S
from app.kernel import Role, Runtime, unit_of_work
from app.providers.commands.abilities import AbilitySaid, decide_record, declare
from app.providers.commands.disputes import DisputeAnswer, answer_dispute, dispute
from app.providers.commands.terms import TermsSaid, decide
from app.providers.commands.timers import nightly
from app.providers.reads.abilities import measured_abilities
from app.providers.tables import ProviderStatement, StatementDispute
from app.registers.tables import Engineer, Territory
from app.requests.tables import Offer, Visit
from app.visits.tables import Charge
from dispatch.model.eligibility import refusals
from tests.support import build
from tests.support.clock import FakeClock
from tests.support.web import application
from tests.web.calls.providers import completed
from tests.web.world import World, make_world

pytestmark = pytest.mark.any_database
API = "/api/v1"


@pytest.fixture
def world(runtime: Runtime, clock: FakeClock) -> World:
    flask_app: Flask = application(runtime)
    return make_world(runtime, clock, flask_app)


def _asked(world: World) -> UUID:
    with unit_of_work(world.runtime) as uow:
        visit = uow.get(Visit, world.own.job.visit_id)
        return offer(uow, visit, uow.get(Territory, visit.territory_id)).id


def test_a_provider_answers_for_its_own_people_and_gives_visits_to_them_alone(world: World) -> None:
    offer_id, visit_id = _asked(world), world.own.job.visit_id
    with unit_of_work(world.runtime) as uow:
        area = uow.get(Territory, world.own.job.territory_id)
        other = build.engineer(uow, area, provider_id=world.own.provider_id).id
        unskilled = build.engineer(uow, area, skills=(), provider_id=world.own.provider_id).id
    own, stranger = world.client(Role.PROVIDER), world.client(Role.PROVIDER, foreign=True)
    day = own.get(f"{API}/provider-day").json
    assert [(one["visit_id"], one["offer_id"]) for one in day["visits"]] == [(str(visit_id), str(offer_id))]
    assert str(visit_id) not in stranger.get(f"{API}/provider-day").text
    assert stranger.post(f"{API}/offers/{offer_id}/accept").status_code == 404
    for _ in range(2):  # said again it changes nothing
        assert own.post(f"{API}/offers/{offer_id}/accept").json["state"] == "accepted"
    assert own.post(f"{API}/offers/{offer_id}/decline", json={"reason": "No."}).status_code == 409

    address = f"{API}/visits/{visit_id}/give"
    refused = own.post(address, json={"engineer_id": str(unskilled)})
    assert (refused.status_code, refused.json["refusals"][0]["code"]) == (409, "missing_skill")
    theirs = str(world.foreign.job.engineer_id)
    assert own.post(address, json={"engineer_id": theirs}).status_code == 404
    assert own.post(address, json={"engineer_id": str(other), "version": 1}).status_code == 409
    for _ in range(2):
        assert own.post(address, json={"engineer_id": str(other)}).json["engineer_id"] == str(other)
    desk = world.client(Role.DISPATCHER)
    assert desk.post(f"{API}/visits/{visit_id}/pin", json={}).status_code == 200
    kept = own.post(address, json={"engineer_id": str(world.own.job.engineer_id)})
    assert (kept.status_code, kept.json["type"].rpartition("/")[2]) == (409, "office-decided")


def test_an_offer_declined_for_somebody_goes_to_others(world: World) -> None:
    offer_id = _asked(world)
    for _ in range(2):
        answer = world.client(Role.PROVIDER).post(f"{API}/offers/{offer_id}/decline", json={"reason": "Ill."})
        assert answer.json["state"] == "declined"
    with unit_of_work(world.runtime, write=False) as uow:
        assert uow.get(Visit, world.own.job.visit_id).engineer_id is None
        assert uow.get(Offer, offer_id).reason == "Ill."


def test_a_suspension_bars_its_people_until_it_is_lifted(world: World) -> None:
    desk = world.client(Role.MANAGER)

    def codes() -> list[str]:
        with unit_of_work(world.runtime, write=False) as uow:
            problem = territory_view(uow, world.own.job.territory_id).problem
            who = problem.engineer(str(world.own.job.engineer_id))
            return [
                one.code for one in refusals(who, problem.job(str(world.own.job.visit_id)), problem.now_s)
            ]

    said = {"provider_id": str(world.own.provider_id), "reason": "Two weak quarters."}
    today = world.clock.now.date().isoformat()
    made = desk.post(f"{API}/provider-suspensions", json={**said, "from_on": today})
    assert made.status_code == 201
    assert codes() == ["provider_suspended"]
    assert world.client(Role.PROVIDER).get(f"{API}/provider-suspensions").json[0]["id"] == made.json["id"]
    assert world.client(Role.PROVIDER, foreign=True).get(f"{API}/provider-suspensions").json == []
    lifting = f"{API}/provider-suspensions/{made.json['id']}/lift"
    assert desk.post(lifting, json={"note": "Mended."}).status_code == 200
    assert codes() == []
    assert desk.post(lifting, json={"note": "Mended."}).status_code == 409


def test_an_issued_statement_is_corrected_by_its_next_version_alone(world: World) -> None:
    with unit_of_work(world.runtime) as uow:
        uow.session.add(
            Charge(
                id=uow.new_id(),
                visit_id=world.own.job.visit_id,
                kind="labour",
                amount_cents=20_000,
                recorded_at=uow.now,
            )
        )
    key, visit_id = completed(world), world.own.job.visit_id
    own, desk = world.client(Role.PROVIDER), world.client(Role.MANAGER)
    assert own.get(f"{API}/provider-statements/{key}").json["settled_cents"] == 20_000
    foreign = world.client(Role.PROVIDER, foreign=True)
    assert foreign.get(f"{API}/provider-statements").json == []
    with unit_of_work(world.runtime, world.account(Role.PROVIDER)) as uow:
        made = dispute(uow, key, visit_id, "It was 250.").id
        assert dispute(uow, key, visit_id, "It was 250.").id == made
    answer = DisputeAnswer(accepted=True, answer="A form was missing.", charges_cents=25_000, parts_cents=0)
    with unit_of_work(world.runtime, world.account(Role.MANAGER)) as uow:
        answer_dispute(uow, made, answer)
    with unit_of_work(world.runtime, write=False) as uow:
        first, second = uow.session.scalars(select(ProviderStatement).order_by(ProviderStatement.number))
        assert (first.settled_cents, first.state, second.settled_cents) == (20_000, "issued", 25_000)
        assert second.changes[0] | {"visit_id": ""} == {
            "visit_id": "",
            "code": second.changes[0]["code"],
            "was": 20_000,
            "now": 25_000,
            "why": "A form was missing.",
        }
        assert uow.get(StatementDispute, made).led_to_id == second.id
    again = desk.post(f"{API}/provider-statements/draft", json={"month": first.month})
    assert again.json == []  # what a person corrected stays
    page = own.get(f"/provider-statements/{second.id}").text
    assert "A form was missing." in page
    assert own.get(f"/provider-statements/{second.id}/file?kind=csv").data.startswith(b"\xef\xbb\xbf")
    assert own.get(f"/provider-statements/{second.id}/file?kind=xlsx").data.startswith(b"PK")
    assert foreign.get(f"/provider-statements/{second.id}/file").status_code == 404


def test_the_night_drafts_the_month_that_is_over_and_a_provider_sees_no_draft(world: World) -> None:
    with unit_of_work(world.runtime) as uow:
        visit = uow.get(Visit, world.own.job.visit_id)
        visit.state, visit.completed_at = "completed", uow.now
    world.clock.advance(days=32 - world.clock.now.day + 1)
    for _ in range(2):
        assert nightly(world.runtime, "night") is not None
    with unit_of_work(world.runtime, write=False) as uow:
        found = uow.session.scalars(select(ProviderStatement)).all()
        assert [(one.provider_id, one.state) for one in found] == [(world.own.provider_id, "draft")]
    assert world.client(Role.PROVIDER).get(f"{API}/provider-statements").json == []
    assert "Draft" in world.client(Role.MANAGER).get("/provider-statements").text


def test_what_a_provider_declares_counts_once_a_manager_confirmed_it(world: World) -> None:
    said = AbilitySaid(world.own.provider_id, "parts_at_hand", 80, "Stock list.", date(2026, 1, 1))
    today = world.clock.now.date()
    with unit_of_work(world.runtime, world.account(Role.PROVIDER)) as uow:
        made = declare(uow, AbilitySaid(**{**_fields(said), "declared_on": today})).id
        assert measured_abilities(uow, world.own.provider_id, today) == {}
    with unit_of_work(world.runtime, world.account(Role.MANAGER)) as uow:
        decide_record(uow, made, confirmed=True, note="")
        found = measured_abilities(uow, world.own.provider_id, today)
    assert {name: one.value for name, one in found.items()} == {"parts_at_hand": 0.8}


def _fields(said: AbilitySaid) -> dict[str, object]:
    return {name: getattr(said, name) for name in said.__slots__}


@pytest.mark.parametrize("role", [Role.PROVIDER, Role.MANAGER])
def test_each_finds_every_page(world: World, role: Role) -> None:
    _asked(world)
    one = f"/providers/{world.own.provider_id}/terms"
    both = [one, f"{one}/records/new", "/provider-statements"]
    theirs = {
        Role.PROVIDER: ["/providers/day"],
        Role.MANAGER: ["/providers/overview", f"{one}/new", f"{one}/suspensions/new"],
    }
    for address in (*both, *theirs[role]):
        assert world.client(role).get(address).status_code == 200, address
    assert world.client(Role.PROVIDER, foreign=True).get(one).status_code == 404


def test_the_planner_reads_the_share_of_work_that_was_decided(world: World) -> None:
    with unit_of_work(world.runtime, world.account(Role.MANAGER)) as uow:
        engineer = uow.get(Engineer, world.own.job.engineer_id)
        assert decided_shares(uow, [engineer]) == {}
        told = {"share_percent": 80, "effective_on": uow.now.date(), "reason": "Two stars"}
        decide(uow, TermsSaid(provider_id=world.own.provider_id, factor_percent=100, **told))
        assert decided_shares(uow, [engineer]) == {engineer.id: 0.8}
        problem = territory_view(uow, engineer.territory_id).problem
        assert problem.engineer(str(engineer.id)).worked_s >= KEPT_BACK_S, "others go first"
