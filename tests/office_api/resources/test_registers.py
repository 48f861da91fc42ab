from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.kernel import Role, Runtime, unit_of_work
from app.kernel.ledger_text import data_of
from app.kernel.tables import Event, Timer

API = "/api/v1"
CENTRE = {"lat": 39.9, "lon": 116.4}

Rows = dict[str, dict[str, Any]]

BODIES: dict[str, Callable[[Rows], dict[str, Any]]] = {
    "customers": lambda rows: {"name": "Zhongguancun Trading", "phone": "010 6255 1234", "locale": "zh_CN"},
    "sites": lambda rows: {"customer_id": rows["customers"]["id"], "name": "Head office", "point": CENTRE},
    "assets": lambda rows: {
        "site_id": rows["sites"]["id"],
        "kind": "printer",
        "model": "LaserJet 400",
        "serial_number": "SN-1",
        "qr_code": "QR-0001",
        "warranty_ends_on": "2027-01-31",
    },
    "contracts": lambda rows: {
        "customer_id": rows["customers"]["id"],
        "number": "C-1",
        "min_stars": 3,
        "coverage": {"mon": [["08:00", "20:00"]]},
        "starts_on": "2026-01-01",
    },
    "territories": lambda rows: {"code": "beijing", "name": "Beijing", "centre": CENTRE},
    "providers": lambda rows: {"name": "Haidian Repairs", "stars": 4},
    "depots": lambda rows: {
        "name": "East depot",
        "territory_id": rows["territories"]["id"],
        "point": CENTRE,
        "phone": "010 6255 1234",
        "opening_hours": {"mon": [["08:00", "20:00"]]},
    },
    "skills": lambda rows: {"code": "laptop", "name_en": "Laptops", "name_zh": "笔记本电脑"},
    "engineers": lambda rows: {
        "number": "E-1",
        "name": "Li Wei",
        "phone": "138 0013 8000",
        "stars": 4,
        "stars_reason": "Grade of 2025",
        "territory_id": rows["territories"]["id"],
        "provider_id": rows["providers"]["id"],
        "depot_id": rows["depots"]["id"],
        "base": CENTRE,
        "skills": ["laptop"],
    },
    "shifts": lambda rows: {
        "engineer_id": rows["engineers"]["id"],
        "starts_at": "2026-03-02T09:00:00+08:00",
        "ends_at": "2026-03-02T18:00:00+08:00",
        "breaks": [["2026-03-02T12:00:00+08:00", "2026-03-02T13:00:00+08:00"]],
    },
    "named-engineers": lambda rows: {
        "engineer_id": rows["engineers"]["id"],
        "kind": "required",
        "asset_id": rows["assets"]["id"],
        "reason": "Knows the machine",
        "asked_by": "Ms Li",
        "starts_on": "2026-03-01",
    },
    "users": lambda rows: {
        "login": "Li.Wei",
        "name": "Li Wei",
        "role": "engineer",
        "password": "long enough now",
        "engineer_id": rows["engineers"]["id"],
    },
}
ORDER = list(BODIES)


def made(admin: FlaskClient, *, up_to: str = "users") -> Rows:
    """Post one row of each register, in an order in which every reference exists."""
    rows: Rows = {}
    for plural in ORDER[: ORDER.index(up_to) + 1]:
        answer = admin.post(f"{API}/{plural}", json=BODIES[plural](rows))
        assert answer.status_code == 201, answer.text
        rows[plural] = {**answer.get_json(), "etag": answer.headers["ETag"]}
    return rows


def test_every_register_reads_back_what_was_posted(admin: FlaskClient) -> None:
    rows = made(admin)
    for plural, row in rows.items():
        again = admin.get(f"{API}/{plural}/{row['id']}")
        assert again.status_code == 200
        assert again.headers["ETag"] == row["etag"]
        told = {key: value for key, value in row.items() if key not in {"etag", "likely_doubles"}}
        assert again.json == told
        posted = {key: value for key, value in BODIES[plural](rows).items() if key not in FORMATTED}
        assert posted.items() <= again.json.items()


FORMATTED = {"phone", "password", "login", "starts_at", "ends_at", "breaks"}


