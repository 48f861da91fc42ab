from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from app.kernel import Role, Runtime, unit_of_work
from app.kernel.tables import Event
from app.outbox.commands.schedule import WEBHOOK_ATTEMPTS
from app.outbox.tables import Subscription
from tests.support.clock import FakeClock
from tests.support.outbox import Outside, happen, own_notices, reaching, work
from tests.support.web import application, make_user, signed_in

API = "/api/v1"
HOOK = {"name": "ERP", "channel": "webhook", "url": "https://erp.example/hook?key=1", "kinds": ["visit.*"]}

pytestmark = pytest.mark.any_database


@pytest.fixture
def outside() -> Outside:
    return Outside()


@pytest.fixture
def reached(runtime: Runtime, outside: Outside) -> Runtime:
    return reaching(runtime, outside)


@pytest.fixture
def admin(reached: Runtime) -> FlaskClient:
    return signed_in(application(reached), reached, make_user(reached, Role.ADMIN))


def _made(admin: FlaskClient, **given: Any) -> dict[str, Any]:
    answer = admin.post(f"{API}/subscriptions", json={**HOOK, **given})
    assert answer.status_code == 201, answer.text
    row: dict[str, Any] = answer.get_json()
    return {**row, "etag": answer.headers["ETag"]}


def test_secret_is_shown_once_and_address_and_secret_lie_sealed(admin: FlaskClient, reached: Runtime) -> None:
    made = _made(admin)
    assert made["secret"].startswith("whsec_")
    again = admin.get(f"{API}/subscriptions/{made['id']}").get_json()
    assert again["secret"] is None
    assert again["shown_target"] == "https://erp.example/hook"
    assert "url" not in again
    with unit_of_work(reached, write=False) as uow:
        row = uow.session.query(Subscription).one()
        bodies = [event.body + (event.personal or "") for event in uow.session.query(Event)]
    kept = "".join([row.target, row.secret or "", *bodies])
    assert "erp.example" not in kept
    assert "whsec" not in kept


def test_change_without_an_address_keeps_it_and_needs_the_etag(
    admin: FlaskClient, reached: Runtime, outside: Outside
) -> None:
    made = _made(admin)
    address = f"{API}/subscriptions/{made['id']}"
    changed = {key: value for key, value in HOOK.items() if key != "url"} | {"name": "ERP 2"}
    assert admin.put(address, json=changed).status_code == 428
    assert admin.put(address, json=changed, headers={"If-Match": '"old"'}).status_code == 412
    answer = admin.put(address, json=changed, headers={"If-Match": made["etag"]})
    assert (answer.status_code, answer.json["name"]) == (200, "ERP 2")
    happen(reached, "visit.planned")
    work(reached)
    assert [sent.url for sent in outside.got] == [HOOK["url"]]


def test_work_of_the_outbox_does_not_outdate_the_administrators_etag(
    admin: FlaskClient, reached: Runtime, outside: Outside
) -> None:
    made = _made(admin)
    outside.answering(500)
    happen(reached, "visit.planned")
    work(reached)
    answer = admin.put(f"{API}/subscriptions/{made['id']}", json=HOOK, headers={"If-Match": made["etag"]})
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"url": "http://erp.example/"}, "url"),
        ({"url": "https://10.0.0.1/"}, "url"),
        ({"url": "https://u:p@erp.example/"}, "url"),
        ({"url": "https://[::ffff:127.0.0.1]/"}, "url"),
        ({"channel": "apprise", "url": "syslog://"}, "url"),
        (
            {
                "channel": "apprise",
                "url": "feishu://t",
                "provider_id": "0196a000-0000-7000-8000-000000000009",
            },
            "*",
        ),
        ({"channel": "customers"}, "channel"),
        ({"channel": "pigeon"}, "channel"),
        ({"kinds": []}, "kinds"),
        ({"kinds": ["visit"]}, "kinds"),
        ({"kinds": ["visit.*; drop"]}, "kinds"),
        ({"quiet_hours": "22:00"}, "quiet_hours"),
        ({"time_zone": "Mars/Base"}, "time_zone"),
        ({"territory_id": "0196a000-0000-7000-8000-000000000009"}, "territory_id"),
        ({"name": ""}, "name"),
        ({"secret": "mine"}, "secret"),
    ],
)
def test_what_makes_no_sense_is_refused_by_field(
    admin: FlaskClient, given: dict[str, Any], field: str
) -> None:
    answer = admin.post(f"{API}/subscriptions", json={**HOOK, **given})
    assert answer.status_code == 422, answer.text
    assert field == "*" or any(path.partition(".")[0] == field for path in answer.json["errors"]), answer.json


def test_webhook_without_an_address_is_refused(admin: FlaskClient) -> None:
    answer = admin.post(f"{API}/subscriptions", json={key: HOOK[key] for key in HOOK if key != "url"})
    assert list(answer.json["errors"]) == ["url"]


