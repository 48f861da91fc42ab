"""A leave or a shift by API: which visits lose their engineer is told first, as on the page."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from app.kernel import Role, unit_of_work
from app.registers.tables import Leave
from app.requests.tables import Visit
from tests.support.town import Town, build_town, without_child
from tests.support.web import application, make_user, signed_in

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from app.kernel import Runtime

AT = "/api/v1/leaves"
pytestmark = pytest.mark.any_database


@pytest.fixture
def town(runtime: Runtime) -> Town:
    return build_town(without_child(runtime))


@pytest.fixture
def office(town: Town) -> FlaskClient:
    who = make_user(town.runtime, Role.DISPATCHER)
    return signed_in(application(town.runtime), town.runtime, who)


@pytest.fixture
def held(town: Town) -> str:
    """A visit that the first engineer holds."""
    visit_id = town.report(asset_id=town.asset_id)
    with unit_of_work(town.runtime) as uow:
        visit = uow.get(Visit, visit_id)
        visit.engineer_id, visit.state = town.engineers[0], "planned"
    return str(visit_id)


def leave(town: Town, begins: timedelta, **changes: Any) -> dict[str, Any]:
    with unit_of_work(town.runtime, write=False) as uow:
        at = uow.now + begins
    span = {"starts_at": at.isoformat(), "ends_at": (at + timedelta(hours=8)).isoformat()}
    return {"engineer_id": str(town.engineers[0]), "reason": "sick", **span, **changes}


def count(town: Town) -> int:
    with unit_of_work(town.runtime, write=False) as uow:
        return uow.session.query(Leave).count()


def test_a_new_leave_names_the_visits_first_and_is_written_once_they_were_seen(
    office: FlaskClient, town: Town, held: str
) -> None:
    body = leave(town, timedelta(0))
    refused = office.post(AT, json=body)
    assert refused.status_code == 409
    assert refused.json["type"].endswith("/visits-lose-engineer")
    assert [one["visit_id"] for one in refused.json["visits"]] == [held]
    assert count(town) == 0
    assert office.post(f"{AT}?seen=something", json=body).status_code == 409
    assert office.post(f"{AT}?seen={refused.json['seen']}", json=body).status_code == 201
    assert count(town) == 1


def test_moving_a_leave_onto_a_visit_is_told_and_away_from_it_is_not(
    office: FlaskClient, town: Town, held: str
) -> None:
    made = office.post(AT, json=leave(town, timedelta(days=3)))
    assert made.status_code == 201, made.text
    one, tag = f"{AT}/{made.json['id']}", {"If-Match": made.headers["ETag"]}
    onto = leave(town, timedelta(0))
    refused = office.put(one, json=onto, headers=tag)
    assert [line["visit_id"] for line in refused.json["visits"]] == [held]
    moved = office.put(f"{one}?seen={refused.json['seen']}", json=onto, headers=tag)
    assert moved.status_code == 200, moved.text
    assert office.delete(one, headers=tag).status_code == 412
    assert office.delete(one, headers={"If-Match": moved.headers["ETag"]}).status_code == 204


def test_a_leave_that_nobody_waits_through_is_written_at_once(
    office: FlaskClient, town: Town, held: str
) -> None:
    other = leave(town, timedelta(0), engineer_id=str(town.engineers[1]))
    assert office.post(AT, json=other).status_code == 201


def test_a_shift_that_a_visit_hangs_on_names_it_before_it_goes(
    office: FlaskClient, town: Town, held: str
) -> None:
    mine = f"engineer_id={town.engineers[0]}"
    shifts: list[dict[str, Any]] = office.get(f"/api/v1/shifts?{mine}").json or []
    [shift] = shifts
    one = f"/api/v1/shifts/{shift['id']}"
    body = {name: shift[name] for name in ("engineer_id", "starts_at", "ends_at", "kind", "breaks")}
    longer = {**body, "ends_at": _later(body["ends_at"], hours=1)}
    tag = {"If-Match": office.get(one).headers["ETag"]}
    kept = office.put(one, json=longer, headers=tag)
    assert kept.status_code == 200, kept.text
    tag = {"If-Match": kept.headers["ETag"]}
    away = {**longer, "starts_at": _later(body["ends_at"], hours=-1)}
    for refused in (office.put(one, json=away, headers=tag), office.delete(one, headers=tag)):
        assert refused.status_code == 409, refused.text
        assert refused.json["type"].endswith("/visits-lose-engineer")
        assert [line["visit_id"] for line in refused.json["visits"]] == [held]
    seen = office.delete(one, headers=tag).json["seen"]
    assert office.delete(f"{one}?seen=nothing", headers=tag).status_code == 409
    assert office.delete(f"{one}?seen={seen}", headers=tag).status_code == 204
    assert office.get(one).status_code == 404


def _later(at: str, **span: float) -> str:
    return (datetime.fromisoformat(at) + timedelta(**span)).isoformat()


def test_a_pattern_says_by_api_too_whom_it_asks_too_much_of(office: FlaskClient, town: Town) -> None:
    day = {"begins": "08:00", "ends": "22:30", "breaks": [["12:00", "12:30"]]}
    pattern = office.post("/api/v1/roster-patterns", json={"name": "Long", "days": [[day]]}).json["id"]
    people = [{"engineer_id": str(key)} for key in town.engineers[:2]]
    wish = {"pattern": pattern, "engineers": people, "first_on": "2026-04-06", "last_on": "2026-04-12"}
    address = f"/api/v1/territories/{town.territory_id}/roster/apply-pattern"
    for dry_run in (True, False):
        told = office.post(address, json={**wish, "dry_run": dry_run}).json
        own = [one for one in told["strains"] if one["engineer_id"] == people[0]["engineer_id"]]
        assert {(one["kind"], one["hours"], one["limit_hours"]) for one in own} == {
            ("rest", 9.5, 11.0),
            ("in_a_row", 14.5, 13.0),
            ("week", 98.0, 48.0),
        }
        assert len({str(one["breaks"]) for one in told["made"][::7]}) == 2


def test_an_engineer_is_closed_once_his_visits_were_seen_and_a_file_leaves_it_to_his_page(
    town: Town, held: str
) -> None:
    who = make_user(town.runtime, Role.ADMIN, "leads")
    admin = signed_in(application(town.runtime), town.runtime, who)
    one = f"/api/v1/engineers/{town.engineers[0]}"
    read = admin.get(one)
    tag = {"If-Match": read.headers["ETag"]}
    file = f"工号,在用\n{read.json['number']},否\n"
    told = admin.post("/api/v1/imports/engineers?dry_run=true", data=file, content_type="text/csv")
    assert told.status_code == 422
    assert "1 open visit would lose its engineer" in told.json["errors"]["rows.2.active"][0]
    refused = admin.delete(one, headers=tag)
    assert refused.status_code == 409
    assert refused.json["type"].endswith("/visits-lose-engineer")
    assert [line["visit_id"] for line in refused.json["visits"]] == [held]
    written = {
        name: read.json[name] for name in ("number", "name", "territory_id", "base", "skills", "stars")
    }
    assert admin.put(one, json={**written, "active": False}, headers=tag).json["seen"] == refused.json["seen"]
    kept = admin.put(one, json={**written, "active": True}, headers=tag)
    assert kept.status_code == 200
    tag = {"If-Match": kept.headers["ETag"]}
    assert admin.delete(f"{one}?seen={refused.json['seen']}", headers=tag).status_code == 204
    assert admin.get(one).json["active"] is False