def test_what_is_written_is_brought_into_one_form(admin: FlaskClient) -> None:
    rows = made(admin)
    assert rows["customers"]["phone"] == "+861062551234"
    assert rows["engineers"]["phone"] == "+8613800138000"
    assert rows["users"]["login"] == "li.wei"
    assert "password" not in rows["users"]
    assert rows["shifts"]["starts_at"] == "2026-03-02T01:00:00+00:00"
    assert rows["shifts"]["breaks"] == [["2026-03-02T04:00:00+00:00", "2026-03-02T05:00:00+00:00"]]


@pytest.mark.parametrize("plural", ORDER)
def test_replacing_needs_the_tag_that_was_read(admin: FlaskClient, plural: str) -> None:
    rows = made(admin, up_to=plural)
    address, body = f"{API}/{plural}/{rows[plural]['id']}", BODIES[plural](rows)
    if "name" in body:
        body["name"] = "Another name"
    else:
        body |= CHANGES[plural]

    assert admin.put(address, json=body).status_code == 428
    first = admin.put(address, json=body, headers={"If-Match": rows[plural]["etag"]})
    assert first.status_code == 200, first.text
    second = admin.put(address, json=body, headers={"If-Match": rows[plural]["etag"]})
    assert second.status_code == 412
    assert admin.put(address, json=body, headers={"If-Match": first.headers["ETag"]}).status_code == 200


CHANGES: dict[str, dict[str, Any]] = {
    "named-engineers": {"reason": "Knows it well"},
    "assets": {"model": "LaserJet 500"},
    "contracts": {"notes": "renewed"},
    "skills": {"name_en": "Notebooks"},
    "shifts": {"breaks": []},
}


def test_an_unchanged_row_is_not_sent_again(admin: FlaskClient) -> None:
    row = made(admin, up_to="customers")["customers"]
    answer = admin.get(f"{API}/customers/{row['id']}", headers={"If-None-Match": row["etag"]})
    assert (answer.status_code, answer.data) == (304, b"")


@pytest.mark.parametrize("plural", ["customers", "sites", "assets", "engineers", "users"])
def test_removing_closes_what_others_may_name(admin: FlaskClient, plural: str) -> None:
    row = made(admin)[plural]
    address = f"{API}/{plural}/{row['id']}"
    assert admin.delete(address).status_code == 428
    assert admin.delete(address, headers={"If-Match": row["etag"]}).status_code == 204
    assert admin.get(address).json["active"] is False
    assert admin.get(f"{API}/{plural}", query_string={"active": "true", "q": "no such"}).json == []


def test_removing_deletes_shifts_and_contracts_that_nothing_names(admin: FlaskClient) -> None:
    rows = made(admin)
    for plural in ("shifts", "contracts"):
        address = f"{API}/{plural}/{rows[plural]['id']}"
        assert admin.delete(address, headers={"If-Match": rows[plural]["etag"]}).status_code == 204
        assert admin.get(address).status_code == 404


@pytest.mark.parametrize(
    ("plural", "used_by"),
    [("skills", "engineers"), ("territories", "engineers"), ("providers", "engineers")],
)
def test_what_engineers_depend_on_is_not_removed(admin: FlaskClient, plural: str, used_by: str) -> None:
    row = made(admin)[plural]
    answer = admin.delete(f"{API}/{plural}/{row['id']}", headers={"If-Match": row["etag"]})
    assert answer.status_code == 409
    assert answer.json["used_by"] == {used_by: 1}


