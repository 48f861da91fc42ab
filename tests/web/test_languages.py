"""Problems speak the reader's language at every door, and English where nobody asks for another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from uuid_utils.compat import uuid7
from werkzeug.test import TestResponse

from app.accounts.tables import User
from app.kernel import Role, Runtime, UnitOfWork
from app.web.languages import COOKIE, chosen_locale
from app.web.limits import EXTENSION
from tests.support.clock import FakeClock
from tests.support.web import application
from tests.web.calls import CALLS
from tests.web.world import World, make_world

pytestmark = pytest.mark.any_database

CHINESE = {"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5"}
SIGN_IN = "/api/v1/auth/tokens"
NOTHING = "00000000-0000-7000-8000-000000000000"


@pytest.fixture
def flask_app(runtime: Runtime) -> Flask:
    return application(runtime)


@pytest.fixture
def world(runtime: Runtime, clock: FakeClock, flask_app: Flask) -> World:
    return make_world(runtime, clock, flask_app)


@pytest.mark.parametrize(
    ("accepted", "locale"),
    [
        ("", "en"),
        ("fi", "en"),
        ("*", "en"),
        ("zh-CN", "zh_CN"),
        ("zh", "zh_CN"),
        ("zh-Hans-CN;q=0.9", "zh_CN"),
        ("en-GB, zh-CN;q=0.5", "en"),
        ("fr, zh-TW;q=0.8, en;q=0.2", "zh_CN"),
        ("zh;q=0", "en"),
    ],
)
def test_first_language_that_is_spoken_here_is_chosen(flask_app: Flask, accepted: str, locale: str) -> None:
    with flask_app.test_request_context("/", headers={"Accept-Language": accepted}):
        assert chosen_locale() == locale


def test_installation_s_language_is_for_those_who_name_none(runtime: Runtime) -> None:
    chinese = application(replace(runtime, settings=replace(runtime.settings, default_locale="zh_CN")))
    assert _wrong_password(chinese.test_client(), {})["title"] == "未登录"
    assert _wrong_password(chinese.test_client(), {"Accept-Language": "en"})["title"] == "Unauthorized"


def test_account_s_language_goes_before_the_header_and_the_browser_s_choice_before_both(world: World) -> None:
    def read_chinese(uow: UnitOfWork) -> None:
        key = world.account(Role.DISPATCHER).user_id
        assert key
        uow.get(User, key).locale = "zh_CN"

    world.edit(read_chinese)
    client = world.client(Role.DISPATCHER)
    path = f"/api/v1/visits/{NOTHING}"
    assert _problem(client.get(path, headers={"Accept-Language": "en"}))["title"] == "未找到"
    client.set_cookie(COOKIE, "en")
    assert _problem(client.get(path, headers=CHINESE))["title"] == "Not Found"


def _problem(answer: TestResponse) -> dict[str, Any]:
    assert answer.mimetype == "application/problem+json", answer.text
    assert "accept-language" in answer.vary
    told: dict[str, Any] = answer.get_json()
    assert list(answer.content_language) == ["en" if told["title"].isascii() else "zh-CN"]
    return told


def _wrong_password(client: FlaskClient, headers: dict[str, str]) -> dict[str, Any]:
    body = {"login": "nobody", "password": "wrong"}
    return _problem(client.post(SIGN_IN, json=body, headers=headers))


Act = Callable[[World, dict[str, str]], TestResponse]


@dataclass(frozen=True)
class Refusal:
    """A call that fails, and some of what the problem says in either language."""

    act: Act
    en: dict[str, Any]
    zh: dict[str, Any]


def _envelope(world: World) -> dict[str, Any]:
    now = world.clock.now.isoformat()
    return {"event_id": str(uuid7()), "device_at": now, "sent_at": now, "offline": False}


def _arrive_elsewhere(world: World, headers: dict[str, str]) -> TestResponse:
    world.phone.drive()
    body = _envelope(world) | {"position": {"lat": 0, "lon": 0, "accuracy_m": 9}}
    path = f"/mobile/v1/visits/{world.own.job.visit_id}/arrive"
    return world.client(Role.ENGINEER).post(path, json=body, headers=headers)


def _report(world: World, headers: dict[str, str]) -> TestResponse:
    body = {
        "site_id": str(world.own.job.site_id),
        "fault_code": "none_such",
        "channel": "phone",
        "requested_at": (world.clock.now - timedelta(minutes=1)).isoformat(),
    }
    return world.client(Role.DISPATCHER).post("/api/v1/service-requests", json=body, headers=headers)


def _alert(world: World) -> UUID:
    call = CALLS["GET /api/v1/alerts/<uuid:alert_id>"](world)
    return UUID(str(call.url["alert_id"]))


def _answer_badly(world: World, headers: dict[str, str]) -> TestResponse:
    rows = [{"template": "five_ones", "item": "mop", "value": True}]
    path = f"/mobile/v1/visits/{world.own.job.visit_id}/answers"
    body = _envelope(world) | {"answers": rows}
    return world.client(Role.ENGINEER).post(path, json=body, headers=headers)


REFUSALS = {
    "sign-in": Refusal(
        lambda world, headers: world.flask_app.test_client().post(
            SIGN_IN, json={"login": "nobody", "password": "wrong"}, headers=headers
        ),
        {"title": "Unauthorized", "detail": "Login or password is wrong."},
        {"title": "未登录", "detail": "用户名或密码错误。"},
    ),
    "fields": Refusal(
        lambda world, headers: world.flask_app.test_client().post(
            SIGN_IN, json={"login": ""}, headers=headers
        ),
        {
            "detail": "Some fields are not valid.",
            "errors": {
                "login": ["Length must be between 1 and 120."],
                "password": ["Missing data for required field."],
            },
        },
        {
            "detail": "部分字段无效。",
            "errors": {"login": ["长度必须介于 1 与 120 之间。"], "password": ["必须填写。"]},
        },
    ),
    "intake": Refusal(
        _report,
        {"errors": {"fault_code": ["names no fault type"]}},
        {"detail": "以下字段无效：fault_code。", "errors": {"fault_code": ["没有对应的故障类型"]}},
    ),
    "phone": Refusal(
        _arrive_elsewhere,
        {"title": "Conflict", "type": "/problems/outside-geofence", "allowed_m": 209},
        {"title": "冲突", "type": "/problems/outside-geofence", "allowed_m": 209},
    ),
    "answers": Refusal(
        _answer_badly,
        {"errors": {"answers.0.item": ["is not an item of this checklist"]}},
        {"errors": {"answers.0.item": ["不是此检查表的项目"]}},
    ),
    "alerts": Refusal(
        lambda world, headers: world.client(Role.DISPATCHER).post(
            f"/api/v1/alerts/{_alert(world)}/acknowledge", json={"reason": " "}, headers=headers
        ),
        {"errors": {"reason": ["is blank"]}},
        {"errors": {"reason": ["不能为空白"]}},
    ),
    "rescue": Refusal(
        lambda world, headers: world.client(Role.DISPATCHER).post(
            f"/api/v1/alerts/{NOTHING}/rescue", headers=headers
        ),
        {"detail": f"There is no alert {NOTHING}."},
        {"detail": f"没有预警 {NOTHING}。"},
    ),
    "portal": Refusal(
        lambda world, headers: world.flask_app.test_client().post(
            f"/portal/v1/tracking/{world.link()}/rate", json={"score": 5}, headers=headers
        ),
        {"detail": "The visit is planned; this is for visits that are completed."},
        {"detail": "此次上门的状态为“已计划”，此操作仅适用于状态为“已完成”的上门。"},
    ),
    "nowhere": Refusal(
        lambda world, headers: world.flask_app.test_client().get("/api/v1/nothing", headers=headers),
        {"title": "Not Found"},
        {"title": "未找到", "detail": "服务器上没有所请求的地址。如果是手动输入的，请检查拼写后重试。"},
    ),
}


@pytest.mark.parametrize("door", REFUSALS)
def test_refusal_is_english_unless_the_reader_asks(world: World, door: str) -> None:
    told = _problem(REFUSALS[door].act(world, {}))
    assert told | REFUSALS[door].en == told
    assert (told["title"] + told["detail"]).isascii()


@pytest.mark.parametrize("door", REFUSALS)
def test_refusal_is_chinese_for_a_chinese_reader(world: World, door: str) -> None:
    told = _problem(REFUSALS[door].act(world, CHINESE))
    assert told | REFUSALS[door].zh == told
    assert not told["title"].isascii()
    assert not told["detail"].isascii()


def _sync(world: World, events: list[dict[str, Any]], headers: dict[str, str]) -> list[dict[str, Any]]:
    body = {"sent_at": world.clock.now.isoformat(), "device_id": "p1", "events": events, "cursor": None}
    answer = world.client(Role.ENGINEER).post("/mobile/v1/sync", json=body, headers=headers)
    assert answer.status_code == 200, answer.text
    told: list[dict[str, Any]] = answer.get_json()["results"]
    return told


def _event(world: World, kind: str, **body: Any) -> dict[str, Any]:
    envelope = _envelope(world)
    del envelope["sent_at"]
    return envelope | {"kind": kind, "visit_id": str(world.own.job.visit_id), "body": body}


def test_refusal_that_was_stored_is_told_again_in_the_next_reader_s_language(world: World) -> None:
    world.phone.drive()
    events = [_event(world, "arrive", position={"lat": 0, "lon": 0, "accuracy_m": 9})]
    (first,), (again,) = _sync(world, events, {}), _sync(world, events, CHINESE)
    far_m = first["problem"]["distance_m"]
    english = f"The position is {far_m} m from the site; at most 209 m is accepted."
    assert first["problem"]["detail"] == english
    assert again["replayed"]
    assert again["problem"]["detail"] == f"当前位置距现场 {far_m} 米，最多允许 209 米。"
    assert again["problem"]["type"] == first["problem"]["type"]


def test_items_of_a_batch_name_their_fields_in_the_reader_s_language(world: World) -> None:
    events = [_event(world, "arrive"), _event(world, "answers", answers=[{"item": "x"}]) | {"event_id": 1}]
    missing, wrong = _sync(world, events, CHINESE)
    assert missing["errors"] == {"body.position": ["必须填写。"]}
    assert wrong["errors"]["event_id"] == ["标识（UUID）不正确。"]
    assert _sync(world, events, {})[0]["errors"] == {"body.position": ["Missing data for required field."]}


def test_caller_over_the_budget_is_told_in_its_language(runtime: Runtime) -> None:
    settings = replace(runtime.settings, rate_limits=True, calls_per_minute_of_address=3)
    flask_app = application(replace(runtime, settings=settings))
    flask_app.extensions[EXTENSION].forget()
    client = flask_app.test_client()
    answers = [client.get("/api/v1/me", headers=CHINESE) for _ in range(8)]
    flask_app.extensions[EXTENSION].forget()
    assert answers[-1].status_code == 429
    told = _problem(answers[-1])
    assert (told["title"], told["detail"]) == ("请求过多", "请求过于频繁，请稍候。")