def test_own_notices_can_be_switched_off_but_not_bent(admin: FlaskClient, reached: Runtime) -> None:
    own_notices(reached)
    row = admin.get(f"{API}/subscriptions?channel=customers").json[0]
    one = admin.get(f"{API}/subscriptions/{row['id']}")
    body = {"name": row["name"], "channel": "customers", "kinds": row["kinds"]}
    tag = {"If-Match": one.headers["ETag"]}
    bent = admin.put(f"{API}/subscriptions/{row['id']}", json={**body, "kinds": ["*"]}, headers=tag)
    assert list(bent.json["errors"]) == ["kinds"]
    led = admin.put(f"{API}/subscriptions/{row['id']}", json={**body, "url": HOOK["url"]}, headers=tag)
    assert list(led.json["errors"]) == ["url"]
    assert admin.delete(f"{API}/subscriptions/{row['id']}", headers=tag).status_code == 204
    assert admin.get(f"{API}/subscriptions/{row['id']}").json["active"] is False


def test_dead_letters_are_listed_and_replayed(
    admin: FlaskClient, reached: Runtime, outside: Outside, clock: FakeClock
) -> None:
    made = _made(admin)
    happen(reached, "visit.planned")
    outside.answering(500, "answered 500")
    for _ in range(WEBHOOK_ATTEMPTS):
        work(reached)
        clock.advance(hours=7.2)
        assert admin.post(f"{API}/subscriptions/{made['id']}/resume").status_code == 200
    (dead,) = admin.get(f"{API}/deliveries?state=dead&subscription_id={made['id']}").get_json()
    assert (dead["kind"], dead["attempts"], dead["last_status"]) == ("visit.planned", WEBHOOK_ATTEMPTS, 500)
    answer = admin.post(f"{API}/deliveries/{dead['id']}/replay")
    assert (answer.status_code, answer.json["state"], answer.json["attempts"]) == (200, "waiting", 0)
    again = admin.post(f"{API}/deliveries/{dead['id']}/replay")
    assert again.status_code == 409
    outside.failing = None
    work(reached)
    assert admin.get(f"{API}/deliveries?state=sent").json[0]["id"] == dead["id"]
    assert admin.post(f"{API}/subscriptions/{made['id']}/replay").json == {"replayed": 0}


def test_test_message_is_sent_at_once_and_tells_what_came_of_it(admin: FlaskClient, outside: Outside) -> None:
    made = _made(admin)
    address = f"{API}/subscriptions/{made['id']}/test"
    assert admin.post(address).json == {"taken": True, "status": 200, "error": None}
    assert outside.got[0].json["type"] == "subscription.test"
    outside.answering(503, "answered 503")
    assert admin.post(address).json == {"taken": False, "status": 503, "error": "answered 503"}
    repeated = [admin.post(address, headers={"Idempotency-Key": "k"}) for _ in range(2)]
    assert repeated[0].json == repeated[1].json
    assert outside.tries == 3


def test_test_message_reaches_people_in_their_language(admin: FlaskClient, outside: Outside) -> None:
    made = _made(admin, channel="apprise", url="feishu://token", locale="zh_CN")
    assert made["secret"] is None
    assert made["shown_target"].startswith("feishu://t...n/")
    assert admin.post(f"{API}/subscriptions/{made['id']}/test").json["taken"] is True
    assert outside.notes[0][1] == "测试"


def test_rotation_shows_the_new_secret_once(admin: FlaskClient) -> None:
    made = _made(admin)
    rotated = admin.post(f"{API}/subscriptions/{made['id']}/rotate-secret").json
    assert rotated["secret"].startswith("whsec_")
    assert rotated["secret"] != made["secret"]
    people = _made(admin, name="Desk", channel="apprise", url="feishu://token")
    assert admin.post(f"{API}/subscriptions/{people['id']}/rotate-secret").status_code == 409


def test_quiet_hours_of_territories_and_customers_are_checked(admin: FlaskClient) -> None:
    body = {"code": "north", "name": "North", "centre": {"lat": 31.2, "lon": 121.4}}
    wrong = admin.post(f"{API}/territories", json={**body, "quiet_hours": "late"})
    assert list(wrong.json["errors"]) == ["quiet_hours"]
    assert admin.post(f"{API}/territories", json=body).json["quiet_hours"] == "22:00-07:00"
    wrong = admin.post(f"{API}/customers", json={"name": "Acme", "quiet_hours": "x"})
    assert list(wrong.json["errors"]) == ["quiet_hours"]


def test_secret_is_not_kept_for_a_repeat(admin: FlaskClient) -> None:
    body = {
        "name": "partner",
        "channel": "webhook",
        "url": "https://partner.example/in",
        "kinds": ["visit.*"],
    }
    first, second = (
        admin.post(f"{API}/subscriptions", json=body, headers={"Idempotency-Key": "k"}) for _ in range(2)
    )
    assert first.json["secret"]
    assert second.json == {**(first.json or {}), "secret": None}