@pytest.mark.parametrize(
    ("plural", "field"),
    [
        ("assets", "qr_code"),
        ("contracts", "number"),
        ("territories", "code"),
        ("providers", "name"),
        ("skills", "code"),
        ("engineers", "number"),
        ("users", "login"),
    ],
)
def test_a_value_that_is_taken_is_named(admin: FlaskClient, plural: str, field: str) -> None:
    rows = made(admin)
    answer = admin.post(f"{API}/{plural}", json=BODIES[plural](rows))
    assert answer.status_code == 409
    assert list(answer.json["errors"]) == [field]


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("plural", "change", "path"),
    [
        ("customers", {"email": "nobody"}, "email"),
        ("customers", {"locale": "fr"}, "locale"),
        ("customers", {"colour": "red"}, "colour"),
        ("sites", {"point": {"lat": 91, "lon": 0}}, "point.lat"),
        ("sites", {"point": {"lat": 1}}, "point.lon"),
        ("sites", {"customer_id": str(uuid4())}, "customer_id"),
        ("sites", {"territory_id": str(uuid4())}, "territory_id"),
        ("sites", {"time_zone": "Asia/Atlantis"}, "time_zone"),
        ("assets", {"site_id": "printer"}, "site_id"),
        ("contracts", {"min_stars": 6}, "min_stars"),
        ("contracts", {"coverage": {"mon": [["8", "20"]]}}, "coverage.mon[0]"),
        ("contracts", {"coverage": {}}, "coverage"),
        ("contracts", {"coverage": {"mon": [["08:00+08:00", "18:00"]]}}, "coverage.mon[0]"),
        ("contracts", {"coverage": {"mon": [["08:00", "08:00"]]}}, "coverage.mon[0]"),
        ("contracts", {"coverage": {"mon": [[8, 18]]}}, "coverage.mon.0.0"),
        ("contracts", {"coverage": {"mon": "08:00"}}, "coverage.mon"),
        ("contracts", {"coverage": ["mon"]}, "coverage"),
        ("contracts", {"holiday_calendar": "XX"}, "holiday_calendar"),
        ("territories", {"holiday_calendar": "territory"}, "holiday_calendar"),
        ("shifts", {"kind": "standby"}, "kind"),
        ("shifts", {"kind": "on_call"}, "setout_s"),
        ("shifts", {"setout_s": 60}, "setout_s"),
        ("contracts", {"ends_on": "2025-12-31"}, "ends_on"),
        ("territories", {"boundary": [[39, 116], [39, 117], [39, 116]]}, "boundary"),
        ("engineers", {"stars": 0}, "stars"),
        ("engineers", {"skills": ["laptop", "magic"]}, "skills.1"),
        ("shifts", {"ends_at": "2026-03-02T09:00:00+08:00"}, "ends_at"),
        ("shifts", {"ends_at": "2026-03-02T18:00:00"}, "ends_at"),
        ("shifts", {"breaks": [["2026-03-02T08:00:00+08:00", "2026-03-02T10:00:00+08:00"]]}, "breaks.0"),
        ("users", {"password": "short"}, "password"),
        ("users", {"engineer_id": None}, "engineer_id"),
        ("users", {"role": "manager"}, "engineer_id"),
        ("users", {"role": "integration"}, "role"),
    ],
)
def test_bad_input_names_the_field_and_writes_nothing(
    admin: FlaskClient, plural: str, change: dict[str, Any], path: str
) -> None:
    before = ORDER[ORDER.index(plural) - 1]
    rows = made(admin, up_to=before) if plural != "customers" else {}
    count = len(admin.get(f"{API}/{plural}").json)
    answer = admin.post(f"{API}/{plural}", json=BODIES[plural](rows) | change)
    assert answer.status_code == 422
    assert path in answer.json["errors"]
    assert len(admin.get(f"{API}/{plural}").json) == count


def test_a_new_account_needs_a_password(admin: FlaskClient) -> None:
    answer = admin.post(f"{API}/users", json={"login": "boss", "name": "Boss", "role": "manager"})
    assert (answer.status_code, list(answer.json["errors"])) == (422, ["password"])


def test_an_account_keeps_its_password_when_none_is_sent(admin: FlaskClient) -> None:
    body = {"login": "boss", "name": "Boss", "role": "manager"}
    answer = admin.post(f"{API}/users", json=body | {"password": "long enough now"})
    address, tag = f"{API}/users/{answer.json['id']}", {"If-Match": answer.headers["ETag"]}
    assert admin.put(address, json=body | {"name": "Chief"}, headers=tag).status_code == 200
    credentials = {"login": "boss", "password": "long enough now"}
    assert admin.post(f"{API}/auth/tokens", json=credentials).status_code == 201


def test_the_last_administrator_stays(admin: FlaskClient) -> None:
    me = admin.get(f"{API}/me").json["id"]
    tag = {"If-Match": admin.get(f"{API}/users/{me}").headers["ETag"]}
    assert admin.delete(f"{API}/users/{me}", headers=tag).status_code == 409


def test_shifts_of_an_engineer_do_not_overlap(admin: FlaskClient) -> None:
    rows = made(admin, up_to="shifts")
    late = BODIES["shifts"](rows) | {
        "starts_at": "2026-03-02T17:59:00+08:00",
        "ends_at": "2026-03-02T23:00:00+08:00",
        "breaks": [],
    }
    answer = admin.post(f"{API}/shifts", json=late)
    assert (answer.status_code, list(answer.json["errors"])) == (422, ["starts_at"])
    assert (
        admin.post(f"{API}/shifts", json=late | {"starts_at": "2026-03-02T18:00:00+08:00"}).status_code == 201
    )


def test_a_closed_row_is_not_named_by_new_ones(admin: FlaskClient) -> None:
    rows = made(admin, up_to="customers")
    admin.delete(
        f"{API}/customers/{rows['customers']['id']}", headers={"If-Match": rows["customers"]["etag"]}
    )
    answer = admin.post(f"{API}/sites", json=BODIES["sites"](rows))
    assert answer.json["errors"] == {"customer_id": ["this customer is closed"]}


def test_a_list_is_paged_filtered_and_sorted(admin: FlaskClient) -> None:
    for name in ("Ant", "Bee", "Cat", "Antelope"):
        admin.post(f"{API}/customers", json={"name": name})
    page = admin.get(f"{API}/customers", query_string={"page_size": 3, "sort": "-name"})
    assert [row["name"] for row in page.json] == ["Cat", "Bee", "Antelope"]
    assert '"total": 4' in page.headers["X-Pagination"]
    found = admin.get(f"{API}/customers", query_string={"q": "ant"})
    assert [row["name"] for row in found.json] == ["Ant", "Antelope"]


@pytest.mark.parametrize("query", [{"sort": "phone"}, {"colour": "red"}, {"page": 0}, {"active": "maybe"}])
def test_a_list_refuses_what_it_does_not_know(admin: FlaskClient, query: dict[str, Any]) -> None:
    answer = admin.get(f"{API}/customers", query_string=query)
    assert answer.status_code == 422
    assert list(answer.json["errors"]) == list(query)


def test_engineers_are_found_by_skill_machines_by_customer_and_shifts_by_time(admin: FlaskClient) -> None:
    rows = made(admin)
    assert len(admin.get(f"{API}/engineers?skill=laptop").json) == 1
    assert admin.get(f"{API}/engineers?skill=server").json == []
    assert len(admin.get(f"{API}/assets?customer_id={rows['customers']['id']}").json) == 1
    assert admin.get(f"{API}/assets?customer_id={uuid4()}").json == []
    assert len(admin.get(f"{API}/shifts?from=2026-03-02T09:59:00Z&to=2026-03-02T11:00:00Z").json) == 1
    assert admin.get(f"{API}/shifts?from=2026-03-02T10:00:00Z").json == []


def test_each_change_is_an_event_without_what_is_personal(admin: FlaskClient, runtime: Runtime) -> None:
    row = made(admin, up_to="customers")["customers"]
    body = {"name": "Renamed", "phone": "010 6255 9999"}
    admin.put(f"{API}/customers/{row['id']}", json=body, headers={"If-Match": row["etag"]})
    with unit_of_work(runtime, write=False) as uow:
        stream = select(Event).where(Event.stream == f"customer:{row['id']}").order_by(Event.number)
        created, changed = uow.session.scalars(stream).all()
    assert (created.kind, changed.kind) == ("customer.created", "customer.changed")
    said = [event.body + (event.personal or "") for event in (created, changed)]
    assert data_of(changed)["values"]["name"] == "Renamed"
    assert "Renamed" not in changed.body
    assert '"private":["phone","phone_as_said","phone_numbers"]' in changed.body
    assert "6255" not in "".join(said)


@pytest.mark.parametrize("plural", ["engineers", "shifts"])
def test_the_territory_is_planned_again_when_its_strength_changes(
    admin: FlaskClient, runtime: Runtime, plural: str
) -> None:
    rows = made(admin, up_to=ORDER[ORDER.index(plural) - 1])
    with unit_of_work(runtime) as uow:
        for timer in uow.session.scalars(select(Timer)):
            uow.session.delete(timer)
    admin.post(f"{API}/{plural}", json=BODIES[plural](rows))
    with unit_of_work(runtime, write=False) as uow:
        assert [(timer.kind, timer.subject) for timer in uow.session.scalars(select(Timer))] == [
            ("plan", rows["territories"]["id"])
        ]


def test_a_repeated_post_adds_one_row(admin: FlaskClient) -> None:
    key = {"Idempotency-Key": "a1"}
    first = admin.post(f"{API}/customers", json={"name": "Ant"}, headers=key)
    second = admin.post(f"{API}/customers", json={"name": "Ant"}, headers=key)
    assert (second.status_code, second.json) == (201, first.json)
    assert second.headers["ETag"] == first.headers["ETag"]
    assert len(admin.get(f"{API}/customers").json) == 1


def test_a_customer_sees_and_adds_only_what_is_its_own(
    admin: FlaskClient, sign_in: Callable[..., FlaskClient]
) -> None:
    rows = made(admin, up_to="assets")
    other = admin.post(f"{API}/customers", json={"name": "Other"}).json
    customer = sign_in(Role.CUSTOMER, customer_id=other["id"])
    assert customer.get(f"{API}/sites").json == []
    assert customer.get(f"{API}/sites/{rows['sites']['id']}").status_code == 404
    own = {"customer_id": other["id"], "name": "Shop", "point": CENTRE}
    assert customer.post(f"{API}/sites", json=own).status_code == 201
    foreign = customer.post(f"{API}/sites", json=own | {"customer_id": rows["customers"]["id"]})
    assert foreign.json["errors"] == {"customer_id": ["there is no such customer"]}


def test_fault_types_and_parts_are_put_by_code(admin: FlaskClient) -> None:
    made(admin, up_to="skills")
    fault = {"name_en": "Screen", "name_zh": "屏幕", "skill_code": "laptop", "expected_s": 1800}
    assert admin.put(f"{API}/fault-types/laptop_screen", json=fault).status_code == 200
    assert admin.put(f"{API}/fault-types/laptop_screen", json=fault | {"min_stars": 4}).json["min_stars"] == 4
    assert [row["code"] for row in admin.get(f"{API}/fault-types?skill_code=laptop").json] == [
        "laptop_screen"
    ]
    part = {"name_en": "Fuser", "name_zh": "定影器", "unit_price_cents": 45_000}
    assert admin.put(f"{API}/parts/fuser-400", json=part).json["code"] == "fuser-400"
    assert admin.get(f"{API}/parts").json == [{"code": "fuser-400", **part, "limit_per_visit": 5}]
    assert (
        admin.put(f"{API}/parts/fuser-400", json=part | {"limit_per_visit": 2}).json["limit_per_visit"] == 2
    )
    assert admin.put(f"{API}/parts/fuser-400", json=part).json["limit_per_visit"] == 2
    refused = admin.put(f"{API}/parts/fuser-400", json=part | {"limit_per_visit": -1})
    assert list(refused.json["errors"]) == ["limit_per_visit"]


@pytest.mark.parametrize(
    ("code", "change", "path"),
    [
        ("Bad Code", {}, "code"),
        ("ok", {"skill_code": "magic"}, "skill_code"),
        ("ok", {"expected_s": 1}, "expected_s"),
    ],
)
def test_a_bad_fault_type_is_refused(
    admin: FlaskClient, code: str, change: dict[str, Any], path: str
) -> None:
    made(admin, up_to="skills")
    fault = {"name_en": "Screen", "name_zh": "屏幕", "skill_code": "laptop", "expected_s": 1800}
    answer = admin.put(f"{API}/fault-types/{code}", json=fault | change)
    assert (answer.status_code, list(answer.json["errors"])) == (422, [path])


def test_kind_of_charge_has_a_limit_that_its_price_keeps(admin: FlaskClient) -> None:
    address = f"{API}/charge-kinds/parking"
    kind = {"name_en": "Parking", "name_zh": "停车费", "unit_price_cents": 1000, "limit_cents": 5000}
    assert admin.put(address, json=kind).json == {"code": "parking", "active": True, **kind}
    assert admin.put(address, json=kind | {"active": False}).json["active"] is False
    assert admin.get(f"{API}/charge-kinds?active=true").json == []
    low = admin.put(address, json=kind | {"limit_cents": 999})
    assert (low.status_code, list(low.json["errors"])) == (422, ["limit_cents"])
    assert admin.put(f"{API}/charge-kinds/Parking%20fee", json=kind).status_code == 422
